import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lanesOf } from '../../src/plot/arrivals.ts';
import { boundPictures } from '../../src/plot/bound-pictures.ts';
import { widthOf } from '../../src/plot/cells.ts';
import { drawPicture } from '../../src/plot/draw-picture.ts';
import { charsetOf } from '../../src/plot/glyphs.ts';
import { rasterize } from '../../src/plot/line/raster.ts';
import { extentOf, spread } from '../../src/plot/line/values.ts';
import type { Picture } from '../../src/plot/picture.ts';
import { tableOf } from '../../src/plot/table-of.ts';
import { arrivals, busy, errors, flat, losses, repeats, statuses } from './samples.ts';

const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    '',
    '日本語のログ',
    '\u001b[31mred\u001b[0m',
    'a\nb',
    '\u202eabc',
    '👩‍👩‍👧‍👦 family',
    '\u0301',
    '\ud800',
    'x'.repeat(500),
  ),
);
const anyNumber = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.double(), fc.integer());
const instants = fc.oneof(
  fc.integer({ min: 1.7e12, max: 1.7e12 + 1e7 }),
  fc.integer({ min: 0, max: 8.64e15 }),
  fc.double(),
);
const pictures: fc.Arbitrary<Picture> = fc.oneof(
  fc.record({
    kind: fc.constant('arrivals' as const),
    title: text,
    marks: fc.array(fc.record({ at: instants, lane: text }), { maxLength: 60 }),
  }),
  fc.record({
    kind: fc.constant('ladder' as const),
    title: text,
    hops: fc.array(fc.record({ title: text, ids: anyNumber, lines: anyNumber }), { maxLength: 40 }),
  }),
  fc.record({
    kind: fc.constant('heat' as const),
    title: text,
    fromMs: instants,
    everyMs: anyNumber,
    rows: fc.array(fc.record({ label: text, counts: fc.array(anyNumber, { maxLength: 90 }) }), { maxLength: 40 }),
  }),
  fc.record({
    kind: fc.constant('line' as const),
    title: text,
    fromMs: instants,
    everyMs: anyNumber,
    series: fc.array(fc.record({ label: text, values: fc.array(fc.option(anyNumber), { maxLength: 300 }) }), {
      maxLength: 10,
    }),
    window: fc.option(fc.record({ fromMs: instants, toMs: instants })),
    limits: fc.array(
      fc.record({ label: text, value: anyNumber, bad: fc.constantFrom('above' as const, 'below' as const) }),
      { maxLength: 3 },
    ),
  }),
);
const sizes = fc.record({
  columns: fc.integer({ min: 40, max: 300 }),
  rows: fc.integer({ min: 6, max: 60 }),
  glyphs: fc.constantFrom('unicode' as const, 'ascii' as const),
});

describe('any picture', () => {
  it('is drawn in rows that are never wider than asked, with nothing in them that a terminal would obey', () => {
    fc.assert(
      fc.property(pictures, sizes, (picture, size) => {
        const rows = drawPicture(picture, size);
        expect(rows.length).toBeGreaterThan(1);
        for (const row of rows) {
          expect(widthOf(row)).toBeLessThanOrEqual(size.columns);
          expect(row).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
          if (size.glyphs === 'ascii') expect(row).toMatch(/^[\x20-\x7e]*$/);
        }
      }),
    );
  });

  it('can be told in words', () => {
    fc.assert(
      fc.property(pictures, (picture) => {
        const rows = tableOf(picture);
        expect(rows.length).toBeGreaterThan(1);
        expect(rows.length).toBeLessThanOrEqual(41);
        for (const row of rows) expect(row).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
      }),
    );
  });

  it('loses no mark: what the lanes show adds up', () => {
    const marks = fc.array(
      fc.record({
        at: fc.integer({ min: 1.7e12, max: 1.7e12 + 60_000 }),
        lane: fc.constantFrom('A', 'B', 'C', 'D', 'E'),
      }),
      { minLength: 1, maxLength: 300 },
    );
    fc.assert(
      fc.property(marks, sizes, (given, size) => {
        const rows = drawPicture({ kind: 'arrivals', title: 'Title', marks: given }, size);
        expect(rows.reduce((sum, row) => sum + shownIn(row), 0)).toBe(given.length);
      }),
    );
  });

  it('is bounded for the journal', () => {
    const [marks, hops, heat, ...rest] = boundPictures([
      { ...busy, marks: Array.from({ length: 5000 }, (_, at) => ({ at, lane: 'x'.repeat(900) })) },
      { ...repeats, hops: Array.from({ length: 900 }, () => ({ title: 'hop', ids: 1, lines: 1 })) },
      {
        ...statuses,
        rows: Array.from({ length: 100 }, () => ({ label: '200', counts: Array.from({ length: 400 }, () => 1) })),
      },
      arrivals,
      losses,
    ]);
    expect(rest).toEqual([arrivals]);
    expect(marks).toMatchObject({ title: 'A busy day' });
    const [lane] = marks?.kind === 'arrivals' ? lanesOf(marks) : [];
    expect(lane).toMatchObject({ n: 5000 });
    expect([lane?.at.length, lane?.at[0], lane?.at.at(-1)]).toEqual([1999, 0, 4999]);
    expect(hops).toMatchObject({ title: 'CUST_7890 at every hop (the first 200 of 900)' });
    expect(heat?.kind === 'heat' && heat.rows.flatMap(({ counts }) => counts).reduce((a, b) => a + b, 0)).toBe(40_000);
    expect(JSON.stringify([marks, hops, heat]).length).toBeLessThan(600_000);
  });

  it('says how many lanes the journal has no room for', () => {
    const marks = Array.from({ length: 3000 }, (_, at) => ({ at, lane: `lane ${at % 300}` }));
    const [bounded] = boundPictures([{ ...busy, marks }]);
    expect(bounded).toMatchObject({ title: 'A busy day (the first 100 of 300 lanes)' });
    expect(bounded?.kind === 'arrivals' && bounded.marks.length).toBe(1000);
  });

  it('keeps the peaks of lines where it merges values for the journal', () => {
    const values = Array.from({ length: 10_500 }, (_, index) => (index === 7001 ? 900 : index === 42 ? -900 : 1));
    const many = Array.from({ length: 30 }, (_, index) => ({ label: `pod ${index}`, values }));
    const [line] = boundPictures([{ ...errors, series: many, everyMs: 1000 }]);
    expect(line).toMatchObject({ title: 'sum by (pod) (rate(errors[5m])) (the first 12 of 30)', everyMs: 11_000 });
    const [first] = line?.kind === 'line' ? line.series : [];
    expect(first?.values).toHaveLength(955);
    expect(first?.values[Math.floor(7001 / 11)]).toBe(900);
    expect(first?.values[Math.floor(42 / 11)]).toBe(-900);
  });
});

describe('a plot of values', () => {
  const values = fc.array(fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true })), { minLength: 1, maxLength: 400 });

  it('has a dot in every column that has a value and none where there is a gap, however wide it is', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 200 }), (given, columns) => {
        const rows = rasterize(given, { columns, rows: 8, range: { low: -1e6, high: 1e6 }, charset: 'ascii' });
        expect(rows).toHaveLength(8);
        const drawn = Array.from({ length: columns }, (_, column) => rows.some((row) => row[column] !== ''));
        expect(drawn).toEqual(spread(given, columns).map((extent) => extent !== null));
      }),
    );
  });

  it('loses no peak: the highest and the lowest value reach the edges', () => {
    fc.assert(
      fc.property(values, sizes, (given, { columns, glyphs }) => {
        const extent = extentOf(given);
        fc.pre(extent !== null && extent.low < extent.high && given.length > 1);
        const range = extent ?? { low: 0, high: 1 };
        const rows = rasterize(given, { columns: Math.max(columns, 200), rows: 8, range, charset: glyphs });
        expect(rows[0]?.some((cell) => cell !== '')).toBe(true);
        expect(rows.at(-1)?.some((cell) => cell !== '')).toBe(true);
      }),
    );
  });

  it('marks the incident under the columns in which it lies', () => {
    const rows = drawPicture(errors, { columns: 72, glyphs: 'unicode' });
    const bar = rows.find((row) => row.includes('incident')) ?? '';
    const top = rows[2] ?? '';
    expect([bar.indexOf('├'), bar.lastIndexOf('┤')]).toEqual([top.indexOf('┆'), top.lastIndexOf('┆')]);
  });
});

/** The marks that a lane shows: dots, or numbers between spaces; `×3` before them says how many there are. */
function shownIn(row: string): number {
  const lane = /^(?:[A-E]|\d more lanes) +[×x]\d+ (.*)$/.exec(row)?.[1];
  if (lane === undefined) return 0;
  const cells = lane.replace(/[-─]+ [^-─]+ [-─]+/g, ' ');
  return [...cells.matchAll(/[●o]|\d+/g)].reduce((sum, [cell]) => sum + (Number(cell) || 1), 0);
}

describe('golden drawings', () => {
  const samples = { arrivals, busy, repeats, losses, statuses, errors, flat };
  for (const [name, picture] of Object.entries(samples)) {
    it(`${name}: at 40, 72 and 120 columns, in ASCII, and in words`, async () => {
      const drawings = ([40, 72, 120] as const).map((columns) => drawPicture(picture, { columns, glyphs: 'unicode' }));
      const ascii = drawPicture(picture, { columns: 60, glyphs: 'ascii' });
      const golden = [...drawings, ascii, tableOf(picture)].map((rows) => `${rows.join('\n')}\n`).join('\n');
      await expect(golden).toMatchFileSnapshot(`../fixtures/pictures/${name}.txt`);
    });
  }
});

it('hundreds of lanes and thousands of marks fit, and none is lost', () => {
  const marks = Array.from({ length: 4000 }, (_, index) => ({ at: 1.7e12 + index * 37, lane: `lane ${index % 300}` }));
  const rows = drawPicture({ kind: 'arrivals', title: 'Many', marks }, { columns: 100, rows: 20, glyphs: 'unicode' });
  expect(rows.length).toBeLessThanOrEqual(20);
  const totals = rows.flatMap((row) => [...row.matchAll(/ ×(\d+) /g)].map(([, n]) => Number(n)));
  expect(totals.reduce((a, b) => a + b, 0)).toBe(4000);
  expect(lanesOf({ kind: 'arrivals', title: '', marks })).toHaveLength(300);
});

it('counts the values behind a row that is several, where rows are drawn together', () => {
  const labels = Array.from({ length: 40 }, (_, index) => ({ label: `value ${index}`, counts: [1] }));
  const rows = [...labels, { label: 'other', counts: [250], values: 250 }];
  const heat = { kind: 'heat', title: 'Values', fromMs: 1.7e12, everyMs: 1000, rows } as const;
  const drawn = drawPicture(heat, { columns: 80, rows: 14, glyphs: 'unicode' });
  expect(drawn.find((row) => row.includes(' more '))).toMatch(/^281 more 281 /);
});

it('a long ladder keeps the hop where the count changes', () => {
  const hops = Array.from({ length: 60 }, (_, hop) => ({ title: `hop ${hop}`, ids: hop < 50 ? 15 : 8, lines: 15 }));
  const rows = drawPicture({ kind: 'ladder', title: 'Long', hops }, { columns: 80, rows: 12, glyphs: 'unicode' });
  expect(rows.find((row) => row.includes('← −7 here'))).toContain('hop 50');
});

it('draws in ASCII where the locale is not UTF-8, and on a dumb terminal', () => {
  expect(charsetOf({})).toBe('unicode');
  expect(charsetOf({ LANG: 'en_US.UTF-8' })).toBe('unicode');
  expect(charsetOf({ LC_ALL: 'C', LANG: 'en_US.UTF-8' })).toBe('ascii');
  expect(charsetOf({ LANG: 'C.UTF-8', TERM: 'dumb' })).toBe('ascii');
});
