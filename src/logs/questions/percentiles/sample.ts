import { type Column, doubles, reserve } from '../column.ts';
import { addToHistogram, cellsOf, type Histogram, mergeHistograms } from './histogram.ts';
import { addLong, isLong, type LongNumbers, mergeLongs, tellLong } from './long-numbers.ts';

/** The numbers of one group: each of them, or a histogram once there are too many in all groups together. */
export type Sample = {
  n: number;
  min: number;
  max: number;
  readonly values: Column<Float64Array>;
  histogram: Histogram | undefined;
  longs: LongNumbers | undefined;
};

/**
 * What is told of a sample. Percentiles go by the nearest rank: the smallest value that so many are not above; beyond 2^53 it is a text, as
 * the event has it.
 */
export type Told = {
  readonly n: number;
  readonly min: number | string;
  readonly p50: number | string;
  readonly p90: number | string;
  readonly p95: number | string;
  readonly p99: number | string;
  readonly max: number | string;
  readonly mean: number;
};

/** A sample without numbers. */
export function createSample(isHistogram: boolean): Sample {
  return {
    n: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    values: doubles(8),
    histogram: isHistogram ? new Map() : undefined,
    longs: undefined,
  };
}

/** Adds a finite number, found as such or as its text. */
export function addToSample(sample: Sample, value: number, found: unknown = value): void {
  if (isLong(value) && typeof found === 'string') sample.longs = addLong(sample.longs, value, found);
  if (value < sample.min) sample.min = value;
  if (value > sample.max) sample.max = value;
  if (sample.histogram === undefined) reserve(sample.values, sample.n + 1)[sample.n] = value;
  else addToHistogram(sample.histogram, value);
  sample.n += 1;
}

/** Keeps counts in place of the numbers. */
export function toHistogram(sample: Sample): void {
  if (sample.histogram !== undefined) return;
  sample.histogram = new Map();
  for (let index = 0; index < sample.n; index++) addToHistogram(sample.histogram, sample.values.values[index] ?? 0);
  sample.values.values = new Float64Array(0);
}

/** Puts the numbers of `from` to `into`; `from` is used up. */
export function mergeSamples(into: Sample, from: Sample): void {
  if (into.histogram !== undefined || from.histogram !== undefined) {
    toHistogram(into);
    toHistogram(from);
    mergeHistograms(into.histogram as Histogram, from.histogram as Histogram);
  } else reserve(into.values, into.n + from.n).set(from.values.values.subarray(0, from.n), into.n);
  into.longs = mergeLongs(into.longs, from.longs);
  into.n += from.n;
  into.min = Math.min(into.min, from.min);
  into.max = Math.max(into.max, from.max);
}

/**
 * Tells a sample that has at least one number. The mean adds them up in order of size, so that it is the same each
 * time.
 */
export function tellSample(sample: Sample): Told {
  const { n, min, max, longs } = sample;
  const told = (at: (rank: number) => number, total: number): Told => {
    const share = (percent: number) => {
      const rank = Math.ceil((n * percent) / 100);
      return tellLong(longs, at(rank), rank === n ? 'greatest' : 'least');
    };
    return {
      n,
      min: tellLong(longs, min),
      p50: share(50),
      p90: share(90),
      p95: share(95),
      p99: share(99),
      max: tellLong(longs, max, 'greatest'),
      mean: round(total / n),
    };
  };
  if (sample.histogram !== undefined) {
    const cells = cellsOf(sample.histogram);
    return told(
      rankInCells(cells, sample),
      cells.reduce((sum, cell) => sum + cell.value * cell.n, 0),
    );
  }
  const sorted = sample.values.values.slice(0, n).sort();
  return told(
    (rank) => sorted[rank - 1] ?? Number.NaN,
    sorted.reduce((sum, value) => sum + value, 0),
  );
}

function rankInCells(
  cells: readonly { readonly value: number; readonly n: number }[],
  { min, max }: Sample,
): (rank: number) => number {
  return (rank) => {
    let seen = 0;
    const cell = cells.find(({ n }) => {
      seen += n;
      return seen >= rank;
    });
    return Math.min(max, Math.max(min, cell?.value ?? max));
  };
}

function round(value: number): number {
  return Number(value.toPrecision(9));
}
