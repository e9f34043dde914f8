import fc from 'fast-check';
import { expect, it } from 'vitest';
import { drawPicture } from '../../src/plot/draw-picture.ts';
import { toPicture } from '../../src/plot/to-picture.ts';

it('makes arrivals of instants, as milliseconds and as RFC 3339, and counts rows without one', () => {
  const rows = [
    { at: Date.parse('2026-05-12T10:30:15Z'), lane: 'edge' },
    { at: '2026-05-12T12:30:17.006+02:00', lane: 'edge' },
    { at: '2026-05-12 10:30:19', lane: null },
    { at: null, lane: 'edge' },
  ];
  expect(toPicture('arrivals', 'Requests', rows)).toEqual({
    picture: {
      kind: 'arrivals',
      title: 'Requests (1 without a time left out)',
      marks: [
        { at: Date.parse('2026-05-12T10:30:15Z'), lane: 'edge' },
        { at: Date.parse('2026-05-12T10:30:17.006Z'), lane: 'edge' },
        { at: Date.parse('2026-05-12T10:30:19Z'), lane: 'arrivals' },
      ],
    },
  });
});

it('makes a ladder in the order of the rows; a hop without a count is no rung, and no zero', () => {
  const rows = [
    { hop: 'submits', ids: 1 },
    { hop: 'queue', ids: null },
    { hop: 'edge', ids: 3, lines: 4 },
  ];
  expect(toPicture('ladder', 'Hops', rows)).toEqual({
    picture: {
      kind: 'ladder',
      title: 'Hops (1 hop without a count left out)',
      hops: [
        { title: 'submits', ids: 1, lines: 1 },
        { title: 'edge', ids: 3, lines: 4 },
      ],
    },
  });
});

it('makes a heat strip: the span is given, inferred from regular rows, or a round one', () => {
  const at = (minute: number, ms = 0) => Date.parse('2026-05-12T10:30:00Z') + minute * 60_000 + ms;
  const heat = (rows: readonly { readonly [column: string]: unknown }[]) => {
    const made = toPicture('heat', 'Statuses', rows);
    return 'picture' in made && made.picture.kind === 'heat' ? made.picture : undefined;
  };
  expect(
    heat([
      { at: at(0), label: 200, n: 5, every_ms: 30_000 },
      { at: at(1), label: 401, n: 2, every_ms: 30_000 },
    ]),
  ).toEqual({
    kind: 'heat',
    title: 'Statuses',
    fromMs: at(0),
    everyMs: 30_000,
    rows: [
      { label: '200', counts: [5, 0, 0] },
      { label: '401', counts: [0, 0, 2] },
    ],
  });
  expect(
    heat([
      { at: at(0), label: 'a', n: 1 },
      { at: at(1), label: 'a', n: 1 },
      { at: at(3), label: 'a', n: 1 },
    ]),
  ).toMatchObject({
    everyMs: 60_000,
    rows: [{ counts: [1, 1, 0, 1] }],
  });
  expect(heat([{ at: at(0, 17) }, { at: at(0, 18) }, { at: at(59, 900) }])).toMatchObject({
    fromMs: at(0),
    everyMs: 60_000,
    rows: [{ label: 'count' }],
  });
});

it('finds the rows in a list of one wide row, so that a step can be judged and drawn by the same answer', () => {
  const hops = [{ hop: 'submits', ids: 1 }, null, { hop: 'edge', ids: 3 }];
  expect(toPicture('ladder', 'Hops', [{ finding: 'http_client', n: 3, hops }])).toMatchObject({
    picture: {
      hops: [
        { title: 'submits', ids: 1 },
        { title: 'edge', ids: 3 },
      ],
    },
  });
  expect(toPicture('arrivals', 'Arrivals', [{ n: 0, marks: [] }])).toEqual({
    whyNot: 'there is nothing to draw: the answer has no rows',
  });
});

it('says in words why there is nothing to draw', () => {
  expect(toPicture('arrivals', 'T', [])).toEqual({ whyNot: 'there is nothing to draw: the answer has no rows' });
  expect(toPicture('arrivals', 'T', [{ ts: 1, n: 2 }])).toEqual({
    whyNot: 'there is nothing to draw: no row has a time in a column "at" (the columns are ts, n)',
  });
  expect(toPicture('ladder', 'T', [{ ids: 1 }])).toEqual({
    whyNot: 'there is nothing to draw: no row has a name in a column "hop" (the columns are ids)',
  });
  expect(toPicture('ladder', 'T', [{ hop: 'a', ids: 'many' }])).toEqual({
    whyNot: 'there is nothing to draw: no row has a count in a column "ids" (the columns are hop, ids)',
  });
  expect(toPicture('heat', 'T', [{ at: 'yesterday' }])).toEqual({
    whyNot: 'there is nothing to draw: no row has a time with a count in a column "at" (the columns are at)',
  });
});

it('makes something of any rows: a picture that can be drawn, or words', () => {
  const cell = fc.oneof(
    fc.constant(null),
    fc.integer({ min: 0, max: 9 }),
    fc.integer({ min: 0, max: 8.64e15 }),
    fc.double(),
    fc.string({ maxLength: 9 }),
    fc.constantFrom('2026-05-12T10:30:15Z', '2026-05-12 10:30', '1778581815000', '0000-01-01T00:00Z'),
  );
  const column = fc.constantFrom('at', 'lane', 'hop', 'ids', 'lines', 'label', 'n', 'every_ms');
  const rows = fc.array(fc.dictionary(column, cell), { maxLength: 40 });
  fc.assert(
    fc.property(fc.constantFrom('arrivals', 'ladder', 'heat'), rows, (kind, given) => {
      const made = toPicture(kind, 'Title', given);
      if ('whyNot' in made) expect(made.whyNot).toMatch(/^there is nothing to draw: /);
      else expect(drawPicture(made.picture, { columns: 60, glyphs: 'unicode' }).length).toBeGreaterThan(1);
    }),
  );
});

it('counts labels beyond a hundred together', () => {
  const rows = Array.from({ length: 500 }, (_, index) => ({ at: 1.7e12, label: `label ${index}` }));
  const made = toPicture('heat', 'Labels', rows);
  if (!('picture' in made) || made.picture.kind !== 'heat') throw new Error('no heat strip');
  expect(made.picture.rows).toHaveLength(100);
  expect(made.picture.rows.at(-1)).toEqual({ label: 'all others', counts: [401], values: 401 });
});
