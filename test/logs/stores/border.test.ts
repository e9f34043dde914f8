import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBorder } from '../../../src/logs/stores/border.ts';

type Entry = { readonly stamp: bigint; readonly key: string };

test('pages that begin at the last stamp give each entry once, as long as a page is larger than a stamp is crowded', () => {
  const entries = fc.array(fc.record({ gap: fc.constantFrom(0n, 0n, 1n), key: fc.constantFrom('a', 'b', 'c') }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(entries, fc.integer({ min: 1, max: 9 }), (gaps, more) => {
      let stamp = 0n;
      const all = gaps.map(({ gap, key }): Entry => {
        stamp += gap;
        return { stamp, key };
      });
      const crowd = Math.max(0, ...all.map((entry) => all.filter((other) => other.stamp === entry.stamp).length));
      const size = crowd + more;
      const border = createBorder<bigint>();
      const given: Entry[] = [];
      for (let from = 0n; ; ) {
        const page = all.filter((entry) => entry.stamp >= from).slice(0, size);
        given.push(...border.pass(page, (entry) => entry));
        const last = page.at(-1);
        if (page.length < size || last === undefined) break;
        expect(last.stamp).toBeGreaterThan(from - (given.length === page.length ? 1n : 0n));
        expect(border.held()).toBeLessThanOrEqual(crowd);
        from = last.stamp;
      }
      expect(given).toEqual(all);
    }),
    { numRuns: 500 },
  );
});
