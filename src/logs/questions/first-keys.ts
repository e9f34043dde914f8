import { keep } from '../log-event.ts';
import { indexOfKey, type KeyTable } from './key-table.ts';

const most = 64;

/**
 * Creates what gives the index of a key in a table, where it is put if it is new. The first keys of a table may be all there are, and a Map
 * finds few keys faster than the table does.
 */
export function createFirstKeys(): (table: KeyTable, key: string) => number {
  const indexes = new Map<string, number>();
  let of: KeyTable | undefined;
  return (table, key) => {
    if (of !== table) indexes.clear();
    of = table;
    const known = indexes.get(key);
    if (known !== undefined) return known;
    const index = indexOfKey(table, key);
    if (indexes.size < most) indexes.set(keep(key), index);
    return index;
  };
}
