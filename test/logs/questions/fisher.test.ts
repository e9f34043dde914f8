import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestChance, fisherExact, type Split } from '../../../src/logs/questions/common/fisher.ts';

/** All tables with these margins, their weights as whole numbers: slow and exact. */
function slowly({ badWith, badWithout, goodWith, goodWithout }: Split): number {
  const bad = badWith + badWithout;
  const good = goodWith + goodWithout;
  const having = badWith + goodWith;
  const weight = (x: number) => choose(bad, x) * choose(good, having - x);
  let sum = 0n;
  for (let x = 0; x <= bad; x++) if (weight(x) <= weight(badWith)) sum += weight(x);
  return Number(sum) / Number(choose(bad + good, having));
}

function choose(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  let result = 1n;
  for (let i = 1; i <= k; i++) result = (result * BigInt(n - k + i)) / BigInt(i);
  return result;
}

const side = fc.integer({ min: 0, max: 60 });
const split = fc.record({ badWith: side, badWithout: side, goodWith: side, goodWithout: side });

test('the chance is that of whole-number arithmetic', () => {
  fc.assert(
    fc.property(split, (given) => {
      expect(fisherExact(given)).toBeCloseTo(slowly(given), 11);
      expect(fisherExact(given) / slowly(given)).toBeCloseTo(1, 9);
    }),
  );
});

test('a table and that of those who have it not have one chance, to the last bit', () => {
  fc.assert(
    fc.property(split, ({ badWith, badWithout, goodWith, goodWithout }) => {
      const other = { badWith: badWithout, badWithout: badWith, goodWith: goodWithout, goodWithout: goodWith };
      expect(fisherExact(other)).toBe(fisherExact({ badWith, badWithout, goodWith, goodWithout }));
    }),
  );
});

test.each<[string, Split, number]>([
  ['a perfect split of 7 and 8', { badWith: 7, badWithout: 0, goodWith: 0, goodWithout: 8 }, 1 / 6435],
  ['the lady tasting tea', { badWith: 3, badWithout: 1, goodWith: 1, goodWithout: 3 }, 34 / 70],
  ['nothing at all', { badWith: 0, badWithout: 0, goodWith: 0, goodWithout: 0 }, 1],
  ['something that all have', { badWith: 5, badWithout: 0, goodWith: 9, goodWithout: 0 }, 1],
])('%s', (_, given, chance) => {
  expect(fisherExact(given)).toBeCloseTo(chance, 12);
});

test('with ten million events it agrees with the normal limit, and is quick', () => {
  // Margins of one half: the standard deviation is a quarter of the root of all, and this is three of them away.
  const half = 2_500_000;
  const shift = Math.round((3 * Math.sqrt(4 * half)) / 4);
  const given = { badWith: half + shift, badWithout: half - shift, goodWith: half - shift, goodWithout: half + shift };
  const started = performance.now();
  const chance = fisherExact(given);
  expect(performance.now() - started).toBeLessThan(500);
  expect(chance / 0.0027).toBeCloseTo(1, 1);
});

test('what no double can hold is 0', () => {
  expect(fisherExact({ badWith: 5e6, badWithout: 0, goodWith: 0, goodWithout: 5e6 })).toBe(0);
});

test('no table with the same margins has a smaller chance than the best', () => {
  fc.assert(
    fc.property(split, (given) => {
      expect(bestChance(given)).toBeLessThanOrEqual(fisherExact(given) * (1 + 1e-9));
    }),
  );
});
