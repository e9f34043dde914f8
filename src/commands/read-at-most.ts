/** All that a stream gives, or undefined where that is more than so many bytes: then no more of it is read. */
export async function readAtMost(stream: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer | undefined> {
  const blocks: Buffer[] = [];
  let size = 0;
  for await (const block of stream) {
    blocks.push(block);
    size += block.length;
    if (size > maxBytes) return undefined;
  }
  return Buffer.concat(blocks);
}
