/** Pseudo-random numbers for bulk data: the same seed draws the same numbers on every machine (mulberry32). */
export function createRandom(seed) {
  let state = seed | 0;
  const float = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (below) => Math.floor(float() * below);
  return { float, int, pick: (list) => list[int(list.length)] };
}

/** The id of the n-th payment, the same in every file: `pay_` and 12 characters that look random and never collide. */
export function paymentId(n) {
  const scattered = Math.imul(n, 0x9e3779b1) >>> 0;
  return `pay_${scattered.toString(36).padStart(7, '0')}${(n % 60_466_176).toString(36).padStart(5, '0')}`;
}

/** The key that the client of the n-th payment sends at its given attempt: the same at each attempt where n is odd. */
export function idempotencyKey(n, attempt) {
  const high = Math.imul(n * 4 + (n % 2 === 1 ? 0 : attempt) + 1, 0x85ebca6b) >>> 0;
  const low = Math.imul(high ^ 0x5bd1e995, 0xc2b2ae35) >>> 0;
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}
