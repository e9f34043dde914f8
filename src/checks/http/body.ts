import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip } from 'node:zlib';

/**
 * The body of an answer after its content-encoding was undone. `truncated`: it went on beyond the limit and was not read
 * further. `unknownEncoding` names a coding that stays as it came.
 */
export type Body = {
  readonly bytes: Buffer;
  readonly truncated: boolean;
  readonly unknownEncoding: string | undefined;
};

const decoders: { readonly [coding: string]: () => Duplex } = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  br: createBrotliDecompress,
};

/** Reads a body up to `maxBytes` of decoded bytes, so that a small gzip cannot grow without end; throws what the stream threw. */
export async function readBody(
  response: IncomingMessage,
  options: { readonly maxBytes: number; readonly hasBody: boolean },
): Promise<Body> {
  const { maxBytes, hasBody } = options;
  const codings = (response.headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim());
  const named = codings.filter((coding) => coding !== '' && coding !== 'identity');
  const unknownEncoding = named.length > 2 ? named.join(', ') : named.find((coding) => decoders[coding] === undefined);
  const chain =
    hasBody && unknownEncoding === undefined ? named.reverse().flatMap((coding) => decoders[coding]?.() ?? []) : [];
  const chunks: Buffer[] = [];
  let size = 0;
  let truncated = false;
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) {
      const room = maxBytes - size;
      truncated = chunk.length > room;
      chunks.push(truncated ? chunk.subarray(0, room) : chunk);
      size += Math.min(room, chunk.length);
      if (truncated) return;
    }
  };
  try {
    // The types of the list form know streams only; it takes a function at its end all the same.
    await pipeline([response, ...chain, collect] as unknown as NodeJS.ReadWriteStream[]);
  } catch (error) {
    if (!truncated) throw error;
  }
  return { bytes: Buffer.concat(chunks), truncated, unknownEncoding };
}
