import { type Column, counts, grownLength, reserve } from './column.ts';
import { finishHash, stepHash } from './hash.ts';

/**
 * Texts, each once, by the order in which they came first. They lie in one array of UTF-16 units and are found by open addressing:
 * hundreds of thousands of texts as keys of a Map cost more than reading the lines they stand in. It can be sent to another thread.
 */
export type KeyTable = {
  /**
   * Twice as many as there are keys, or more: the index of a key plus one, and above it those bits of its hash that its place among the
   * slots does not tell; 0 where nothing is.
   */
  slots: Uint32Array;
  readonly hashes: Column<Uint32Array>;
  /** Where the units of each key end; they begin where those of the key before end. */
  readonly ends: Column<Uint32Array>;
  units: Uint16Array;
  size: number;
  /** What hashes begin with, so that nobody can write a log whose keys all fall on one slot. */
  readonly seed: number;
};

/**
 * Texts that wait to be looked up: where each ends, and its hash. A large table is not in the processor's caches: looked up one behind the
 * other, many texts wait for its memory together.
 */
export type WaitingKeys = {
  units: Uint16Array;
  readonly ends: Uint32Array;
  readonly hashes: Uint32Array;
  /** What looking them up gives. */
  readonly indexes: Uint32Array;
  size: number;
};

/** No keys. */
export function createKeyTable(): KeyTable {
  return {
    slots: new Uint32Array(256),
    hashes: counts(),
    ends: counts(),
    units: new Uint16Array(1024),
    size: 0,
    seed: Math.floor(Math.random() * 2 ** 32),
  };
}

/** Room for so many keys to wait. */
export function createWaitingKeys(limit: number): WaitingKeys {
  return {
    units: new Uint16Array(limit * 16),
    ends: new Uint32Array(limit),
    hashes: new Uint32Array(limit),
    indexes: new Uint32Array(limit),
    size: 0,
  };
}

/** The index of a key, which is put into the table if it is new. The text is copied: a slice of a line keeps nothing alive. */
export function indexOfKey(table: KeyTable, text: string): number {
  const written = write(table, text);
  const found = locate(table, written);
  return found >= 0 ? found : put(table, written, ~found);
}

/** The index of a key; undefined where it is not in the table. */
export function findKey(table: KeyTable, text: string): number | undefined {
  const found = locate(table, write(table, text));
  return found >= 0 ? found : undefined;
}

/** Puts a text behind those that wait for a table. It is copied: a slice of a line keeps nothing alive. */
export function addWaiting({ seed }: KeyTable, waiting: WaitingKeys, text: string): void {
  const { length } = text;
  const { size, ends } = waiting;
  const begin = size === 0 ? 0 : (ends[size - 1] ?? 0);
  if (waiting.units.length < begin + length) waiting.units = grown(waiting.units, begin + length);
  waiting.hashes[size] = copyUnits(text, { units: waiting.units, begin, seed });
  ends[size] = begin + length;
  waiting.size = size + 1;
}

/** The indexes of the texts that wait, which are put into the table if they are new; then none waits. They hold until the next look-up. */
export function lookUpWaiting(table: KeyTable, waiting: WaitingKeys): Uint32Array {
  const { hashes, indexes, size } = waiting;
  const { slots } = table;
  // Asked for in one go, what lies in memory comes side by side.
  for (let place = 0; place < size; place++) indexes[place] = slots[(hashes[place] ?? 0) & (slots.length - 1)] ?? 0;
  const of: Written = { units: waiting.units, begin: 0, end: 0, hash: 0 };
  for (let place = 0; place < size; place++) {
    of.begin = of.end;
    of.end = waiting.ends[place] ?? 0;
    of.hash = hashes[place] ?? 0;
    const found = locate(table, of);
    indexes[place] = found >= 0 ? found : put(table, of, ~found);
  }
  waiting.size = 0;
  return indexes;
}

/** The text of a key. */
export function keyAt(table: KeyTable, key: number): string {
  const { buffer, byteOffset } = table.units;
  const [begin, end] = [endOf(table, key - 1), endOf(table, key)];
  return Buffer.from(buffer, byteOffset + begin * 2, (end - begin) * 2).toString('utf16le');
}

/** Where the units of a text lie, and its hash. */
type Written = { units: Uint16Array; begin: number; end: number; hash: number };

/** Writes a text behind the keys of a table, where it is found or stays. */
function write(table: KeyTable, text: string): Written {
  const begin = endOf(table, table.size - 1);
  const end = begin + text.length;
  if (table.units.length < end) table.units = grown(table.units, end);
  const { units, seed } = table;
  return { units, begin, end, hash: copyUnits(text, { units, begin, seed }) };
}

/** Copies the units of a text to a place, and gives its hash. */
function copyUnits(
  text: string,
  to: { readonly units: Uint16Array; readonly begin: number; readonly seed: number },
): number {
  const { units, begin } = to;
  let steps = to.seed;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    units[begin + index] = unit;
    steps = stepHash(steps, unit);
  }
  return finishHash(steps);
}

/** The index of a text, or else `~` the slot where it belongs. */
function locate(table: KeyTable, of: Written): number {
  const { slots } = table;
  const { hash } = of;
  const mask = slots.length - 1;
  let slot = hash & mask;
  for (let entry = slots[slot] ?? 0; entry !== 0; entry = slots[slot] ?? 0) {
    const key = (entry & mask) - 1;
    if (((entry ^ hash) & ~mask) === 0 && isSame(table, key, of)) return key;
    slot = (slot + 1) & mask;
  }
  return ~slot;
}

/** Puts a text behind all keys that is not among them. */
function put(table: KeyTable, { units, begin, end, hash }: Written, slot: number): number {
  const { slots, size } = table;
  const to = endOf(table, size - 1);
  const length = end - begin;
  if (table.units.length < to + length) table.units = grown(table.units, to + length);
  const into = table.units;
  for (let index = 0; index < length; index++) into[to + index] = units[begin + index] ?? 0;
  reserve(table.hashes, size + 1)[size] = hash;
  reserve(table.ends, size + 1)[size] = to + length;
  slots[slot] = (hash & -slots.length) | (size + 1);
  table.size = size + 1;
  if (table.size * 2 > slots.length) enlarge(table);
  return size;
}

function isSame(table: KeyTable, key: number, of: Written): boolean {
  const { units } = table;
  const first = endOf(table, key - 1);
  if (endOf(table, key) - first !== of.end - of.begin) return false;
  for (let index = of.begin; index < of.end; index++)
    if (units[first + index - of.begin] !== of.units[index]) return false;
  return true;
}

function enlarge(table: KeyTable): void {
  const slots = new Uint32Array(table.slots.length * 4);
  const mask = slots.length - 1;
  for (let key = 0; key < table.size; key++) {
    const hash = table.hashes.values[key] ?? 0;
    let slot = hash & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = (hash & ~mask) | (key + 1);
  }
  table.slots = slots;
}

function grown(units: Uint16Array, length: number): Uint16Array {
  const copy = new Uint16Array(Math.max(length, grownLength(units.length)));
  copy.set(units);
  return copy;
}

function endOf({ ends }: KeyTable, key: number): number {
  return key < 0 ? 0 : (ends.values[key] ?? 0);
}
