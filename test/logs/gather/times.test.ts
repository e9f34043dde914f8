import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timesOf } from '../../../src/logs/gather/times.ts';

const atMs = Date.parse('2026-05-12T10:30:17Z');
const at = { raw: '', ref: 0, part: 0, line: 1 };

test('an event began as long before its end as the number says that its duration writes, in any form', () => {
  const text = fc.oneof(
    fc.tuple(fc.nat(), fc.nat()).map(([whole, rest]) => `${whole}.${rest}`),
    fc.tuple(fc.nat(99), fc.stringMatching(/^\d{0,14}$/)).map(([whole, rest]) => `${whole}.${rest}`),
    fc.double().map(String),
    fc.stringMatching(/^[\d. +eExX-]{1,5}$/),
    fc.constantFrom('0.171', '.5', '5.', '.', '1.2.3', '-0', '007', '999999999999.99', 'Infinity', '٣'),
  );
  fc.assert(
    fc.property(text, (took) => {
      const event = timesOf({ atMs, resolutionMs: 1000, fields: { took } }, at, {
        stamps: 'end',
        duration: { field: 'took', unit: 's' },
      });
      const expected = Number(took) * 1000;
      expect(event.startMs).toBe(Math.abs(expected) <= 366 * 86_400_000 ? Math.round(atMs - expected) : Number.NaN);
    }),
    { numRuns: 5000 },
  );
});
