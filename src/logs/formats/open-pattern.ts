import type { createConvert } from './convert.ts';
import type { Definition } from './definition.ts';
import type { ParsedLine } from './format.ts';
import type { Into } from './parts/part.ts';
import { type PatternPlan, planPattern } from './pattern-plan.ts';
import { noStamp, type Stamp } from './stamp/stamp.ts';
import type { StampField } from './stamp/stamp-fields.ts';

type Found = { [name: string]: unknown };
type Pairs = ReadonlyMap<string, unknown>;

const noPairs: Pairs = new Map();

/**
 * Opens one pattern of a format for the fields that are wanted. A field that a line names twice has the value of its own
 * group, else of the part that always makes it, else of the last pair of that name.
 */
export function openPattern(options: {
  readonly definition: Definition;
  readonly pattern: string;
  readonly stamps: readonly StampField[];
  readonly convert: ReturnType<typeof createConvert>;
  readonly fields: readonly string[] | undefined;
}): (text: string) => ParsedLine | undefined {
  const { definition } = options;
  const plan = planPattern(options);
  const { regex, slots, splits, made, sums, needsPairs } = plan;
  const isAbsent = (text: string) => definition.absent?.includes(text) === true;

  // What is filled anew for each line is made once: making it each time took a fifth of the time.
  let fields: Found = {};
  // Puts the pairs of a line into its fields and gives those that may be its stamp. Few lines need their pairs where the fields do not:
  // those are matched again.
  const readPairs = (match: RegExpExecArray): Pairs => {
    // No map is cleared and filled again: what it held before would be carried along by every small collection of garbage (V8).
    let ofStamps: Map<string, unknown> | undefined;
    const put: Into['put'] = (name, value) => {
      const { isFree, at, isStamp, read } = plan.useOf(name);
      const isField = isFree || (at > 0 && match[at] === undefined);
      if (!isStamp && !isField) return;
      const done = typeof value === 'string' ? read(value) : value;
      if (isField) fields[name] = done;
      if (!isStamp) return;
      ofStamps ??= new Map();
      ofStamps.set(name, done);
    };
    const paired = needsPairs ? match : plan.pairRegex.exec(match.input);
    if (paired !== null) split(plan.pairs, paired, isAbsent, put);
    return ofStamps ?? noPairs;
  };
  const putMade: Into['put'] = (name, value) => {
    const read = made.get(name);
    if (read !== undefined) fields[name] = typeof value === 'string' ? read(value) : value;
  };

  return (text) => {
    const match = regex.exec(text);
    if (match === null) return undefined;
    fields = {};
    let isWhole = true;
    for (let index = 0; index < slots.length; index++) {
      const { name, at, read } = slots[index] as (typeof slots)[number];
      const value = match[at];
      if (value === undefined) isWhole = false;
      fields[name] = read(value);
    }
    if (splits.length > 0) {
      for (const name of made.keys()) fields[name] = null;
      split(splits, match, isAbsent, putMade);
    }
    for (const { name, at } of sums) fields[name] = sum(match, at);
    const pairs = plan.pairs.length > 0 && (needsPairs || !isWhole) ? readPairs(match) : undefined;
    const { atMs, resolutionMs } = stampOf(plan, match, pairs, readPairs);
    return { atMs, resolutionMs, fields };
  };
}

function split(
  slots: PatternPlan['pairs'],
  match: RegExpExecArray,
  isAbsent: Into['isAbsent'],
  put: Into['put'],
): void {
  for (let index = 0; index < slots.length; index++) {
    const { group, split, at } = slots[index] as (typeof slots)[number];
    const text = match[at];
    if (text !== undefined) split(text, { group, put, isAbsent });
  }
}

/** The stamp of a line, whose pairs are read only now where none of its fields needed them. */
function stampOf(
  plan: PatternPlan,
  match: RegExpExecArray,
  known: Pairs | undefined,
  readPairs: (match: RegExpExecArray) => Pairs,
): Stamp {
  const { stamps } = plan;
  let pairs = known;
  for (let index = 0; index < stamps.length; index++) {
    const { read, at, field, mark } = stamps[index] as (typeof stamps)[number];
    let value: unknown = at === 0 ? undefined : match[at];
    if (value === undefined && plan.pairs.length > 0 && (pairs !== undefined || match.input.includes(mark))) {
      pairs ??= readPairs(match);
      value = pairs.get(field);
    }
    if (value === undefined) continue;
    const stamp = read(value);
    if (!Number.isNaN(stamp.atMs)) return stamp;
  }
  return noStamp;
}

// A timer of -1 stands for a stage that was never reached. Billionths are noise of binary fractions.
function sum(match: RegExpExecArray, at: readonly number[]): number | null {
  let total = 0;
  for (const index of at) {
    const value = Number(match[index]);
    if (!(value >= 0)) return null;
    total += value;
  }
  return Math.round(total * 1e6) / 1e6;
}
