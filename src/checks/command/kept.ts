import type { Readable } from 'node:stream';

/** What was kept of a stream, without the last line break: the text as it may be shown, and as it is (null where it is no text); whether there was more, and how long all of it was. */
export type Kept = {
  readonly text: string | null;
  readonly raw: string | null;
  readonly isCut: boolean;
  readonly bytes: number;
};

/** Longer than any secret: so much more is kept while secrets are looked for that none is cut in two at the end. */
const slack = 8 * 1024;

/** Keeps the first bytes of a stream, and reads and drops the rest. */
export function keepFirst(maxBytes: number): {
  readonly read: (stream: Readable) => void;
  /** What was kept; `redact` takes the secrets out of what is shown of it. */
  readonly kept: (redact: (text: string) => string) => Kept;
} {
  const blocks: Buffer[] = [];
  let bytes = 0;
  const take = (block: Buffer) => {
    const room = maxBytes + slack - bytes;
    // A copy: a part of a block would keep all of it in memory.
    if (room > 0) blocks.push(room >= block.length ? block : Buffer.from(block.subarray(0, room)));
    bytes += block.length;
  };
  return {
    read: (stream) => void stream.on('data', take),
    kept: (redact) => {
      const isCut = bytes > maxBytes;
      const whole = decode(Buffer.concat(blocks), isCut);
      if (whole === null) return { text: null, raw: null, isCut, bytes };
      const clean = redact(whole);
      // Where all was read no secret is cut; else what came last may hold the beginning of one.
      const end = bytes > maxBytes + slack ? clean.length - slack : maxBytes;
      const text = isCut ? clean.slice(0, Math.max(0, Math.min(end, maxBytes))) : clean;
      const raw = isCut ? whole.slice(0, maxBytes) : whole;
      return { text: trimEnd(text), raw: trimEnd(raw), isCut, bytes };
    },
  };
}

function trimEnd(text: string): string {
  return text.replace(/\r?\n$/, '');
}

function decode(bytes: Buffer, isCut: boolean): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: isCut });
  } catch {
    return null;
  }
}
