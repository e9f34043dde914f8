/** A span of time on `cells` cells, each `cellColumns` wide; both ends are inside. */
export type TimeScale = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly cells: number;
  readonly cellColumns: number;
};

/** Whether a number is an instant that a calendar knows (ECMA-262 21.4.1.1). */
export function isInstant(ms: number): boolean {
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15;
}

/** The cell in which an instant lies. */
export function cellOf(scale: TimeScale, ms: number): number {
  const span = scale.toMs - scale.fromMs;
  if (span <= 0) return 0;
  return Math.max(0, Math.min(scale.cells - 1, Math.floor(((ms - scale.fromMs) / span) * scale.cells)));
}

/** The smallest of the steps that people count time in (1, 2, 5 s, …, 15 min, 6 h, 7 d) that is at least `ms`. */
export function niceStep(ms: number): number {
  const found = steps.find((step) => step >= ms);
  return found ?? Math.ceil(ms / (365 * day)) * 365 * day;
}

/** The instants at round times inside a scale, as many as leave `labelColumns` each, and how far apart they are. */
export function ticksOf(
  scale: TimeScale,
  labelColumns: (stepMs: number) => number,
): { readonly stepMs: number; readonly at: readonly number[] } {
  const span = scale.toMs - scale.fromMs;
  const columns = scale.cells * scale.cellColumns;
  if (span <= 0) return { stepMs: 1, at: [] };
  let stepMs = niceStep(Math.max(1, span / Math.max(1, columns)));
  // A coarser step may have a shorter label, so each is tried.
  while ((stepMs / span) * columns < labelColumns(stepMs) + 2 && stepMs < span) stepMs = niceStep(stepMs + 1);
  const first = Math.ceil(scale.fromMs / stepMs) * stepMs;
  const count = Math.max(0, Math.min(columns, Math.floor((scale.toMs - first) / stepMs) + 1));
  return { stepMs, at: Array.from({ length: count }, (_, index) => first + index * stepMs) };
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 7, 14, 30, 90, 180, 365].map((n) => n * day),
];
