import { z } from 'zod';
import { CheckProblem } from '../../errors.ts';
import type { Facts } from '../check.ts';
import { compares, comparesFrom, parseComparison, renderComparison } from '../http/comparison.ts';
import { comparison, isNotEmpty, jsonTest, nothing, textTest } from '../http/expect.ts';
import { type Finding, judged, ofFirstPart, testJson, testText } from '../http/finding.ts';
import { loadJsonPath } from '../http/json-path.ts';

const code = z.int().min(0).max(255);

/** What a command must have come to. An empty one is an error: it would assert nothing. */
export const expectSchema = z
  .strictObject({
    exit_code: z
      .union([code, comparison, z.array(code).min(1, nothing)], {
        error: 'must be an exit code, 0 to 255, a list of them, or a comparison like "!= 0"',
      })
      .optional()
      .describe('The exit code, a comparison, or a list of which one must hold; any other is a fail'),
    stdout: textTest.optional().describe('What it prints, without the last line break'),
    stderr: textTest.optional().describe('What it says on its standard error, without the last line break'),
    json: z.array(jsonTest).min(1, nothing).optional().describe('Values of the JSON that it prints, by JSONPath'),
    lines: comparison.optional().describe('How many lines it prints: 0, ">= 1"'),
    number: comparison.optional().describe('The number that it prints: "<= 80"'),
    duration_ms: comparison.optional().describe('How long it takes'),
  })
  .refine(isNotEmpty, nothing);

export type Expect = z.output<typeof expectSchema>;

/** Measures what a command came to against everything that is expected of it; all that failed is told at once. */
export async function judgeCommand(expect: Expect, facts: Facts): Promise<readonly Finding[]> {
  const cut = `only the first ${facts.max_bytes} bytes were kept (max_bytes)`;
  const ofText = (name: 'stdout' | 'stderr') => {
    const test = expect[name];
    if (test === undefined) return [];
    const text = facts[name];
    const findings = testText(name, typeof text === 'string' ? text : undefined, test);
    return facts[`${name}_cut`] === true ? ofFirstPart(findings, cut) : findings;
  };
  const ofNumber = (name: 'number' | 'duration_ms') => {
    const limit = expect[name];
    if (limit === undefined) return [];
    const parsed = parseComparison(limit);
    const found = facts[name];
    const holds = typeof found === 'number' && compares(found, parsed);
    const shown = typeof found === 'number' ? String(found) : 'output that is not a number';
    return [judged(name, holds, { expected: renderComparison(parsed), found: shown })];
  };
  return [
    ...judgeCode(expect.exit_code, Number(facts.exit_code)),
    ...ofText('stdout'),
    ...ofText('stderr'),
    ...(await judgeJson(expect.json ?? [], facts, cut)),
    ...judgeLines(expect.lines, facts, cut),
    ...ofNumber('number'),
    ...ofNumber('duration_ms'),
  ];
}

function judgeCode(expected: Expect['exit_code'], found: number): readonly Finding[] {
  if (expected === undefined) return [];
  const all = [expected].flat().map(parseComparison);
  const holds = all.some((one) => compares(found, one));
  return [judged('exit code', holds, { expected: all.map(renderComparison).join(' or '), found: String(found) })];
}

async function judgeJson(tests: NonNullable<Expect['json']>, facts: Facts, cut: string): Promise<readonly Finding[]> {
  if (tests.length === 0) return [];
  const { json = null } = facts;
  if (json !== null) {
    const findValues = await loadJsonPath(json);
    return tests.flatMap((test) => testJson(test, findValues(test.path)));
  }
  const state = facts.stdout_cut === true ? 'open' : 'failed';
  const found = state === 'open' ? cut : 'output that is not JSON';
  return tests.map(({ path }) => ({ subject: `json ${path}`, expected: 'to be in JSON', found, state }));
}

function judgeLines(limit: Expect['lines'], facts: Facts, cut: string): readonly Finding[] {
  if (limit === undefined) return [];
  const { lines } = facts;
  if (!Array.isArray(lines)) throw new CheckProblem({ status: 'error', message: 'a command gives lines' });
  const parsed = parseComparison(limit);
  const expected = renderComparison(parsed);
  if (facts.stdout_cut !== true)
    return [judged('lines', compares(lines.length, parsed), { expected, found: String(lines.length) })];
  const holds = comparesFrom(lines.length, parsed);
  return holds === undefined
    ? [{ subject: 'lines', expected, found: cut, state: 'open' }]
    : [judged('lines', holds, { expected, found: `more than ${lines.length}` })];
}
