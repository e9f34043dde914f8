/**
 * Counts per span of time and value. `spans` holds, by the number of the span since 1970, a count for each value. A
 * step that may `widen` grows when there are too many spans; since each step divides the next, what was counted stays
 * true.
 */
export type Spans = {
  everyMs: number;
  readonly values: Map<string, number>;
  /** Beyond the limit of values they are no longer told apart, and everything counts under number 0. */
  isOneValue: boolean;
  spans: Map<number, number[]>;
  /** Counts that are not zero. */
  cells: number;
  min: number;
  max: number;
};

/** Nothing has been counted. */
export function createSpans(everyMs: number): Spans {
  return {
    everyMs,
    values: new Map(),
    isOneValue: false,
    spans: new Map(),
    cells: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
  };
}

/** Adds to the count of a value in one span. */
function addCell(spans: Spans, span: number, value: number, n: number): void {
  let row = spans.spans.get(span);
  if (row === undefined) {
    row = [];
    spans.spans.set(span, row);
  }
  addToRow(spans, row, value, n);
}

/** The same where the row of the span is at hand. */
export function addToRow(spans: Spans, row: number[], value: number, n: number): void {
  while (row.length <= value) row.push(0);
  const before = row[value] as number;
  if (before === 0) spans.cells += 1;
  row[value] = before + n;
}

/** Counts again in spans of a multiple of the length. */
export function widen(spans: Spans, everyMs: number): void {
  if (everyMs === spans.everyMs) return;
  const before = spans.spans;
  const factor = everyMs / spans.everyMs;
  spans.everyMs = everyMs;
  spans.spans = new Map();
  spans.cells = 0;
  for (const [span, row] of before) addRow(spans, Math.floor(span / factor), row);
}

/** Stops telling values apart. */
export function forgetValues(spans: Spans): void {
  if (spans.isOneValue) return;
  spans.isOneValue = true;
  spans.values.clear();
  const before = spans.spans;
  spans.spans = new Map();
  spans.cells = 0;
  for (const [span, row] of before) addCell(spans, span, 0, sum(row));
}

/** Adds a row of counts by value number. */
export function addRow(spans: Spans, span: number, row: readonly number[]): void {
  for (let value = 0; value < row.length; value++) {
    const n = row[value] as number;
    if (n > 0) addCell(spans, span, value, n);
  }
}

/** How many that are in all. */
export function sum(row: readonly number[]): number {
  return row.reduce((total, n) => total + n, 0);
}
