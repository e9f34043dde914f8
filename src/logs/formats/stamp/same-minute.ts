/** The stamps of one minute, found again in blocks of lines. */
export type SameMinute = {
  /** Takes what stands before the two digits of the seconds, and what behind them. */
  readonly take: (before: string, after: string) => void;
  /** The seconds of the stamp that lies from one index to another; NaN where it is not of the minute. */
  readonly secondsIn: (bytes: Buffer, from: number, to: number) => number;
};

/** Longer stamps are not found, nor those with letters beyond ASCII. */
const most = 64;
const word = 4;

/** Creates what finds the stamps of one minute, none at first. Four bytes are compared at a time. */
export function createSameMinute(): SameMinute {
  const known = Buffer.alloc(most);
  const words = new DataView(known.buffer, known.byteOffset, most);
  let length = 0;
  let place = 0;
  let viewed: Buffer | undefined;
  let view: DataView = words;
  const isSame = (bytes: Buffer, from: number, begin: number, end: number): boolean => {
    let index = begin;
    for (; index + word <= end; index += word) {
      if (view.getInt32(from + index) !== words.getInt32(index)) return false;
    }
    for (; index < end; index++) if (bytes[from + index] !== known[index]) return false;
    return true;
  };
  return {
    take: (before, after) => {
      place = before.length;
      const text = `${before}00${after}`;
      const isKept = text.length <= most && Buffer.byteLength(text) === text.length;
      length = isKept ? known.write(text) : 0;
    },
    secondsIn: (bytes, from, to) => {
      if (to - from !== length || length === 0) return Number.NaN;
      if (viewed !== bytes) {
        viewed = bytes;
        view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      }
      if (!isSame(bytes, from, 0, place) || !isSame(bytes, from, place + 2, length)) return Number.NaN;
      return secondsOf(bytes[from + place] as number, bytes[from + place + 1] as number);
    },
  };
}

/** The seconds of a minute that two digits write, given as their codes; NaN for others and for a leap second. */
export function secondsOf(tensCode: number, onesCode: number): number {
  const tens = tensCode - 48;
  const ones = onesCode - 48;
  return tens >= 0 && tens <= 5 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}
