import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { LogEvent } from '../../../src/logs/log-event.ts';
import { createDatabase } from '../../../src/logs/tables/database.ts';
import { createTableQuestion, type TableSpec } from '../../../src/logs/tables/table-question.ts';
import { writeTable } from '../../../src/logs/tables/write-table.ts';
import { createTemporaryFolder } from '../../../src/temporary-folder.ts';
import { logEvent } from '../../helpers/log-events.ts';

const removals: (() => void)[] = [];
afterEach(() => {
  for (const remove of removals.splice(0).reverse()) remove();
});

function open() {
  const scratch = createTemporaryFolder('scratch');
  const database = createDatabase(scratch);
  removals.push(scratch.remove, database.close);
  let count = 0;
  const rowsOf = async (events: readonly LogEvent[], given: Partial<TableSpec>, threads: number) => {
    count += 1;
    const name = `t${count}`;
    const spec: TableSpec = {
      kind: 'table',
      columns: {},
      isOpen: true,
      only: undefined,
      raw: true,
      folder: scratch.path(),
      ...given,
    };
    const states = Array.from({ length: threads }, (_, thread) => {
      const question = createTableQuestion(spec);
      const state = question.start();
      for (const [index, event] of events.entries())
        if (index % threads === thread) question.add(state, structuredClone(event));
      question.settle?.(state);
      return structuredClone(state);
    });
    const { merge } = createTableQuestion(spec);
    const state = states.reduce((into, from) => merge(into, from));
    const namings = [
      { part: 0, prefix: 'a.log:', above: 0 },
      { part: 100, prefix: 'a.log:', above: 7 },
    ];
    const { hidden } = await database.write((connection) => writeTable(connection, { name, spec, state, namings }));
    const rows = await database.select({
      sql: { text: `select * from t order by _ref, _raw`, values: [] },
      tables: [{ name: 't', table: name }],
      maxRows: 1000,
      signal: new AbortController().signal,
    });
    await database.write((connection) => connection.run(`drop table memory.main.${name}`));
    return { rows, hidden, lost: state.lost, files: state.files.length };
  };
  return { rowsOf };
}

const columns = { word: 'text', many: 'json', size: 'number', whole: 'integer', good: 'boolean' } as const;

test('a table is the same whether its rows were held in memory or in files, by one thread or several', async () => {
  const { rowsOf } = open();
  const text = fc.oneof(
    fc.constantFrom(
      '',
      '"',
      '""',
      ',',
      'a,b',
      'line\nbreak',
      '\r\n',
      '\u0000',
      'é😀',
      '\\',
      "'",
      'NULL',
      '\t',
      '-',
      '1e5',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }).filter((one) => !/\p{Surrogate}/u.test(one)),
  );
  const value = fc.oneof(
    text,
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.array(text, { maxLength: 2 }),
  );
  const fields = fc.record({ word: value, many: value, size: value, whole: value, good: value });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fields, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 3 }),
      async (all, threads) => {
        const events = all.map((one, index) =>
          logEvent({
            ref: index,
            part: index % 2 === 0 ? 0 : 100,
            line: index + 1,
            at: index % 5 === 0 ? Number.NaN : 1_778_580_000_000 + index,
            raw: JSON.stringify(one),
            fields: one,
          }),
        );
        const held = await rowsOf(events, { columns, isOpen: false }, 1);
        const kept = await rowsOf(events, { columns, isOpen: false, held: 2 }, threads);
        expect(kept.rows).toEqual(held.rows);
        expect(held.files).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});

test('so are columns that nobody declared, whenever they come and however they are spelled', async () => {
  const { rowsOf } = open();
  const names = ['code', 'Code', 'late', 'user-agent', 'request.id', 'clé', 'say "so"', 'end_ms', '_ref', ' line'];
  const value = fc.oneof(
    { weight: 4, arbitrary: fc.oneof(fc.integer(), fc.double({ noNaN: true })) },
    fc.constantFrom('', 'timeout', '200', 'a,"b"\n', true, null, Number.POSITIVE_INFINITY, { a: [1] }),
  );
  const fields = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 5 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fields, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 3 }),
      async (all, threads) => {
        const events = all.map((one, index) =>
          logEvent({ ref: index, line: index + 1, at: index, raw: JSON.stringify(one), fields: one }),
        );
        const held = await rowsOf(events, {}, 1);
        const kept = await rowsOf(events, { held: 2 }, threads);
        expect(kept.rows).toEqual(held.rows);
        expect([...kept.hidden].sort()).toEqual([...held.hidden].sort());
      },
    ),
    { numRuns: 60 },
  );
});

test.each([1, 20])(
  'whole numbers beyond doubles are numbers beside others, and text among themselves (%d held)',
  async (held) => {
    const { rowsOf } = open();
    const long = '18446744073709551615';
    const of = (values: readonly unknown[]) =>
      values.map((bytes, index) => logEvent({ ref: index, line: index + 1, at: index, fields: { bytes } }));
    const typesOf = async (values: readonly unknown[]) =>
      (await rowsOf(of(values), { held }, 1)).rows.map((row) => row.bytes);
    expect(await typesOf([3, long, 20, '-170141183460469231731'])).toEqual([3, long, 20, '-170141183460469231731']);
    expect(await typesOf([long, long])).toEqual([long, long]);
    expect(await typesOf([1.5, long])).toEqual(['1.5', long]);
    expect(await typesOf([long, 'none', 2])).toEqual([long, 'none', '2']);
  },
);

test('columns that nobody declared are numbers where they hold nothing else, whatever came first', async () => {
  const { rowsOf } = open();
  const events = [200, 503, 404, 'n/a'].map((status, index) =>
    logEvent({ ref: index, line: index + 1, at: index, fields: { status, id: `p${index}` } }),
  );
  const numbers = await rowsOf(events.slice(0, 3), { held: 1 }, 2);
  expect(numbers.rows.map(({ status, id }) => [status, id])).toEqual([
    [200, 'p0'],
    [503, 'p1'],
    [404, 'p2'],
  ]);
  const mixed = await rowsOf(events, { held: 2 }, 1);
  expect(mixed.rows.map(({ status }) => status)).toEqual(['200', '503', '404', 'n/a']);
});

test('a number beyond what a number can be is NULL, as other questions leave it out', async () => {
  const { rowsOf } = open();
  const events = [Number.POSITIVE_INFINITY, 'x'].map((size, index) =>
    logEvent({ ref: index, line: index + 1, at: index, fields: { size } }),
  );
  for (const held of [1, 10]) {
    const { rows } = await rowsOf(events, { held }, 1);
    expect(rows.map(({ size }) => size)).toEqual([null, 'x']);
  }
});

test('a row has what it holds under any spelling of a name', async () => {
  const { rowsOf } = open();
  const fields = [{ Level: 'x' }, { level: 'error' }, { Level: null, LEVEL: 'warn' }];
  const events = fields.map((one, index) => logEvent({ ref: index, line: index + 1, at: index, fields: one }));
  for (const held of [1, 10]) {
    const { rows } = await rowsOf(events, { held }, 1);
    expect(rows.map(({ level }) => level)).toEqual(['x', 'error', 'warn']);
  }
});

test('a table has its rows where none of their fields is asked for', async () => {
  const { rowsOf } = open();
  const events = [1, 2, 3].map((n, index) => logEvent({ ref: index, line: index + 1, at: index, fields: { n } }));
  const { rows, files } = await rowsOf(events, { only: ['count'], raw: false, held: 1 }, 1);
  expect([rows.length, files]).toEqual([3, 1]);
});

test('of a large log only the columns that are asked for are kept', async () => {
  const { rowsOf } = open();
  const events = [logEvent({ ref: 0, line: 1, at: 5, raw: 'raw', fields: { status: 200, id: 'p' } })];
  const { rows } = await rowsOf(events, { only: ['status', '_ref'], raw: false, held: 1 }, 1);
  expect(rows).toEqual([
    { ts: null, start_ms: null, end_ms: null, resolution_ms: null, status: 200, _ref: 'a.log:1', _raw: null },
  ]);
});
