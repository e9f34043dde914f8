import { type Column, counts, reserve } from './column.ts';
import { finishHash, stepHash } from './hash.ts';

/**
 * Texts, each once, by the order in which they came first. They lie in one array of UTF-16 units and are found by open addressing:
 * hundreds of thousands of texts as keys of a Map cost more than reading the lines they stand in. It can be sent to another thread.
 */
export type KeyTable = {
  /** Twice as many as there are keys, or more: the index of a key plus one, 0 where nothing is. */
  slots: Uint32Array;
  readonly hashes: Column<Uint32Array>;
  /** Where the units of each key end; they begin where those of the key before end. */
  readonly ends: Column<Uint32Array>;
  units: Uint16Array;
  size: number;
  /** What hashes begin with, so that nobody can write a log whose keys all fall on one slot. */
  readonly seed: number;
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

/** The index of a key, which is put into the table if it is new. The text is copied: a slice of a line keeps nothing alive. */
export function indexOfKey(table: KeyTable, text: string): number {
  const { length } = text;
  const begin = endOf(table, table.size - 1);
  const units = roomFor(table, begin + length);
  let steps = table.seed;
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    units[begin + index] = unit;
    steps = stepHash(steps, unit);
  }
  return place(table, { begin, length, hash: finishHash(steps) });
}

/** The index that a key of another table has in this one, which it is put into if it is new. */
export function indexOfKeyIn(table: KeyTable, from: KeyTable, key: number): number {
  return indexOfKey(table, keyAt(from, key));
}

/** The text of a key. */
export function keyAt(table: KeyTable, key: number): string {
  const { buffer, byteOffset } = table.units;
  const [begin, end] = [endOf(table, key - 1), endOf(table, key)];
  return Buffer.from(buffer, byteOffset + begin * 2, (end - begin) * 2).toString('utf16le');
}

/** Finds the key whose units were written behind all others, or leaves it there as a new one. */
function place(
  table: KeyTable,
  of: { readonly begin: number; readonly length: number; readonly hash: number },
): number {
  const { slots, hashes, size } = table;
  const { begin, length, hash } = of;
  let slot = hash & (slots.length - 1);
  for (let entry = slots[slot] ?? 0; entry !== 0; entry = slots[slot] ?? 0) {
    if (hashes.values[entry - 1] === hash && isSame(table, entry - 1, of)) return entry - 1;
    slot = (slot + 1) & (slots.length - 1);
  }
  reserve(hashes, size + 1)[size] = hash;
  reserve(table.ends, size + 1)[size] = begin + length;
  slots[slot] = size + 1;
  table.size = size + 1;
  if (table.size * 2 > slots.length) grow(table);
  return size;
}

function isSame(table: KeyTable, key: number, of: { readonly begin: number; readonly length: number }): boolean {
  const { units } = table;
  const first = endOf(table, key - 1);
  if (endOf(table, key) - first !== of.length) return false;
  for (let index = 0; index < of.length; index++) if (units[first + index] !== units[of.begin + index]) return false;
  return true;
}

function grow(table: KeyTable): void {
  const slots = new Uint32Array(table.slots.length * 4);
  for (let key = 0; key < table.size; key++) {
    let slot = (table.hashes.values[key] ?? 0) & (slots.length - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = key + 1;
  }
  table.slots = slots;
}

function roomFor(table: KeyTable, length: number): Uint16Array {
  if (table.units.length >= length) return table.units;
  const grown = new Uint16Array(Math.max(length, table.units.length * 2));
  grown.set(table.units);
  table.units = grown;
  return grown;
}

function endOf({ ends }: KeyTable, key: number): number {
  return key < 0 ? 0 : (ends.values[key] ?? 0);
}
