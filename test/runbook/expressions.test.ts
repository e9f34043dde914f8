import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkExpression, evaluateExpression } from '../../src/runbook/expressions.ts';

test.each<[string, unknown]>([
  ['1 + 1', 2],
  ['1 + 1.5', 2.5],
  ['2.5 - 1', 1.5],
  ['result.n + 1', 5],
  ['1 - result.n', -3],
  ['result.n * 2', 8],
  ['result.n / 8', 0.5],
  ['7 / 2', 3],
  ['7 % 2', 1],
  ['result.n == 4 && result.n > 3.5 && result.n <= 4', true],
  ['round(result.ms)', 13],
  ['round(7)', 7],
  ['fixed(result.ms, 1)', '12.6'],
  ['fixed(3, 2)', '3.00'],
  ['size(result.rows)', 2],
  ['result.rows[1].gate', 'B'],
  ['result.rows.map(row, row.gate)', ['A', 'B']],
  ['result.rows.exists(row, row.gate == "B")', true],
  ['result.none', null],
  ['result.none == null', true],
  ['has(result.nothing)', false],
  ['result.n > 3 ? "many" : "few"', 'many'],
  ['{"n": 1, "in": {"m": [2]}}', { n: 1, in: { m: [2] } }],
  ['timestamp("2026-05-12T10:30:15Z")', '2026-05-12T10:30:15.000Z'],
  ["result.text.contains('$&')", true],
])('%s is %j', (text, value) => {
  const result = { n: 4, ms: 12.57, none: null, text: 'a$&b', rows: [{ gate: 'A' }, { gate: 'B' }] };
  expect(evaluateExpression(text, { result })).toEqual(value);
});

test.each([
  ['inputs.x', /^No such key: x/],
  ['result.none > 1', /^no such overload: dyn<null> > int/],
  ['1 / 0', /^division by zero/],
  ['result.rows[3]', /^No such key/],
])('%s cannot be decided', (text, message) => {
  expect(() => evaluateExpression(text, { result: { none: null, rows: [] } })).toThrow(message);
});

const scope = { inputs: ['parcel_id', 'count'], answers: ['asked'], outcomes: ['asked'], result: undefined };

test.each([
  ['inputs.count == 3', undefined],
  ['result.anything > 1', undefined],
  ['answers.asked', undefined],
  ['size(inputs.parcel_id) > 0', undefined],
  ['1 +', { message: 'bad expression "1 +": unexpected token: EOF' }],
  [
    'inptus.count',
    { message: 'bad expression "inptus.count": unknown variable: inptus', hint: 'Did you mean "inputs"?' },
  ],
  ['inputs.cuont', { message: 'bad expression "inputs.cuont": unknown inputs.cuont', hint: 'Did you mean "count"?' }],
  ['has(inputs.nope)', { message: 'bad expression "has(inputs.nope)": unknown inputs.nope' }],
  [
    '[1].exists(x, x == inputs.nope)',
    { message: 'bad expression "[1].exists(x, x == inputs.nope)": unknown inputs.nope' },
  ],
  ['"a" + 1', { message: 'bad expression ""a" + 1": no such overload: string + int' }],
  ['1 + 1', { message: 'expression "1 + 1" is a int, expected a bool' }],
  ['now()', { message: `bad expression "now()": found no matching overload for 'now()'` }],
])('checked before it runs, %s is told as %j', (text, problem) => {
  expect(checkExpression({ text, scope, wants: 'bool' })).toEqual(problem);
});

test('a variable that the place does not have is told, though the language knows it', () => {
  expect(checkExpression({ text: 'result.n > 1', scope: { inputs: [] } })).toEqual({
    message: 'bad expression "result.n > 1": result is not known here',
  });
});

test('arithmetic over measured numbers is that of JavaScript, whichever kind the literal is', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.integer({ min: 1, max: 1000 }), (n, by) => {
      const at = (text: string) => evaluateExpression(text, { result: { n } });
      expect(at(`result.n + ${by}`)).toBe(n + by);
      expect(at(`${by} * result.n`)).toBe(by * n);
      expect(at(`result.n / ${by}.0`)).toBe(n / by);
      expect(at(`result.n >= ${by}`)).toBe(n >= by);
    }),
    { numRuns: 50 },
  );
});

test('any text at all is either checked or refused, and never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z0-9.()"'[\]{}<>=!&|?: +*/%-]{0,40}$/)), (text) => {
      const problem = checkExpression({ text, scope, wants: 'bool' });
      expect(problem === undefined || problem.message.length > 0).toBe(true);
    }),
    { numRuns: 500 },
  );
});
