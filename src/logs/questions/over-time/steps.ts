const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * Lengths of spans of time in milliseconds; each divides the next, so that counts of the one add up to counts of the
 * other.
 */
export const steps: readonly number[] = [
  second,
  5 * second,
  15 * second,
  minute,
  5 * minute,
  15 * minute,
  hour,
  6 * hour,
  day,
  7 * day,
  28 * day,
  364 * day,
  3640 * day,
  36_400 * day,
  364_000 * day,
  3_640_000 * day,
];

const maxSpans = 60;

/** The shortest step that takes no more than 60 spans, counted since 1970, to cover both instants. */
export function stepFor(fromMs: number, toMs: number): number {
  const found = steps.find((step) => Math.floor(toMs / step) - Math.floor(fromMs / step) < maxSpans);
  return found ?? (steps[steps.length - 1] as number);
}
