import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import type { Reply } from './http1.ts';

/**
 * The body of an answer after its content-encoding was undone. `truncated`: it went on beyond the limit and was not read
 * further. `unknownEncoding` names a coding that stays as it came.
 */
export type Body = {
  readonly bytes: Buffer;
  readonly truncated: boolean;
  readonly unknownEncoding: string | undefined;
};

// Node has zstd from 22.15 on; its types here are those of the oldest Node that is supported.
const { createZstdDecompress } = zlib as { readonly createZstdDecompress?: () => Duplex };

const decoders: { readonly [coding: string]: () => Duplex } = {
  gzip: zlib.createGunzip,
  'x-gzip': zlib.createGunzip,
  br: zlib.createBrotliDecompress,
  ...(createZstdDecompress === undefined ? {} : { zstd: createZstdDecompress }),
};

/** Reads a body up to `maxBytes` of decoded bytes, so that a small gzip cannot grow without end; throws what the stream threw. */
export async function readBody(
  reply: Pick<Reply, 'headers' | 'stream'>,
  options: { readonly maxBytes: number; readonly hasBody: boolean },
): Promise<Body> {
  const { maxBytes, hasBody } = options;
  const codings = (reply.headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim());
  const named = codings.filter((coding) => coding !== '' && coding !== 'identity');
  const isKnown = (coding: string) => coding === 'deflate' || decoders[coding] !== undefined;
  const unknownEncoding = named.length > 2 ? named.join(', ') : named.find((coding) => !isKnown(coding));
  const undo = hasBody && unknownEncoding === undefined ? named.reverse() : [];
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
    const chain = undo.map((coding) => (coding === 'deflate' ? inflate : (decoders[coding]?.() ?? [])));
    // The types of the list form know streams only; it takes functions all the same.
    await pipeline([reply.stream, ...chain, collect] as unknown as NodeJS.ReadWriteStream[]);
  } catch (error) {
    if (!truncated) throw error;
  }
  return { bytes: Buffer.concat(chunks), truncated, unknownEncoding };
}

/** RFC 9110 8.4.1.2: `deflate` is zlib; some send the bare stream all the same, and curl and browsers take both. */
async function* inflate(source: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const pieces = source[Symbol.asyncIterator]();
  const first = await pieces.next();
  if (first.done === true) return;
  const isZlib = ((first.value[0] ?? 0) & 0x0f) === 8;
  const decoder = isZlib ? zlib.createInflate() : zlib.createInflateRaw();
  const all = async function* () {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => pieces };
  };
  const feeding = pipeline(all, decoder);
  feeding.catch(() => undefined);
  yield* decoder as AsyncIterable<Buffer>;
  await feeding;
}
