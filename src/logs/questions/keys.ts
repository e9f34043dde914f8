import type { LogEvent } from '../log-event.ts';
import { type Column, counts, doubles, reserve } from './column.ts';
import { createFirstKeys } from './first-keys.ts';
import { hashOf } from './hash.ts';
import { createKeyReader, fieldsOfKey, parseKey } from './key.ts';
import type { KeyRecord } from './key-record.ts';
import { createKeyTable, findKey, indexOfKey, type KeyTable, keyAt } from './key-table.ts';
import { createMentions } from './mentions.ts';
import type { Question } from './question.ts';
import { createTop } from './top.ts';
import { hasNoKey, sayUnkeyed } from './unkeyed.ts';
import { countOf, renderInstant } from './wording.ts';

/** Which keys are wanted: all that `by` reads, or those of `only`; without `by`, those of `only` that stand anywhere in the line. */
export type Keys = { readonly by?: string | undefined; readonly only?: readonly string[] | undefined };

/**
 * Distinct keys as columns. Beyond a limit only keys whose hash begins with `level` zero bits stay, so that what is
 * kept is a sample which is the same in every log (adaptive sampling, Flajolet 1990).
 */
export type KeysState = {
  n: number;
  unkeyed: number;
  /** Events with a key that is none of the wanted ones. */
  unwanted: number;
  level: number;
  names: KeyTable;
  readonly counts: Column<Uint32Array>;
  readonly resolutions: Column<Uint32Array>;
  readonly firstAt: Column<Float64Array>;
  readonly lastAt: Column<Float64Array>;
  readonly refs: Column<Float64Array>;
  readonly starts: Column<Float64Array>;
  readonly ends: Column<Float64Array>;
};

const maxKeys = 1_000_000;
const maxRows = 200;

/**
 * Distinct keys, each with its count and its first and last time: what the questions over several logs stand on. Facts:
 * `n` events with a key, `keys`, `unkeyed` events, and `sample` (1 where all keys are kept, else one in so many).
 */
export function createKeys({ by, only }: Keys, limit = maxKeys): Question<KeysState> {
  const key = by === undefined ? undefined : parseKey(by);
  const readKey = key === undefined ? undefined : createKeyReader(key);
  const readMentions = createMentions(only ?? []);
  const wanted = only === undefined ? undefined : new Set(only);
  const indexOf = createFirstKeys();
  const count = (state: KeysState, found: string, event: LogEvent) => {
    if (wanted !== undefined && !wanted.has(found)) {
      state.unwanted += 1;
      return;
    }
    state.n += 1;
    if (state.level > 0 && !isSampled(found, state.level)) return;
    addEvent(state, indexOf(state.names, found), event);
    if (wanted === undefined && state.names.size > limit) thin(state, limit);
  };
  return {
    fields: key === undefined ? [] : fieldsOfKey(key),
    start: () => createState(),
    add: (state, event) => {
      if (readKey !== undefined) {
        const found = readKey(event);
        if (found === undefined) state.unkeyed += 1;
        else count(state, found, event);
        return;
      }
      const mentioned = readMentions(event);
      if (mentioned.length === 0) state.unkeyed += 1;
      for (const found of mentioned) count(state, found, event);
    },
    merge: (into, from) => {
      into.n += from.n;
      into.unkeyed += from.unkeyed;
      into.unwanted += from.unwanted;
      if (from.level > into.level) sampleAt(into, from.level);
      for (const record of recordsOf(from)) {
        if (isSampled(record.key, into.level)) addRecord(into, record);
        if (wanted === undefined && into.names.size > limit) thin(into, limit);
      }
      return into;
    },
    finish: (state) => {
      const rows = topOf(state);
      const sample = 2 ** state.level;
      const keys = state.names.size * sample;
      const isUnkeyed = by !== undefined && hasNoKey(state);
      const found = isUnkeyed
        ? sayUnkeyed(by, state.unkeyed)
        : `${countOf(keys, 'key')} in ${countOf(state.n, 'event')}`;
      return {
        facts: { n: state.n, keys, unkeyed: state.unkeyed, sample },
        rows: rows.map(({ key, n, firstAt, lastAt }) => ({
          key,
          n,
          first: renderInstant(firstAt),
          last: renderInstant(lastAt),
        })),
        refs: rows.slice(0, 8).map(({ ref }) => ref),
        say: sample === 1 ? found : `about ${found}, from a sample of 1 key in ${sample}`,
        pictures: [],
      };
    },
  };
}

/** Whether no event came at all. */
export function hasNoEvent({ n, unkeyed, unwanted }: KeysState): boolean {
  return n + unkeyed + unwanted === 0;
}

/** The keys that were kept, in no order that means anything. */
export function* recordsOf(state: KeysState): Generator<KeyRecord> {
  for (let index = 0; index < state.names.size; index++) yield recordAt(state, keyAt(state.names, index), index);
}

/** What is known of one key, or undefined where it was never seen. */
export function findRecord(state: KeysState, key: string): KeyRecord | undefined {
  const index = findKey(state.names, key);
  return index === undefined ? undefined : recordAt(state, key, index);
}

/** Whether a key belongs to the sample of that level; all do at level 0. */
export function isSampled(key: string, level: number): boolean {
  return level === 0 || hashOf(key) >>> (32 - level) === 0;
}

function createState(): KeysState {
  return {
    n: 0,
    unkeyed: 0,
    unwanted: 0,
    level: 0,
    names: createKeyTable(),
    counts: counts(),
    resolutions: counts(),
    firstAt: doubles(),
    lastAt: doubles(),
    refs: doubles(),
    starts: doubles(),
    ends: doubles(),
  };
}

function addEvent(state: KeysState, index: number, event: LogEvent): void {
  const { at, ref, startMs, endMs } = event;
  const resolutionMs = event.resolutionMs > 0 ? event.resolutionMs : 0;
  if (isNew(state, index)) {
    putRecord(state, index, { n: 1, firstAt: at, lastAt: at, ref, startMs, endMs, resolutionMs });
    return;
  }
  const { counts, resolutions, firstAt, lastAt } = state;
  // Nearly every event is later than the first of its key, and no coarser.
  if (at > (firstAt.values[index] ?? Number.NaN) && resolutionMs <= (resolutions.values[index] ?? 0)) {
    counts.values[index] = (counts.values[index] ?? 0) + 1;
    if (at > (lastAt.values[index] ?? Number.NaN)) lastAt.values[index] = at;
  } else mergeAt(state, index, { n: 1, firstAt: at, lastAt: at, ref, startMs, endMs, resolutionMs });
}

function addRecord(state: KeysState, record: KeyRecord): void {
  const index = indexOfKey(state.names, record.key);
  if (isNew(state, index)) putRecord(state, index, record);
  else mergeAt(state, index, record);
}

/** A key that is in the table and has not been counted yet. */
function isNew({ counts }: KeysState, index: number): boolean {
  return (counts.values[index] ?? 0) === 0;
}

function putRecord(state: KeysState, index: number, record: Omit<KeyRecord, 'key'>): void {
  reserve(state.counts, index + 1)[index] = record.n;
  reserve(state.resolutions, index + 1)[index] = Math.ceil(record.resolutionMs);
  reserve(state.lastAt, index + 1)[index] = record.lastAt;
  putFirst(state, index, record);
}

function mergeAt(state: KeysState, index: number, record: Omit<KeyRecord, 'key'>): void {
  const { counts, resolutions, firstAt, lastAt, refs } = state;
  counts.values[index] = (counts.values[index] ?? 0) + record.n;
  if (record.resolutionMs > (resolutions.values[index] ?? 0))
    resolutions.values[index] = Math.ceil(record.resolutionMs);
  const last = lastAt.values[index] ?? Number.NaN;
  if (Number.isNaN(last) || record.lastAt > last) lastAt.values[index] = record.lastAt;
  const first = firstAt.values[index] ?? Number.NaN;
  const isSameTime = record.firstAt === first || (Number.isNaN(record.firstAt) && Number.isNaN(first));
  const isEarlier = isSameTime
    ? record.ref < (refs.values[index] ?? 0)
    : record.firstAt < first || (Number.isNaN(first) && !Number.isNaN(record.firstAt));
  if (isEarlier) putFirst(state, index, record);
}

function putFirst(state: KeysState, index: number, record: Omit<KeyRecord, 'key'>): void {
  reserve(state.firstAt, index + 1)[index] = record.firstAt;
  reserve(state.refs, index + 1)[index] = record.ref;
  reserve(state.starts, index + 1)[index] = record.startMs;
  reserve(state.ends, index + 1)[index] = record.endMs;
}

function recordAt(state: KeysState, key: string, index: number): KeyRecord {
  return {
    key,
    n: state.counts.values[index] ?? 0,
    firstAt: state.firstAt.values[index] ?? Number.NaN,
    lastAt: state.lastAt.values[index] ?? Number.NaN,
    ref: state.refs.values[index] ?? 0,
    startMs: state.starts.values[index] ?? Number.NaN,
    endMs: state.ends.values[index] ?? Number.NaN,
    resolutionMs: state.resolutions.values[index] ?? 0,
  };
}

function thin(state: KeysState, limit: number): void {
  while (state.names.size > limit && state.level < 31) sampleAt(state, state.level + 1);
}

/** Records move down to the lower numbers that become free, so that the columns need no second copy. */
function sampleAt(state: KeysState, level: number): void {
  const before = state.names;
  state.level = level;
  state.names = createKeyTable();
  for (let index = 0; index < before.size; index++) {
    const key = keyAt(before, index);
    if (!isSampled(key, level)) continue;
    putRecord(state, indexOfKey(state.names, key), recordAt(state, key, index));
  }
  state.counts.values.fill(0, state.names.size);
}

function topOf(state: KeysState): readonly KeyRecord[] {
  const top = createTop(maxRows, byCount);
  for (const record of recordsOf(state)) top.put(record);
  return top.list();
}

function byCount(a: KeyRecord, b: KeyRecord): number {
  return b.n - a.n || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}
