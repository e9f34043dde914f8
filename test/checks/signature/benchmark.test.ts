import { expect, test } from 'vitest';
import { runBenchmark } from './benchmark/run.ts';

test('of 60 kinds of damage over all schemes the cause is named, nothing passes, no secret shows', async () => {
  const cases = await runBenchmark(['payment']);
  const damaged = cases.filter(({ isControl }) => !isControl);
  expect(new Set(damaged.map(({ damage }) => damage)).size).toBeGreaterThanOrEqual(20);
  expect(new Set(damaged.map(({ scheme }) => scheme)).size).toBeGreaterThanOrEqual(25);
  const lost = damaged
    .filter(({ isNamed }) => !isNamed)
    .map(({ scheme, damage, cause }) => `${scheme}, ${damage}: ${cause}`);
  expect(lost).toEqual([]);
  expect(cases.filter(({ status }) => status === 'pass')).toEqual([]);
  expect(cases.filter(({ isControl, isNamed }) => isControl && !isNamed)).toEqual([]);
  expect(cases.filter(({ leaks }) => leaks)).toEqual([]);
}, 120_000);
