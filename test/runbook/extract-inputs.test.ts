import fc from 'fast-check';
import { expect, test } from 'vitest';
import { extractInputs } from '../../src/runbook/extract-inputs.ts';
import type { Input } from '../../src/runbook/schema.ts';

const input = (id: string, extract: string, many = false): Input => ({
  id,
  type: 'string',
  extract,
  many,
  optional: true,
  secret: false,
});

test('an input is the first group of what its pattern finds, or all of the match, with the line that says so', () => {
  const text = 'Customer ID: CUST_7890\r\nReceived 3 identical requests at: 10:30:15, 10:30:17, 10:30:15';
  expect([
    ...extractInputs(
      [
        input('customer', 'CUST_\\d+'),
        input('count', '(\\d+) (?:identical )?requests'),
        input('times', '\\d\\d:\\d\\d:\\d\\d', true),
        input('nothing', 'PAY_\\d+'),
      ],
      text,
    ),
  ]).toEqual([
    ['customer', { value: 'CUST_7890', line: 'Customer ID: CUST_7890' }],
    ['count', { value: '3', line: 'Received 3 identical requests at: 10:30:15, 10:30:17, 10:30:15' }],
    ['times', { value: '10:30:15, 10:30:17', line: 'Received 3 identical requests at: 10:30:15, 10:30:17, 10:30:15' }],
  ]);
});

test('a pattern that finds the empty text finds nothing, in any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(extractInputs([input('any', 'x*', true)], text.replaceAll('x', '')).size).toBe(0);
    }),
  );
});
