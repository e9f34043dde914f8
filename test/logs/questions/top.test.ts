import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTop } from '../../../src/logs/questions/top.ts';

test('the first few are those of sorting everything, in whatever order they come', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 5 }), (items, limit) => {
      const top = createTop<number>(limit, (a, b) => a - b);
      for (const item of items) top.put(item);
      expect(top.list()).toEqual([...items].sort((a, b) => a - b).slice(0, limit));
    }),
  );
});
