/** What the head of a frame tells (RFC 8878, 3.1.1.1). */
export type FrameHead = {
  readonly headBytes: number;
  readonly hasChecksum: boolean;
  readonly hasDictionary: boolean;
  /** How many bytes of the frame's content size the head ends with; 0 where it does not tell it. */
  readonly sizeBytes: number;
};

/** Reads the head of a frame from its first five bytes. */
export function readFrameHead(head: Buffer): FrameHead {
  const flags = head[4] ?? 0;
  const isSingle = (flags & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][flags & 3] ?? 0;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  return {
    headBytes: 5 + (isSingle ? 0 : 1) + dictionary + sizeBytes,
    hasChecksum: (flags & 4) !== 0,
    hasDictionary: dictionary > 0,
    sizeBytes,
  };
}

/** Reads the head of a block (3.1.1.2), three bytes: how many follow it, and whether it is the last of its frame. */
export function readBlockHead(head: Buffer): { readonly bytes: number; readonly isLast: boolean } {
  const begin = head.readUIntLE(0, 3);
  // A block of one byte that repeats has its length in place of its size.
  return { bytes: ((begin >> 1) & 3) === 1 ? 1 : begin >> 3, isLast: (begin & 1) === 1 };
}
