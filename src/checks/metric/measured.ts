import type { Expected, Limits } from './limits.ts';
import type { Series } from './series.ts';
import type { Span } from './span.ts';

/** What was measured: all series, over a span or at an instant. */
export type Measured = {
  readonly query: string;
  readonly series: readonly Series[];
  readonly remarks: readonly string[];
  readonly span: Span | undefined;
  readonly limits: Limits;
  readonly expect: Expected | undefined;
  readonly maxSeries: number;
};
