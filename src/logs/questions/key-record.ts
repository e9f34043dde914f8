/**
 * A key, how often it was seen, when (NaN where no event of it had a time), and its first event: the place, start and
 * end (NaN where unknown) and the coarsest resolution of its stamps.
 */
export type KeyRecord = {
  readonly key: string;
  readonly n: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly ref: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly resolutionMs: number;
};
