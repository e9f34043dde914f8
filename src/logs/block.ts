/** Whole lines of a log, as they were read: the last one ends with a line feed too. */
export type Block = {
  readonly bytes: Buffer;
  readonly isAscii: boolean;
  /** Whether it is ASCII, and has no carriage returns. It is looked for when somebody first asks. */
  readonly isPlain: () => boolean;
  /** The bytes as Latin-1, in which an index is a byte. It is made when somebody first asks. */
  readonly text: () => string;
};

/** Makes a block of bytes. */
export function createBlock(bytes: Buffer, isAscii: boolean): Block {
  let text: string | undefined;
  let isPlain: boolean | undefined;
  return {
    bytes,
    isAscii,
    isPlain: () => {
      isPlain ??= isAscii && !bytes.includes(0x0d);
      return isPlain;
    },
    text: () => {
      text ??= bytes.toString('latin1');
      return text;
    },
  };
}

/** The line of a block of UTF-8 that begins at an index, up to where the next one begins, without its line end. */
export function lineIn({ bytes, isAscii, text }: Block, from: number, next: number): string {
  const end = next - 2 >= from && bytes[next - 2] === 0x0d ? next - 2 : next - 1;
  return isAscii ? text().slice(from, end) : bytes.toString('utf8', from, end);
}
