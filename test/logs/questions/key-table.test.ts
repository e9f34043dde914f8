import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addWaiting,
  createKeyTable,
  createWaitingKeys,
  type KeyTable,
  keyAt,
  lookUpWaiting,
} from '../../../src/logs/questions/key-table.ts';

const keys = fc.array(
  fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('', 'a', 'aa', 'CUST_7')),
  {
    maxLength: 400,
  },
);

/** The indexes of texts that wait for them together. */
function indexesOf(table: KeyTable, texts: readonly string[]): readonly number[] {
  const waiting = createWaitingKeys(texts.length);
  for (const text of texts) addWaiting(table, waiting, text);
  return [...lookUpWaiting(table, waiting)];
}

test('keys get the numbers that a map would give them, and are given back as they were', () => {
  fc.assert(
    fc.property(keys, (texts) => {
      const table = createKeyTable();
      const map = new Map<string, number>();
      for (const text of texts) if (!map.has(text)) map.set(text, map.size);
      expect(indexesOf(table, texts)).toEqual(texts.map((text) => map.get(text)));
      expect(indexesOf(table, texts)).toEqual(texts.map((text) => map.get(text)));
      expect(Array.from({ length: table.size }, (_, key) => keyAt(table, key))).toEqual([...map.keys()]);
    }),
  );
});

test('two tables, one of which came from another thread, are put together as two maps would be', () => {
  fc.assert(
    fc.property(keys, keys, (here, there) => {
      const [into, sent] = [createKeyTable(), createKeyTable()];
      indexesOf(into, here);
      indexesOf(sent, there);
      const from = structuredClone(sent);
      for (let key = 0; key < from.size; key++) {
        const [index = -1] = indexesOf(into, [keyAt(from, key)]);
        expect(keyAt(into, index)).toBe(keyAt(sent, key));
      }
      expect(Array.from({ length: into.size }, (_, key) => keyAt(into, key))).toEqual([
        ...new Set([...here, ...there]),
      ]);
    }),
  );
});
