import { compilePattern } from '../../logs/pattern.ts';
import { parseRegex } from '../../logs/regex.ts';
import type { Value } from '../../logs/value.ts';
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
  const found = text === undefined ? 'nothing' : shorten(JSON.stringify(text));
  const judge = (expected: string, holds: boolean) => judged(subject, holds, { expected, found });
  return [
    ...(tests.exists === undefined
      ? []
      : [judge(tests.exists ? 'to be there' : 'not to be there', tests.exists === (text !== undefined))]),
    ...(tests.equals === undefined ? [] : [judge(quote(tests.equals), text === tests.equals)]),
    ...(tests.not_equals === undefined ? [] : [judge(`not ${quote(tests.not_equals)}`, text !== tests.not_equals)]),
    ...(tests.contains === undefined
      ? []
      : [judge(`to contain ${quote(tests.contains)}`, text?.includes(tests.contains) === true)]),
    ...(tests.lacks === undefined
      ? []
      : [judge(`not to contain ${quote(tests.lacks)}`, text?.includes(tests.lacks) !== true)]),
    ...(tests.matches === undefined
      ? []
      : [
          judge(
            `to match /${tests.matches}/`,
            text !== undefined && compilePattern(parseRegex(tests.matches)).test(text),
          ),
        ]),
  ];
}

/** Measures the values that a JSONPath leads to. A test of the value needs exactly one; `count` and `exists` are about how many. */
export function testJson(test: JsonTest, values: readonly Value[]): readonly Finding[] {
  const subject = `json ${test.path}`;
  const [value] = values;
  const isOne = values.length === 1;
  const found = isOne
    ? shorten(JSON.stringify(value))
    : values.length === 0
      ? 'nothing there'
      : `${values.length} values`;
  const judge = (expected: string, holds: boolean) => judged(subject, holds, { expected, found });
  const has = (part: string) =>
    Array.isArray(value) ? value.includes(part) : typeof value === 'string' && value.includes(part);
  const { equals, not_equals, contains, lacks, matches, compare, exists, count } = test;
  const limit = compare === undefined ? undefined : parseComparison(compare);
  const number = count === undefined ? undefined : parseComparison(count);
  return [
    ...(exists === undefined ? [] : [judge(exists ? 'to be there' : 'not to be there', exists === values.length > 0)]),
    ...(number === undefined
      ? []
      : [
          judged(subject, compares(values.length, number), {
            expected: `count ${renderComparison(number)}`,
            found: String(values.length),
          }),
        ]),
    ...(equals === undefined ? [] : [judge(shorten(JSON.stringify(equals)), isOne && isSame(value, equals as Value))]),
    ...(not_equals === undefined
      ? []
      : [judge(`not ${shorten(JSON.stringify(not_equals))}`, isOne && !isSame(value, not_equals as Value))]),
    ...(contains === undefined ? [] : [judge(`to contain ${quote(contains)}`, isOne && has(contains))]),
    ...(lacks === undefined ? [] : [judge(`not to contain ${quote(lacks)}`, isOne && !has(lacks))]),
    ...(matches === undefined
      ? []
      : [
          judge(
            `to match /${matches}/`,
            isOne && typeof value === 'string' && compilePattern(parseRegex(matches)).test(value),
          ),
        ]),
    ...(limit === undefined
      ? []
      : [judge(renderComparison(limit), isOne && typeof value === 'number' && compares(value, limit))]),
  ];
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

function quote(text: string): string {
  return shorten(JSON.stringify(text));
}

function shorten(text = ''): string {
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
