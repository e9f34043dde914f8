/** A byte that stands nowhere in UTF-8: what could not be decoded is counted, and marked, where lines are. */
const undecodable = Buffer.from([0xff]);

/** UTF-16 as UTF-8, without a byte order mark. For half a pair of surrogates, and for half a unit at the end, it has a byte that is no UTF-8. */
export async function* decodeUtf16(
  blocks: AsyncIterable<Buffer>,
  encoding: 'utf-16le' | 'utf-16be',
): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let isFirst = true;
  for await (const block of blocks) {
    const all = Buffer.concat([rest, block]);
    const end = endOfWhole(all, encoding);
    rest = all.subarray(end);
    const units = all.subarray(0, end);
    const text = (encoding === 'utf-16be' ? units.swap16() : units).toString('utf16le');
    yield encode(isFirst && text.startsWith('\ufeff') ? text.slice(1) : text);
    isFirst &&= text === '';
  }
  if (rest.length > 0) yield undecodable;
}

/** Where the last whole character ends, whose second half may come with the next block. */
function endOfWhole(bytes: Buffer, encoding: 'utf-16le' | 'utf-16be'): number {
  const end = bytes.length - (bytes.length % 2);
  const high = bytes[encoding === 'utf-16be' ? end - 2 : end - 1] ?? 0;
  return high >= 0xd8 && high <= 0xdb ? end - 2 : end;
}

function encode(text: string): Buffer {
  const whole = text.split(/\p{Surrogate}/u).flatMap((part) => [undecodable, Buffer.from(part, 'utf8')]);
  return whole.length === 2 ? (whole[1] as Buffer) : Buffer.concat(whole.slice(1));
}
