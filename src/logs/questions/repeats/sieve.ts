/**
 * Which keys were seen once, and which twice or more, as bits under a hash of the key: 64 MB however many keys there
 * are. Two keys under one bit make both look repeated, never the other way round, so that a second look at those that
 * seem repeated gives exact answers.
 */
export type Sieve = { readonly once: Uint32Array; readonly twice: Uint32Array };

const maxBits = 28;

/** An empty sieve of 2^`bits` bits. */
export function createSieve(bits = maxBits): Sieve {
  return { once: new Uint32Array(2 ** (bits - 5)), twice: new Uint32Array(2 ** (bits - 5)) };
}

/** Notes that the key of this hash was seen `n` times. */
export function addToSieve({ once, twice }: Sieve, hash: number, n = 1): void {
  const word = (hash >>> 5) & (once.length - 1);
  const bit = 1 << (hash & 31);
  const seen = once[word] ?? 0;
  if (n > 1 || (seen & bit) !== 0) twice[word] = (twice[word] ?? 0) | bit;
  once[word] = seen | bit;
}

/** Puts together what two threads saw. */
export function mergeSieves(into: Sieve, from: Sieve): void {
  for (let word = 0; word < into.once.length; word++) {
    const a = into.once[word] ?? 0;
    const b = from.once[word] ?? 0;
    into.twice[word] = (into.twice[word] ?? 0) | (from.twice[word] ?? 0) | (a & b);
    into.once[word] = a | b;
  }
}

/** Whether the key of this hash may have been seen twice; a no is certain. */
export function mayRepeat(twice: Uint32Array, hash: number): boolean {
  return ((twice[(hash >>> 5) & (twice.length - 1)] ?? 0) & (1 << (hash & 31))) !== 0;
}

/** How many bits are set. */
export function bitsOf(words: Uint32Array): number {
  let bits = 0;
  for (let word of words) {
    for (; word !== 0; word &= word - 1) bits += 1;
  }
  return bits;
}

/**
 * Which of `parts` parts, about equal in size, a key of this hash belongs to; by other bits than the sieve uses first.
 */
export function partOf(hash: number, parts: number): number {
  return (hash >>> 16) % parts;
}
