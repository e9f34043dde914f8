import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { LogEvent } from '../../../src/logs/log-event.ts';
import { createDatabase } from '../../../src/logs/tables/database.ts';
import { createScratchFolder } from '../../../src/logs/tables/scratch-folder.ts';
import { createTableQuestion, type TableSpec } from '../../../src/logs/tables/table-question.ts';
import { writeTable } from '../../../src/logs/tables/write-table.ts';
import { logEvent } from '../../helpers/log-events.ts';

const removals: (() => void)[] = [];
afterEach(() => {
  for (const remove of removals.splice(0).reverse()) remove();
});

function open() {
  const scratch = createScratchFolder();
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
    await database.write((connection) => writeTable(connection, { name, spec, state, namings }));
    const rows = await database.select({
      sql: { text: `select * from t order by _ref, _raw`, values: [] },
      tables: [{ name: 't', table: name }],
      maxRows: 1000,
      signal: new AbortController().signal,
    });
    return { rows, lost: state.lost, files: state.files.length };
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

test('columns that nobody declared are numbers where they hold nothing else, and what one thread could not know is said', async () => {
  const { rowsOf } = open();
  const events = [200, 503, 'n/a', 404].map((status, index) =>
    logEvent({ ref: index, line: index + 1, at: index, fields: { status, id: `p${index}`, only: index } }),
  );
  const held = await rowsOf(events.slice(0, 2), {}, 1);
  expect(held.rows.map(({ status, id }) => [status, id])).toEqual([
    [200, 'p0'],
    [503, 'p1'],
  ]);
  const mixed = await rowsOf(events, {}, 1);
  expect(mixed.rows.map(({ status }) => status)).toEqual(['200', '503', 'n/a', '404']);
  // Two rows are held: the column was a number when the third came.
  const kept = await rowsOf(events, { held: 2 }, 1);
  expect(kept.rows.map(({ status }) => status)).toEqual([200, 503, null, 404]);
  expect(kept.lost).toBe(1);
});

test('of a large log only the columns that are asked for are kept', async () => {
  const { rowsOf } = open();
  const events = [logEvent({ ref: 0, line: 1, at: 5, raw: 'raw', fields: { status: 200, id: 'p' } })];
  const { rows } = await rowsOf(events, { only: ['status', '_ref'], raw: false, held: 1 }, 1);
  expect(rows).toEqual([
    { ts: null, start_ms: null, end_ms: null, resolution_ms: null, status: 200, _ref: 'a.log:1', _raw: null },
  ]);
});
