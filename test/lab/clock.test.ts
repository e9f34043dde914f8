import { expect, test } from 'vitest';
import { createVirtualClock } from '../../src/lab/clock.ts';
import { createRandom } from '../../src/lab/random.ts';

test('a virtual clock makes calls in the order of their time, and of their planning when the time is the same', () => {
  const clock = createVirtualClock(1_000);
  const seen: string[] = [];
  const random = createRandom('order');
  const delays = Array.from({ length: 200 }, () => random.int([0, 50]));
  delays.forEach((delay, index) => {
    clock.after(delay, () => seen.push(`${String(clock.now()).padStart(5, '0')}/${String(index).padStart(3, '0')}`));
  });
  clock.run();
  expect(seen).toEqual([...seen].sort());
  expect(seen).toHaveLength(200);
});

test('a call planned by a call runs too, and a delay in the past is now', () => {
  const clock = createVirtualClock(1_000);
  const seen: number[] = [];
  clock.after(5, () => clock.after(-3, () => seen.push(clock.now())));
  clock.run();
  expect(seen).toEqual([1_005]);
});

test('a random source draws the same from the same seed, and a fork does not depend on what was drawn before', () => {
  const draw = (seed: string) => {
    const random = createRandom(seed);
    return [random.int([0, 9_999]), random.hex(10), random.float()];
  };
  expect(draw('a')).toEqual(draw('a'));
  expect(draw('a')).not.toEqual(draw('b'));
  const used = createRandom('a');
  used.float();
  expect(used.fork('part').hex(16)).toBe(createRandom('a').fork('part').hex(16));
});

test('whole numbers of a range include both ends and are about equally frequent', () => {
  const random = createRandom('dice');
  const counts = new Map<number, number>();
  for (let roll = 0; roll < 6_000; roll += 1) {
    const value = random.int([1, 6]);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6]);
  for (const count of counts.values()) expect(count).toBeGreaterThan(850);
});
