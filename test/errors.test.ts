import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CheckProblem,
  inputMissing,
  messageOf,
  type Problem,
  renderPlace,
  renderProblem,
  suggest,
  UserError,
} from '../src/errors.ts';

test.each<[Problem, string]>([
  [{ message: 'it broke' }, 'it broke'],
  [{ message: 'it broke', hint: 'Mend it.' }, 'it broke. Mend it.'],
  [{ message: 'it broke.', hint: 'Mend it.' }, 'it broke. Mend it.'],
  [{ message: 'did it break?', hint: 'Mend it.' }, 'did it break? Mend it.'],
  [{ message: 'it broke', place: { file: 'a.yaml' } }, 'a.yaml: it broke'],
  [
    {
      message: 'unknown check "tsl"',
      place: { file: 'runbooks/tls.yaml', line: 12, column: 9 },
      hint: 'Did you mean "tls"?',
    },
    'runbooks/tls.yaml:12:9: unknown check "tsl". Did you mean "tls"?',
  ],
])('a problem %j reads as %j', (problem, text) => {
  expect(renderProblem(problem)).toBe(text);
});

test('a place leaves out what is not known, and a column without a line', () => {
  expect(renderPlace({ file: 'a' })).toBe('a');
  expect(renderPlace({ file: 'a', line: 3 })).toBe('a:3');
  expect(renderPlace({ file: 'a', line: 3, column: 4 })).toBe('a:3:4');
  expect(renderPlace({ file: 'a', column: 4 })).toBe('a');
});

test('an error of several problems tells each on a line of its own', () => {
  const cause = new Error('why');
  const error = new UserError([{ message: 'one', place: { file: 'a', line: 1 } }, { message: 'two' }], { cause });
  expect(error.message).toBe('a:1: one\ntwo');
  expect(error.problems).toHaveLength(2);
  expect(error).toMatchObject({ name: 'UserError', cause });
});

test('a check without an input is blocked and says how to give it', () => {
  expect(inputMissing('window')).toMatchObject({
    name: 'CheckProblem',
    status: 'blocked',
    message: 'input window was not given',
    unblock: 'Give --input window=…',
  });
  expect(new CheckProblem({ status: 'error', message: 'x' }).unblock).toBeUndefined();
});

test.each([
  ['tsl', ['http', 'tls', 'tcp'], 'Did you mean "tls"?'],
  ['CUSTMER_ID', ['customer_id', 'window'], 'Did you mean "customer_id"?'],
  ['observe', ['observes', 'outcomes'], 'Did you mean "observes"?'],
  ['frobnicate', ['ask', 'do'], undefined],
  ['a', ['xyz'], undefined],
  ['x', [], undefined],
])('near %j among %j: %j', (typed, candidates, hint) => {
  expect(suggest(typed, candidates)).toBe(hint);
});

test('of candidates equally near, the first is named; a candidate itself is always the nearest', () => {
  expect(suggest('caf', ['cat', 'car'])).toBe('Did you mean "cat"?');
  fc.assert(
    fc.property(fc.array(fc.string()), fc.string({ minLength: 1 }), (others, typed) => {
      const hint = suggest(typed, [...others, typed]);
      const nearest = others.find((other) => other.toLowerCase() === typed.toLowerCase()) ?? typed;
      expect(hint).toBe(`Did you mean "${nearest}"?`);
    }),
  );
});

test('anything thrown has a message', () => {
  expect(messageOf(new Error('no'))).toBe('no');
  expect(messageOf('no')).toBe('no');
  expect(messageOf(undefined)).toBe('undefined');
});
