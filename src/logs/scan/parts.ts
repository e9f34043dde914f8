import type { FileHandle } from 'node:fs/promises';
import type { LineParser } from '../formats/format.ts';
import { linesAt } from '../read/lines-at.ts';
import type { ByteRange } from '../read/open-bytes.ts';

/** Cuts a span of a file of `bytes` into parts of about `partBytes` that begin and end with whole events. */
export async function* cutParts(options: {
  readonly handle: FileHandle;
  readonly bytes: number;
  readonly range: ByteRange;
  readonly parser: LineParser;
  readonly partBytes: number;
}): AsyncGenerator<ByteRange> {
  const { handle, bytes, range, parser, partBytes } = options;
  for (let from = range.from; from < range.to; ) {
    let step = partBytes;
    let to = from + step;
    let next: number | undefined;
    // A block of continuation lines alone has no place to cut: the part grows.
    while (to < range.to && next === undefined) {
      const lines = await linesAt(handle, to, bytes);
      next = lines.find(({ text }) => parser.isContinuation === undefined || parser.parse(text) !== undefined)?.offset;
      step *= 2;
      to += step;
    }
    const end = Math.min(next ?? range.to, range.to);
    yield { from, to: end };
    from = end;
  }
}
