import { expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { parseExpectation } from '../../src/scenario/expectation.ts';
import { runbook } from '../helpers/incident-fixture.ts';

const parse = (text: string) => parseExpectation(text, { file: 'expect.yaml', runbook: runbook.runbook });

function problemOf(text: string): string {
  try {
    parse(text);
  } catch (cause) {
    if (cause instanceof UserError) return cause.message;
    throw cause;
  }
  return 'is fine';
}

it('what is not named is empty', () => {
  expect(parse('leaders: {trigger: proxy-resend}\n')).toEqual({
    leaders: { trigger: 'proxy-resend' },
    states: {},
    outcomes: {},
    statuses: {},
    fixes: { recommended: [], not_recommended: [] },
    never: { leaders: {}, states: {}, outcomes: {} },
  });
});

it.each([
  [
    'leaders: {triger: proxy-resend}',
    'expect.yaml:1:11: runbook duplicate-orders has no axis "triger". Did you mean "trigger"?',
  ],
  [
    'leaders: {trigger: proxy-resent}',
    'expect.yaml:1:20: axis "trigger" has no hypothesis "proxy-resent". Did you mean "proxy-resend"?',
  ],
  [
    'leaders: {trigger: no-key}',
    'expect.yaml:1:20: axis "trigger" has no hypothesis "no-key". There are proxy-resend, client-retry, double-click, other.',
  ],
  [
    'never:\n  leaders: {barrier: [race, raze]}',
    'expect.yaml:2:29: axis "barrier" has no hypothesis "raze". Did you mean "race"?',
  ],
  [
    'never: {states: {barier: [settled]}}',
    'expect.yaml:1:18: runbook duplicate-orders has no axis "barier". Did you mean "barrier"?',
  ],
  [
    'outcomes: {lader: between}',
    'expect.yaml:1:12: runbook duplicate-orders has no step "lader". Did you mean "ladder"?',
  ],
  ['outcomes: {ladder: betwen}', 'expect.yaml:1:20: step "ladder" has no outcome "betwen". Did you mean "between"?'],
  ['statuses: {ladder: failed}', 'expect.yaml:1:20: "failed" is not a known status. Did you mean "fail"?'],
  ['states: {trigger: setled}', 'expect.yaml:1:19: "setled" is not a known state. Did you mean "settled"?'],
  ['fixes: {recommended: [key]}', 'expect.yaml:1:23: runbook duplicate-orders has no fix "key". Did you mean "keys"?'],
  ['fixes: {recommended: [keys], not_recommended: [keys]}', 'expect.yaml:1:48: fix "keys" must be recommended as well'],
  ['fixes: {recomended: [keys]}', 'expect.yaml:1:9: unknown key "recomended". Did you mean "recommended"?'],
  ['leader: {trigger: race}', 'expect.yaml:1:1: unknown key "leader". Did you mean "leaders"?'],
  ['outcomes: {ladder: 401}', 'expect.yaml:1:20: outcomes.ladder: is not a text; write "401"'],
  ['leaders: {trigger: proxy-resend, trigger: race}', 'expect.yaml:1:34: duplicate key'],
  ['', 'expect.yaml:1:1: expects nothing. Name at least the causes that lead: `leaders: {…}`.'],
  ['leaders: {}\n', 'expect.yaml:1:1: expects nothing. Name at least the causes that lead: `leaders: {…}`.'],
])('%s is refused at its place', (text, message) => {
  expect(problemOf(text)).toBe(message);
});

it('everything that is wrong is told at once', () => {
  expect(problemOf('leaders: {triger: race}\noutcomes: {lader: x}\n').split('\n')).toHaveLength(2);
});
