/** A range of whole numbers, both ends included. */
export type Range = readonly [low: number, high: number];

/** A deterministic random source: the same seed draws the same values in the same order, on every machine. */
export type Random = {
  /** Uniform in [0, 1). */
  readonly float: () => number;
  /** A uniform whole number of the range. */
  readonly int: (range: Range) => number;
  /** True with this probability, 0 to 1. */
  readonly chance: (share: number) => boolean;
  readonly pick: <Item>(list: readonly Item[]) => Item;
  /** Exponentially distributed with this mean: the gaps of a Poisson process. */
  readonly exponential: (mean: number) => number;
  /** Lower-case hexadecimal digits. */
  readonly hex: (digits: number) => string;
  /** An independent source: what it draws does not depend on what this one has drawn. */
  readonly fork: (label: string) => Random;
};

/** Creates a random source from a seed text (sfc32, seeded through splitmix32 over an FNV-1a hash). */
export function createRandom(seed: string): Random {
  const next = sfc32(seed);
  const float = () => next() / 2 ** 32;
  const int = ([low, high]: Range) => low + Math.floor(float() * (high - low + 1));
  return {
    float,
    int,
    chance: (share) => float() < share,
    pick: (list) => list[int([0, list.length - 1])] as (typeof list)[number],
    exponential: (mean) => -mean * Math.log(1 - float()),
    hex: (digits) => {
      const bytes = Buffer.alloc(Math.ceil(digits / 8) * 4);
      for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32BE(next(), at);
      return bytes.toString('hex').slice(0, digits);
    },
    fork: (label) => createRandom(`${seed}/${label}`),
  };
}

function sfc32(seed: string): () => number {
  const mix = splitmix32(fnv1a(seed));
  let [a, b, c, counter] = [mix(), mix(), mix(), 1];
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) next();
  return next;
}

function splitmix32(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}
