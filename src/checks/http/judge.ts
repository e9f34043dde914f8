import { CheckProblem } from '../../errors.ts';
import type { Value } from '../../logs/value.ts';
import type { Facts } from '../check.ts';
import { compares, comparesFrom, parseComparison, renderComparison } from './comparison.ts';
import type { Expect } from './expect.ts';
import { type Finding, judged, ofFirstPart, testJson, testText } from './finding.ts';
import type { FindValues } from './json-path.ts';

/** What expectations are measured against. `text` is the whole body, null where it is no text; `json` undefined where it is no JSON. */
export type Measured = {
  readonly facts: Facts;
  readonly text: string | null;
  readonly headers: { readonly [name: string]: string };
  readonly findValues: FindValues | undefined;
};

/** Measures an answer against everything that is expected of it, and leaves nothing out: all that failed is told at once. */
export function judgeExpectations(expect: Expect, measured: Measured): readonly Finding[] {
  const { facts, headers } = measured;
  return [
    judgeStatus(expect.status, Number(facts.status)),
    ...Object.entries(expect.headers ?? {}).flatMap(([name, test]) =>
      testText(`header ${name}`, headers[name.toLowerCase()], test),
    ),
    ...judgeJson(expect, measured),
    ...judgeText(expect, measured),
    ...numbers.flatMap((name) => {
      const limit = expect[name];
      return limit === undefined ? [] : [judgeNumber(name, limit, facts)];
    }),
    ...(['redirect_to', 'url', 'http_version'] as const).flatMap((name) => {
      const test = expect[name];
      return test === undefined ? [] : testText(name, toText(facts[name]), test);
    }),
  ];
}

const numbers = [
  'body_bytes',
  'dns_ms',
  'tcp_ms',
  'proxy_ms',
  'tls_ms',
  'first_byte_ms',
  'total_ms',
  'redirects',
  'date_skew_ms',
  'attempts',
] as const;

/** Why a number may be missing from an answer. */
const missing: { readonly [N in (typeof numbers)[number]]?: string } = {
  dns_ms: 'no name had to be looked up',
  proxy_ms: 'no tunnel through a proxy was opened',
  tls_ms: 'there was no TLS handshake',
  date_skew_ms: 'the answer has no Date',
};

/** An answer of which only something else is expected must still not be an error. */
function judgeStatus(expected: Expect['status'], found: number): Finding {
  const texts = (text: string) => ({ expected: text, found: String(found) });
  if (expected === undefined) return judged('status', found < 400, texts('below 400, as no other is expected'));
  const all = [expected].flat();
  const text = all.map((one) =>
    typeof one === 'string' && isComparison(one) ? renderComparison(parseComparison(one)) : one,
  );
  return judged(
    'status',
    all.some((one) => isStatus(one, found)),
    texts(text.join(' or ')),
  );
}

function isStatus(one: string | number, found: number): boolean {
  return typeof one === 'string' && !isComparison(one)
    ? one[0] === String(found)[0]
    : compares(found, parseComparison(one));
}

function isComparison(text: string): boolean {
  return /^\s*[=!<>]/.test(text);
}

function judgeJson({ json = [] }: Expect, { findValues, facts }: Measured): readonly Finding[] {
  if (findValues !== undefined) return json.flatMap((test) => testJson(test, findValues(test.path)));
  const state = facts.truncated === true ? 'open' : 'failed';
  const found = state === 'open' ? cutShort(facts) : 'a body that is not JSON';
  return json.map(({ path }) => ({ subject: `json ${path}`, expected: 'to be in a JSON body', found, state }));
}

function judgeText({ text: test }: Expect, { text, facts }: Measured): readonly Finding[] {
  if (test === undefined) return [];
  const findings = testText('text', text ?? undefined, test);
  return facts.truncated === true ? ofFirstPart(findings, cutShort(facts)) : findings;
}

function judgeNumber(name: (typeof numbers)[number], limit: string | number, facts: Facts): Finding {
  const comparison = parseComparison(limit);
  const expected = renderComparison(comparison);
  const fact = facts[name];
  if (typeof fact !== 'number')
    return { subject: name, expected, found: missing[name] ?? 'not measured', state: 'open' };
  const found = name === 'date_skew_ms' ? Math.abs(fact) : fact;
  if (name === 'body_bytes' && facts.truncated === true) {
    const holds = comparesFrom(found + 1, comparison);
    if (holds === undefined) return { subject: name, expected, found: cutShort(facts), state: 'open' };
    return judged(name, holds, { expected, found: `more than ${found}` });
  }
  return judged(name, compares(found, comparison), { expected, found: String(found) });
}

/** Throws the `CheckProblem` of expectations that could not be judged, where no other failed. */
export function assertJudged(findings: readonly Finding[]): void {
  const open = findings.filter(({ state }) => state === 'open');
  if (open.length === 0 || findings.some(({ state }) => state === 'failed')) return;
  throw new CheckProblem({
    status: 'error',
    message: `could not be judged: ${open.map(({ subject, expected, found }) => `${subject} ${expected}: ${found}`).join('; ')}`,
    ...(open.some(({ found }) => found.includes('max_bytes')) ? { unblock: 'Raise max_bytes' } : {}),
  });
}

function cutShort(facts: Facts): string {
  return `only the first ${String(facts.body_bytes)} bytes were read (max_bytes)`;
}

function toText(value: Value | undefined): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}
