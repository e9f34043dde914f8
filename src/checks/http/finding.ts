import { compilePattern } from '../../logs/pattern.ts';
import { parseRegex } from '../../logs/regex.ts';
import type { Value } from '../../logs/value.ts';
import type { Verdict } from '../check.ts';
import { compares, parseComparison, renderComparison } from './comparison.ts';
import type { JsonTest, TextTest } from './expect.ts';

/**
 * What became of one expectation. `open`: it could not be judged, and `found` says why. `expected` and `found` are half sentences around
 * `subject`: status 200, found 503.
 */
export type Finding = {
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
  readonly state: 'held' | 'failed' | 'open';
};

/** Makes the finding of something that could be judged. */
export function judged(
  subject: string,
  holds: boolean,
  texts: { readonly expected: string; readonly found: string },
): Finding {
  return { subject, ...texts, state: holds ? 'held' : 'failed' };
}

/** One finding as half a sentence: `status 200, found 503`. */
export function renderFinding({ subject, expected, found, state }: Finding): string {
  return state === 'open' ? `${subject} ${expected}: not judged, ${found}` : `${subject} ${expected}, found ${found}`;
}

/** Measures a text, undefined where there is none, against every test that was written for it. */
export function testText(subject: string, text: string | undefined, test: TextTest): readonly Finding[] {
  const tests = typeof test === 'string' ? { equals: test } : test;
  const found = text === undefined ? 'nothing' : show(text);
  return [
    ...each(tests.equals, (wanted) => [show(wanted), text === wanted]),
    ...each(tests.not_equals, (other) => [`not ${show(other)}`, text !== other]),
    ...testParts(tests, { isThere: text !== undefined, text, has: (part) => text?.includes(part) === true }),
  ].map(([expected, holds]) => judged(subject, holds, { expected, found }));
}

/**
 * What is known of a text of which only the first part was read: what stands in it stands in the whole; whatever else is said of a part
 * need not be true of the whole, and is open for the reason `cut`.
 */
export function ofFirstPart(findings: readonly Finding[], cut: string): readonly Finding[] {
  const isSure = ({ expected, state }: Finding) =>
    (expected.startsWith('to contain') && state === 'held') ||
    (expected.startsWith('not to contain') && state === 'failed');
  return findings.map((one) => (isSure(one) ? one : { ...one, found: cut, state: 'open' }));
}

/** The verdict of expectations: what was `measured`, and what of it is not as expected. */
export function toExpected(measured: string, findings: readonly Finding[]): Verdict {
  const failed = findings.filter(({ state }) => state === 'failed');
  const [first] = failed;
  if (first === undefined)
    return {
      outcome: 'as-expected',
      status: 'pass',
      say: `${measured}, as expected (${findings.map(({ subject }) => subject).join(', ')})`,
    };
  const others = failed.length === 1 ? '' : `, and ${failed.length - 1} more`;
  return {
    outcome: 'unexpected',
    status: 'fail',
    say: `${measured}, not as expected: ${renderFinding(first)}${others}`,
  };
}

/** Measures the values that a JSONPath leads to. A test of the value needs exactly one; `count` and `exists` are about how many. */
export function testJson(test: JsonTest, values: readonly Value[]): readonly Finding[] {
  const subject = `json ${test.path}`;
  const isOne = values.length === 1;
  const value = isOne ? values[0] : undefined;
  const many = values.length === 0 ? 'nothing there' : `${values.length} values`;
  const { equals, not_equals, compare, count, ...tests } = test;
  const text = typeof value === 'string' ? value : undefined;
  const has = (part: string) => (Array.isArray(value) ? value.includes(part) : text?.includes(part) === true);
  const counted = count === undefined ? undefined : parseComparison(count);
  return [
    ...(counted === undefined
      ? []
      : [
          judged(subject, compares(values.length, counted), {
            expected: `count ${renderComparison(counted)}`,
            found: String(values.length),
          }),
        ]),
    ...[
      ...(equals === undefined ? [] : [[show(equals), isOne && isSame(value, equals as Value)] as const]),
      ...(not_equals === undefined
        ? []
        : [[`not ${show(not_equals)}`, isOne && !isSame(value, not_equals as Value)] as const]),
      ...each(compare === undefined ? undefined : parseComparison(compare), (limit) => [
        renderComparison(limit),
        typeof value === 'number' && compares(value, limit),
      ]),
      ...testParts(tests, { isThere: values.length > 0, text, has, isOne }),
    ].map(([expected, holds]) => judged(subject, holds, { expected, found: isOne ? show(value) : many })),
  ];
}

type Judgement = readonly [expected: string, holds: boolean];

/** The tests that a text and a JSON value share. */
function testParts(
  tests: Pick<JsonTest, 'contains' | 'lacks' | 'matches' | 'exists'>,
  of: {
    readonly isThere: boolean;
    readonly text: string | undefined;
    readonly has: (part: string) => boolean;
    readonly isOne?: boolean;
  },
): readonly Judgement[] {
  const { isThere, text, has, isOne = true } = of;
  return [
    ...each(tests.exists, (wanted) => [wanted ? 'to be there' : 'not to be there', wanted === isThere]),
    ...each(tests.contains, (part) => [`to contain ${show(part)}`, has(part)]),
    ...each(tests.lacks, (part) => [`not to contain ${show(part)}`, isOne && !has(part)]),
    ...each(tests.matches, (pattern) => [
      `to match /${pattern}/`,
      text !== undefined && compilePattern(parseRegex(pattern)).test(text),
    ]),
  ];
}

/** Judges by each of the values that were given: none, one or a list. */
function each<T>(given: T | readonly T[] | undefined, judge: (value: T) => Judgement): readonly Judgement[] {
  return given === undefined ? [] : ([given].flat() as readonly T[]).map(judge);
}

/** Whether two JSON values are the same; the order of keys does not matter. */
function isSame(one: Value | undefined, other: Value | undefined): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [left, right] = [one, other] as readonly { readonly [key: string]: Value }[];
  const keys = Object.keys(left ?? {});
  return (
    keys.length === Object.keys(right ?? {}).length &&
    keys.every((key) => Object.hasOwn(right ?? {}, key) && isSame(left?.[key], right?.[key]))
  );
}

/** A value as JSON, cut where it is long. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
