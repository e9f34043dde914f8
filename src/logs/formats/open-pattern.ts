import { type Block, lineIn } from '../block.ts';
import type { createConvert } from './convert.ts';
import type { Definition } from './definition.ts';
import type { ParsedLine } from './format.ts';
import { createForwardReader, type ForwardReader } from './forward/forward-reader.ts';
import { createMatchGroups, createPlacedGroups, type Groups } from './groups.ts';
import { createMarkFinder } from './mark-finder.ts';
import type { Into } from './parts/part.ts';
import { toSticky } from './pattern.ts';
import { type PatternPlan, planPattern } from './pattern-plan.ts';
import { noStamp, type Stamp } from './stamp/stamp.ts';
import type { StampField } from './stamp/stamp-fields.ts';

type Found = { [name: string]: unknown };
type Pairs = ReadonlyMap<string, unknown>;

/** Reads the lines of one pattern of a format. */
export type PatternReader = {
  readonly read: (text: string) => ParsedLine | undefined;
  /**
   * Reads the line that begins at an index of a block, and then knows where the next one begins; null where the line is not of this pattern,
   * undefined where only `read` can tell.
   */
  readonly readAt: (block: Block, from: number) => ParsedLine | null | undefined;
  readonly end: () => number;
};

/** The line that was matched, for what is looked up in it only where it has to be: the whole of it, and whether it has the mark of a stamp. */
type Line = { readonly text: () => string; readonly hasMark: (stamp: number) => boolean };

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
}): PatternReader {
  const plan = planPattern(options);
  const toParsed = createToParsed(plan, options.definition.absent ?? []);
  return { read: createRead(plan, toParsed), ...createReadAt(plan, toParsed) };
}

/** So many blocks are read by the pattern itself: a reader has to be made, and is slow until V8 knows it. */
const blocksBefore = 32;

type ToParsed = (groups: Groups, line: Line) => ParsedLine;

function createRead({ regex, stamps }: PatternPlan, toParsed: ToParsed): PatternReader['read'] {
  let text = '';
  const line: Line = { text: () => text, hasMark: (stamp) => text.includes(`${stamps[stamp]?.stamp.field}=`) };
  const { groups, take } = createMatchGroups();
  return (given) => {
    text = given;
    return take(regex.exec(text)) ? toParsed(groups, line) : undefined;
  };
}

function createReadAt({ regex, stamps }: PatternPlan, toParsed: ToParsed): Pick<PatternReader, 'readAt' | 'end'> {
  const finders = stamps.map(({ stamp }) => createMarkFinder(stamp.field));
  const matched = createMatchGroups();
  const placed = createPlacedGroups();
  // Made when a block comes: formats are opened to find that of a log, and most of them read nothing else.
  let sticky: RegExp | undefined | null = null;
  let forward: ForwardReader | undefined;
  let block: Block | undefined;
  let blocks = 0;
  let [from, end] = [0, 0];
  const line: Line = {
    text: () => (block === undefined ? '' : lineIn(block, from, end)),
    hasMark: (stamp) => block !== undefined && finders[stamp]?.(block, from, end) === true,
  };
  return {
    readAt: (of, at) => {
      if (sticky === null) sticky = toSticky(regex);
      if (sticky === undefined || !of.isPlain()) return undefined;
      // What is written to something old is remembered by the next collection of garbage (V8): once a block is enough.
      if (block !== of) {
        block = of;
        blocks += 1;
        if (blocks === blocksBefore) forward = createForwardReader(regex);
        placed.take(of, forward);
      }
      from = at;
      end = forward === undefined ? -1 : forward.read(of, at);
      if (end >= 0) return toParsed(placed.groups, line);
      sticky.lastIndex = at;
      if (!matched.take(sticky.exec(of.text()))) return null;
      end = sticky.lastIndex;
      return toParsed(matched.groups, line);
    },
    end: () => end,
  };
}

/** Creates what makes the fields and the stamp of what a pattern found in a line. */
function createToParsed(plan: PatternPlan, absent: readonly string[]): ToParsed {
  const { slots, splits, made, sums, needsPairs } = plan;
  const isAbsent = (text: string) => absent.includes(text);
  const hasPairs = plan.pairs.length > 0;
  const writesMore = hasPairs || splits.length > 0;
  const again = createMatchGroups();
  widen(slots.map(({ name }) => name));

  let fields: Found = {};
  // Puts the pairs of a line into its fields and gives those that may be its stamp. Few lines need their pairs where the fields do not:
  // those are matched again.
  const readPairs = (groups: Groups, line: Line): Pairs => {
    // No map is cleared and filled again: what it held before would be carried along by every small collection of garbage (V8).
    let ofStamps: Map<string, unknown> | undefined;
    const put: Into['put'] = (name, value) => {
      const { isFree, at, isStamp, read } = plan.useOf(name);
      const isField = isFree || (at > 0 && groups.text(at) === undefined);
      if (!isStamp && !isField) return;
      const done = typeof value === 'string' ? read(value) : value;
      if (isField) fields[name] = done;
      if (!isStamp) return;
      ofStamps ??= new Map();
      ofStamps.set(name, done);
    };
    if (needsPairs) split(plan.pairs, groups, isAbsent, put);
    else if (again.take(plan.pairRegex.exec(line.text()))) split(plan.pairs, again.groups, isAbsent, put);
    return ofStamps ?? noPairs;
  };
  const putMade: Into['put'] = (name, value) => {
    const read = made.get(name);
    if (read !== undefined) fields[name] = typeof value === 'string' ? read(value) : value;
  };

  return (groups, line) => {
    const own: Found = {};
    if (writesMore) fields = own;
    let isWhole = true;
    for (let index = 0; index < slots.length; index++) {
      const { name, at, read, isCount } = slots[index] as (typeof slots)[number];
      const digits = isCount ? groups.digits(at) : -1;
      if (digits >= 0) {
        own[name] = digits;
        continue;
      }
      const value = groups.text(at);
      if (value === undefined) isWhole = false;
      own[name] = read(value);
    }
    if (splits.length > 0) {
      for (const name of made.keys()) own[name] = null;
      split(splits, groups, isAbsent, putMade);
    }
    if (sums.length > 0) for (const { name, at } of sums) own[name] = sum(groups, at);
    const pairs = hasPairs && (needsPairs || !isWhole) ? readPairs(groups, line) : undefined;
    const { atMs, resolutionMs } = stampOf({ plan, groups, line, pairs, readPairs });
    return { atMs, resolutionMs, fields: own };
  };
}

/** Shows V8 that fields of these names hold anything: learning it later, it would look each one up by its name for ever. */
function widen(names: readonly string[]): void {
  const fields: Found = {};
  for (const name of names) for (const value of [0, 0.5, null, '']) fields[name] = value;
}

function split(slots: PatternPlan['pairs'], groups: Groups, isAbsent: Into['isAbsent'], put: Into['put']): void {
  for (let index = 0; index < slots.length; index++) {
    const { group, split, at } = slots[index] as (typeof slots)[number];
    const text = groups.text(at);
    if (text !== undefined) split(text, { group, put, isAbsent });
  }
}

/** The stamp of a line, whose pairs are read only now where none of its fields needed them. */
function stampOf(of: {
  readonly plan: PatternPlan;
  readonly groups: Groups;
  readonly line: Line;
  readonly pairs: Pairs | undefined;
  readonly readPairs: (groups: Groups, line: Line) => Pairs;
}): Stamp {
  const { plan, groups, line, readPairs } = of;
  const { stamps } = plan;
  let { pairs } = of;
  for (let index = 0; index < stamps.length; index++) {
    const { stamp, at } = stamps[index] as (typeof stamps)[number];
    let found = at === 0 ? undefined : groups.stamp(at, stamp);
    if (found === undefined && plan.pairs.length > 0 && (pairs !== undefined || line.hasMark(index))) {
      pairs ??= readPairs(groups, line);
      const value = pairs.get(stamp.field);
      found = value === undefined ? undefined : stamp.read(value);
    }
    if (found !== undefined && !Number.isNaN(found.atMs)) return found;
  }
  return noStamp;
}

// A timer of -1 stands for a stage that was never reached. Billionths are noise of binary fractions.
function sum(groups: Groups, at: readonly number[]): number | null {
  let total = 0;
  for (const index of at) {
    const value = Number(groups.text(index));
    if (!(value >= 0)) return null;
    total += value;
  }
  return Math.round(total * 1e6) / 1e6;
}
