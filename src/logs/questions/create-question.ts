import { createTableQuestion, type TableSpec } from '../tables/table-question.ts';
import { type Common, createCommon } from './common.ts';
import { createCount } from './count.ts';
import { createFields, type Fields } from './fields.ts';
import { createFirstAfter, type FirstAfter } from './first-after.ts';
import { createKeys, type Keys } from './keys.ts';
import { createOverTime, type OverTime } from './over-time.ts';
import { createPercentiles, type Percentiles } from './percentiles.ts';
import type { Question } from './question.ts';
import { createRepeats, type Repeats } from './repeats.ts';

/** A question as data, so that a thread can be told what to ask. Durations and instants are milliseconds. */
export type QuestionSpec =
  | { readonly kind: 'count' }
  | ({ readonly kind: 'repeats' } & Repeats)
  | ({ readonly kind: 'over-time' } & OverTime)
  | ({ readonly kind: 'first-after' } & FirstAfter)
  | ({ readonly kind: 'percentiles' } & Percentiles)
  | ({ readonly kind: 'common' } & Common)
  | ({ readonly kind: 'keys' } & Keys)
  | ({ readonly kind: 'fields' } & Fields)
  | TableSpec;

/** Whether a question reads the lines themselves, and not their fields alone. */
export function readsLines(spec: QuestionSpec): boolean {
  switch (spec.kind) {
    case 'table':
      return spec.raw;
    case 'keys':
      return spec.by === undefined || isPattern(spec.by);
    case 'repeats':
      return isPattern(spec.by);
    case 'over-time':
      return isPattern(spec.of);
    case 'percentiles':
      return isPattern(spec.by);
    // Its rows show the lines.
    case 'first-after':
      return true;
    case 'count':
    case 'common':
    case 'fields':
      return false;
  }
}

function isPattern(key: string | undefined): boolean {
  return key?.trim().startsWith('/') === true;
}

/** Makes the question; throws a `UserError` for a key that cannot be read. Its state is its own affair. */
export function createQuestion(spec: QuestionSpec): Question<unknown> {
  switch (spec.kind) {
    case 'count':
      return createCount() as Question<unknown>;
    case 'repeats':
      return createRepeats(spec) as Question<unknown>;
    case 'over-time':
      return createOverTime(spec) as Question<unknown>;
    case 'first-after':
      return createFirstAfter(spec) as Question<unknown>;
    case 'percentiles':
      return createPercentiles(spec) as Question<unknown>;
    case 'common':
      return createCommon(spec) as Question<unknown>;
    case 'keys':
      return createKeys(spec) as Question<unknown>;
    case 'fields':
      return createFields(spec) as Question<unknown>;
    case 'table':
      return createTableQuestion(spec) as Question<unknown>;
  }
}
