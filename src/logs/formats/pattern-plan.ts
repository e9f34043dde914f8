import type { createConvert } from './convert.ts';
import type { Definition } from './definition.ts';
import { createPairUses, type PairUse } from './pair-uses.ts';
import { partKind } from './parts/index.ts';
import type { Into } from './parts/part.ts';
import { compilePattern, groupNames } from './pattern.ts';
import type { StampField } from './stamp/stamp-fields.ts';
import { createWanted } from './wanted.ts';

/** A group that becomes a field: `at` is its place in a match; `isCount` whether digits alone are always a number. */
type Slot = {
  readonly name: string;
  readonly at: number;
  readonly read: (text: string | undefined) => unknown;
  readonly isCount: boolean;
};
type SplitSlot = {
  readonly group: string;
  readonly at: number;
  readonly split: (text: string, into: Into) => void;
};

/** What one pattern has to capture, and what becomes of it, for the fields that are wanted. A place of 0 is no group. */
export type PatternPlan = {
  readonly regex: RegExp;
  readonly slots: readonly Slot[];
  /** The groups that always make the same fields, those fields, and how they are read. */
  readonly splits: readonly SplitSlot[];
  readonly made: ReadonlyMap<string, Slot['read']>;
  /** The groups of pairs, in a match of `pairRegex`, which is the pattern compiled for them alone. */
  readonly pairs: readonly SplitSlot[];
  readonly pairRegex: RegExp;
  /** Whether pairs must be read for every line: a field is wanted that nothing else has. `regex` then has their groups too. */
  readonly needsPairs: boolean;
  /** What becomes of a pair of that name. */
  readonly useOf: (name: string) => PairUse;
  readonly sums: readonly { readonly name: string; readonly at: readonly number[] }[];
  readonly stamps: readonly { readonly stamp: StampField; readonly at: number }[];
};

/** Plans the reading of one pattern. */
export function planPattern(options: {
  readonly definition: Definition;
  readonly pattern: string;
  readonly stamps: readonly StampField[];
  readonly convert: ReturnType<typeof createConvert>;
  readonly fields: readonly string[] | undefined;
}): PatternPlan {
  const { definition, pattern, stamps, convert, fields } = options;
  const isWanted = createWanted(fields);
  const groups = groupNames(pattern);
  const parts = Object.entries(definition.parts ?? {})
    .filter(([group]) => groups.includes(group))
    .map(([group, part]) => ({ group, kind: partKind(part), makes: partKind(part).makes(group) }));
  const plain = groups.filter((group) => !group.startsWith('_') && parts.every((part) => part.group !== group));
  const own = new Set([...plain, ...parts.flatMap(({ makes }) => makes ?? [])]);
  const sums = Object.entries(definition.sums ?? {}).filter(
    ([name, of]) => isWanted(name) && of.every((one) => plain.includes(one)),
  );
  const fixed = parts.filter(({ makes }) => makes?.some(isWanted) === true);
  const pairs = parts.filter(({ makes }) => makes === undefined);
  const needsPairs = pairs.length > 0 && (fields === undefined || fields.some((name) => !own.has(name)));
  const kept = new Set([
    ...plain.filter(isWanted),
    ...stamps.map(({ field }) => field),
    ...sums.flatMap(([, of]) => of),
    ...[...fixed, ...(needsPairs ? pairs : [])].map(({ group }) => group),
  ]);
  const isStamp = (name: string) => stamps.some(({ field }) => field === name);
  const { regex, names } = compilePattern(pattern, (name) => kept.has(name));
  const paired = needsPairs
    ? { regex, names }
    : compilePattern(pattern, (name) => pairs.some(({ group }) => group === name));
  const placeOf = (name: string) => names.indexOf(name) + 1;
  const madeNames = fixed.flatMap(({ makes }) => makes ?? []).filter(isWanted);
  return {
    regex,
    slots: plain
      .filter(isWanted)
      .map((name) => ({ name, at: placeOf(name), read: convert(name), isCount: convert.isCount(name) })),
    splits: fixed.map(({ group, kind: { split } }) => ({ group, split, at: placeOf(group) })),
    made: new Map(madeNames.map((name) => [name, convert(name)])),
    pairs: pairs.map(({ group, kind: { split, splitFor } }) => ({
      group,
      split: splitFor?.((name) => isWanted(name) || isStamp(name)) ?? split,
      at: paired.names.indexOf(group) + 1,
    })),
    pairRegex: paired.regex,
    needsPairs,
    useOf: createPairUses((name) => {
      const isField = isWanted(name);
      const typed = Object.hasOwn(definition.fields ?? {}, name) ? convert(name) : undefined;
      return {
        isFree: isField && !own.has(name),
        at: isField && plain.includes(name) ? placeOf(name) : 0,
        isStamp: isStamp(name),
        read: (text) => typed?.(text) ?? text,
      };
    }),
    sums: sums.map(([name, of]) => ({ name, at: of.map(placeOf) })),
    stamps: stamps.map((stamp) => ({ stamp, at: placeOf(stamp.field) })),
  };
}
