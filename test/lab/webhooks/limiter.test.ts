import { expect, test } from 'vitest';
import { createLimiter } from '../../../src/lab/webhooks/parties/limiter.ts';

/** Which of the requests at these milliseconds pass. */
function pass(
  at: readonly number[],
  order: { readonly rate_per_s: number; readonly burst: number },
): readonly boolean[] {
  let now = 0;
  const limit = createLimiter({ now: () => now, after: () => {} }, order);
  return at.map((instant) => {
    now = instant;
    return limit() === undefined;
  });
}

test('of 15 requests at once, 5 a second and a burst of 3 let four pass, as nginx does', () => {
  const passed = pass(
    Array.from({ length: 15 }, () => 0),
    { rate_per_s: 5, burst: 3 },
  );
  expect(passed).toEqual([true, true, true, true, ...Array(11).fill(false)]);
});

test('what is refused does not fill the bucket, and a pause empties it', () => {
  const flood = Array.from({ length: 100 }, (_, index) => index * 10);
  expect(pass([...flood, 1_200], { rate_per_s: 5, burst: 0 }).filter(Boolean)).toHaveLength(6);
  expect(pass([0, 0, 10_000, 10_000], { rate_per_s: 5, burst: 0 })).toEqual([true, false, true, false]);
});
