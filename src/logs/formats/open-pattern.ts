import type { Definition } from './definition.ts';
import type { ParsedLine } from './format.ts';
import { partKind } from './parts/index.ts';
import { compilePattern, groupNames } from './pattern.ts';
import { noStamp, type Stamp } from './stamp/stamp.ts';
import type { StampField } from './stamp/stamp-fields.ts';
import { createWanted } from './wanted.ts';

type Found = { [name: string]: unknown };

/**
 * Opens one pattern of a format for the fields that are wanted. A field that a line names twice has the value of its own
 * group, else of the part that always makes it, else of the last pair of that name.
 */
export function openPattern(options: {
  readonly definition: Definition;
  readonly pattern: string;
  readonly stamps: readonly StampField[];
  readonly convert: (name: string) => (text: string | undefined) => unknown;
  readonly fields: readonly string[] | undefined;
}): (text: string) => ParsedLine | undefined {
  const { definition, pattern, stamps, convert, fields: asked } = options;
  const isWanted = createWanted(asked);
  const groups = groupNames(pattern);
  const parts = Object.entries(definition.parts ?? {})
    .filter(([group]) => groups.includes(group))
    .map(([group, part]) => ({ group, kind: partKind(part), makes: partKind(part).makes(group) }));
  const plain = groups.filter((group) => !group.startsWith('_') && parts.every((part) => part.group !== group));
  const made = new Set([...plain, ...parts.flatMap((part) => part.makes ?? [])]);
  const sums = Object.entries(definition.sums ?? {}).filter(
    ([name, of]) => isWanted(name) && of.every((one) => plain.includes(one)),
  );
  const fixed = parts.filter(({ makes }) => makes?.some(isWanted) === true);
  const pairs = parts.filter(({ makes }) => makes === undefined);
  const needed = new Set([
    ...plain.filter(isWanted),
    ...stamps.map(({ field }) => field),
    ...sums.flatMap(([, of]) => of),
    ...[...fixed, ...pairs].map(({ group }) => group),
  ]);
  const { regex, names } = compilePattern(pattern, (name) => needed.has(name));
  const slot = (name: string) => names.indexOf(name) + 1;
  const slots = plain.filter(isWanted).map((name) => ({ name, at: slot(name), read: convert(name) }));
  const splits = [...fixed, ...pairs].map(({ group, kind }) => ({ group, kind, at: slot(group) }));
  const fixedSplits = splits.slice(0, fixed.length);
  const pairSplits = splits.slice(fixed.length);
  const totals = sums.map(([name, of]) => ({ name, at: of.map(slot) }));
  const empty = fixed.flatMap(({ makes }) => makes ?? []).filter(isWanted);
  const readers = new Map(empty.map((name) => [name, convert(name)]));
  const typed = new Map(Object.keys(definition.fields ?? {}).map((name) => [name, convert(name)]));
  const stampSlots = stamps.map(({ field, read }) => ({ read, at: slot(field), field, mark: `${field}=` }));
  const needsPairs = pairs.length > 0 && (asked === undefined || asked.some((name) => !made.has(name)));
  const isAbsent = (text: string) => definition.absent?.includes(text) === true;

  const splitInto = (match: RegExpExecArray, list: typeof splits, into: (name: string, value: unknown) => void) => {
    for (const { group, kind, at } of list) {
      const text = match[at];
      if (text !== undefined) kind.split(text, { group, put: into, isAbsent });
    }
  };
  const readPairs = (match: RegExpExecArray): Found => {
    const found: Found = Object.create(null);
    splitInto(match, pairSplits, (name, value) => {
      found[name] = typeof value === 'string' ? (typed.get(name)?.(value) ?? value) : value;
    });
    return found;
  };
  const stampOf = (match: RegExpExecArray, text: string, found: Found | undefined): Stamp => {
    for (const { read, at, field, mark } of stampSlots) {
      let value: unknown = at === 0 ? undefined : match[at];
      if (value === undefined && pairs.length > 0 && text.includes(mark)) value = (found ?? readPairs(match))[field];
      if (value === undefined) continue;
      const stamp = read(value);
      if (!Number.isNaN(stamp.atMs)) return stamp;
    }
    return noStamp;
  };

  return (text) => {
    const match = regex.exec(text);
    if (match === null) return undefined;
    const fields: Found = {};
    let isWhole = true;
    for (let index = 0; index < slots.length; index++) {
      const { name, at, read } = slots[index] as (typeof slots)[number];
      const value = match[at];
      if (value === undefined) isWhole = false;
      fields[name] = read(value);
    }
    if (fixedSplits.length > 0) {
      for (const name of empty) fields[name] = null;
      splitInto(match, fixedSplits, (name, value) => {
        const read = readers.get(name);
        if (read !== undefined) fields[name] = typeof value === 'string' ? read(value) : value;
      });
    }
    for (const { name, at } of totals) fields[name] = sum(match, at);
    let found: Found | undefined;
    if (pairs.length > 0 && (needsPairs || !isWhole)) {
      found = readPairs(match);
      for (const name in found) {
        if (!isWanted(name) || (made.has(name) && !isUnused(match, slots, name))) continue;
        fields[name] = found[name];
      }
    }
    const { atMs, resolutionMs } = stampOf(match, text, found);
    return { atMs, resolutionMs, fields };
  };
}

/** Whether a field has a group of its own that took no part in the match. */
function isUnused(
  match: RegExpExecArray,
  slots: readonly { readonly name: string; readonly at: number }[],
  name: string,
): boolean {
  const slot = slots.find((one) => one.name === name);
  return slot !== undefined && match[slot.at] === undefined;
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
