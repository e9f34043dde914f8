/**
 * From which sizes on (bytes) a file is read in another way, and which share of lines is rare. They change how fast an answer is, never the answer, but that a bisection takes a
 * log to be in order where it does not look, and says so.
 */
export type Sizes = {
  /** A file, or its part that a window leaves, is searched by ripgrep; below, starting it costs more than reading. */
  readonly search: number;
  /** Of a log whose events may have several lines it is searched only where at most this share of its first lines has what is sought. */
  readonly rare: number;
  /** It is scanned in threads; below, one thread is done before others have started. Packed text is an eighth. */
  readonly scan: number;
  /** Where a window begins is found by bisection: only then, because what is out of order far from it is not seen. */
  readonly bisect: number;
  /** What a thread gets at a time: large enough that handing it over costs nothing, small enough that threads end together. */
  readonly part: number;
};

/** As measured on logs of 1 MB to 10 GB. */
export const defaultSizes: Sizes = {
  search: 64 * 1024,
  rare: 0.1,
  scan: 24 * 1024 * 1024,
  bisect: 32 * 1024 * 1024,
  part: 8 * 1024 * 1024,
};
