/** A two-by-two table: how many of the bad and of the good have something. */
export type Split = {
  readonly badWith: number;
  readonly badWithout: number;
  readonly goodWith: number;
  readonly goodWithout: number;
};

// Two tables are as likely when their chances differ by no more than what summing doubles may lose.
const tolerance = 1e-9;
const nothing = 1e-300;

/**
 * Fisher's exact test, two-sided (R. A. Fisher 1922; the sum over all tables with the same margins that are no more
 * likely than this one, as R's `fisher.test`). The hypergeometric chances are followed from the most likely table
 * outwards by their ratios and then set in proportion, which needs no factorial: about 10^-11 exact for 10^7 events, 0
 * below 10^-300. A table and the one of those that have it not give the same double.
 */
export function fisherExact({ badWith, badWithout, goodWith, goodWithout }: Split): number {
  const bad = badWith + badWithout;
  const having = badWith + goodWith;
  const all = bad + goodWith + goodWithout;
  const lacking = all - having;
  if (having > lacking || (having === lacking && badWith > badWithout))
    return fisherExact({ badWith: badWithout, badWithout: badWith, goodWith: goodWithout, goodWithout: goodWith });
  const lowest = Math.max(0, having + bad - all);
  const highest = Math.min(having, bad);
  const mode = Math.min(highest, Math.max(lowest, Math.floor(((having + 1) * (bad + 1)) / (all + 2))));
  // The chance of x + 1 is that of x times this.
  const ratio = (x: number) => ((having - x) * (bad - x)) / ((x + 1) * (all - having - bad + x + 1));
  const own = weightAt(badWith, { mode, ratio });
  if (own < nothing) return 0;
  const most = own * (1 + tolerance);
  let total = 1;
  let sum = most >= 1 ? 1 : 0;
  let weight = 1;
  for (let x = mode; x < highest && weight > nothing; x++) {
    weight *= ratio(x);
    total += weight;
    if (weight <= most) sum += weight;
  }
  weight = 1;
  for (let x = mode; x > lowest && weight > nothing; x--) {
    weight /= ratio(x - 1);
    total += weight;
    if (weight <= most) sum += weight;
  }
  return Math.min(1, sum / total);
}

/** The smallest chance that any table with the same margins could give: what a split could show at best. */
export function bestChance(split: Split): number {
  const bad = split.badWith + split.badWithout;
  const having = split.badWith + split.goodWith;
  const all = bad + split.goodWith + split.goodWithout;
  const lowest = Math.max(0, having + bad - all);
  const highest = Math.min(having, bad);
  const at = (badWith: number) =>
    fisherExact({
      badWith,
      badWithout: bad - badWith,
      goodWith: having - badWith,
      goodWithout: all - bad - having + badWith,
    });
  return Math.min(at(lowest), at(highest));
}

function weightAt(at: number, of: { readonly mode: number; readonly ratio: (x: number) => number }): number {
  const { mode, ratio } = of;
  let weight = 1;
  for (let x = mode; x < at && weight > nothing; x++) weight *= ratio(x);
  for (let x = mode; x > at && weight > nothing; x--) weight /= ratio(x - 1);
  return weight;
}
