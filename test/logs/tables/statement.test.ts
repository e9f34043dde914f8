import { afterEach, expect, test } from 'vitest';
import { openEvidenceFolder } from '../../../src/logs/evidence-folder.ts';
import { createLogStore } from '../../../src/logs/log-store.ts';
import type { SourceEntry } from '../../../src/logs/source.ts';
import { namesIn } from '../../../src/logs/tables/names-in.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const removals: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0).reverse()) await remove();
});

const entry = (id: string): SourceEntry => ({
  id,
  title: `Log ${id}`,
  owner: 'Depot',
  kind: 'log',
  log: { files: `${id}.jsonl`, stamps: 'start', fields: {} },
});

/** Asks the logs of a folder, each a list of its lines' fields, as the tables `a` and `b`. */
async function ask(logs: { readonly [id: string]: readonly object[] }, text: string) {
  const files = Object.entries(logs).map(([id, events]) => [`${id}.jsonl`, events.map(toLine).join('')]);
  const { folder, remove } = await writeFolder(Object.fromEntries(files));
  const sources = new Map(Object.keys(logs).map((id) => [id, entry(id)]));
  const store = createLogStore({ folder: await openEvidenceFolder(folder), sources });
  removals.push(remove, store.close);
  const uses = Object.keys(logs).map((source) => ({ source, optional: false }));
  const { signal } = new AbortController();
  return store.query({ uses, sql: { text, values: [] }, maxRows: 3, window: undefined, signal });
}

function toLine(fields: object, index: number): string {
  return `${JSON.stringify({ ts: new Date(1_778_580_000_000 + index).toISOString(), ...fields })}\n`;
}

const sent = [
  { id: 'p1', size: 5 },
  { id: 'p2', size: 7 },
];

test.each([
  ['select id from a anti join b using (id) order by id', 'id'],
  ['select a.id from a left join b on a.id = b.id where b.id is null order by 1', 'id'],
  ['select id from a where id not in (select other.id from b other) order by id', 'id'],
])('a log that nothing came into has no row of what is looked for in it: %s', async (sql, column) => {
  const { rows, read } = await ask({ a: sent, b: [] }, sql);
  expect(rows).toEqual([{ id: 'p1' }, { id: 'p2' }]);
  expect(read.problems).toEqual([`b has no rows: the column ${column} is taken as empty`]);
});

test('a view over a log that nothing came into can be compared with texts', async () => {
  const { folder, remove } = await writeFolder({ 'a.jsonl': sent.map(toLine).join(''), 'b.jsonl': '' });
  const from = [{ source: 'b', optional: false }];
  const sql = { text: 'select id as came, status from b', values: [] };
  const view: SourceEntry = { id: 'v', title: 'View', owner: 'Us', kind: 'view', from, sql };
  const sources = new Map([entry('a'), entry('b'), view].map((one) => [one.id, one]));
  const store = createLogStore({ folder: await openEvidenceFolder(folder), sources });
  removals.push(remove, store.close);
  const { rows } = await store.query({
    uses: ['a', 'v'].map((source) => ({ source, optional: false })),
    sql: { text: 'select id from a anti join v on id = came order by 1', values: [] },
    maxRows: 3,
    window: undefined,
    signal: new AbortController().signal,
  });
  expect(rows).toEqual([{ id: 'p1' }, { id: 'p2' }]);
});

test('a column of a log with events is not made up', async () => {
  await expect(ask({ a: sent, b: [] }, 'select a.levl from a, b')).rejects.toMatchObject({
    message: 'the query failed: Binder Error: Table "a" does not have a column named "levl"',
  });
});

test('an unknown column is told with those that there are, as SQL wants them written', async () => {
  await expect(ask({ a: [{ 'user-agent': 'x', clé: 1 }] }, 'select user-agent from a')).rejects.toMatchObject({
    message: 'the query failed: Binder Error: Referenced column "agent" not found in FROM clause!',
    unblock: 'Columns of a: ts, start_ms, end_ms, resolution_ms, _ref, _raw, "user-agent", clé',
  });
});

test('what is inside a field is told how to be taken out, and a table that is not there with those that are', async () => {
  const logs = { a: [{ request: { id: 'r1' } }], b: [] };
  await expect(ask(logs, 'select a.request.id from a')).rejects.toMatchObject({
    unblock: expect.stringMatching(/^request is JSON text: write request->>'id'\. Columns of a: /),
  });
  await expect(ask(logs, 'select 1 from c')).rejects.toMatchObject({
    message: 'the query failed: Catalog Error: Table with name c does not exist!',
    unblock: 'There are the tables a, b',
  });
});

const wide = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`c${index}`, index]));

test.each([
  ['select c89 from a', 1],
  ['select c89, C88, c0 from a', 3],
  ['select * exclude (c1), c89 from a', 88],
])('a field that a statement names is a column, however many others there are: %s', async (sql, columns) => {
  const { rows } = await ask({ a: [wide] }, sql);
  expect([rows[0]?.c89, Object.keys(rows[0] ?? {}).length]).toEqual([89, columns]);
});

test('a small log of many sparse fields is no more refused than a large one', async () => {
  const events = Array.from({ length: 60_000 }, (_, index) => ({ [`c${index % 90}`]: index, [`t${index % 7}`]: 'x' }));
  const { rows } = await ask({ a: events }, 'select max(c3) as most, count(c89) as n, count(t0) as t from a');
  expect(rows).toEqual([{ most: 59_943, n: 666, t: 8572 }]);
});

test("a log's own field under the name of a column of every table is told where it is asked for", async () => {
  const events = [{ end_ms: 5, other: 1 }];
  const told = await ask({ a: events }, "select end_ms, _raw->>'end_ms' as own from a");
  expect(told.rows).toEqual([{ end_ms: null, own: '5' }]);
  expect(told.read.problems).toEqual([
    "the log's own field end_ms is not in the table, whose column end_ms has when each event ended: take the field out of _raw, in JSON as _raw->>'end_ms'",
  ]);
  expect((await ask({ a: events }, 'select other from a')).read.problems).toEqual([]);
});

test('more rows than are wanted are told as more', async () => {
  const three = await ask({ a: sent }, 'select * from range(3)');
  const four = await ask({ a: sent }, 'select * from range(4)');
  expect([three.rows.length, three.isCut, four.rows.length, four.isCut]).toEqual([3, false, 3, true]);
});

test.each([
  ['ts::time', '10:00:00'],
  ["timetz '08:00:00+02'", '08:00:00+02'],
  ['ts::date', '2026-05-12'],
  ['ts::timestamptz', '2026-05-12T10:00:00.000Z'],
  ["timestamp_s '2026-05-12 08:00:00'", '2026-05-12T08:00:00.000Z'],
  ["timestamp_ns '2026-05-12 08:00:00.5'", '2026-05-12T08:00:00.500Z'],
  ["'infinity'::timestamp", 'infinity'],
  ["interval '1 day 90 seconds'", '1 day 00:01:30'],
  ["[time '08:00', null]", ['08:00:00', null]],
  ["{'at': ts, 'n': 1.50::decimal(5, 2)}", { at: '2026-05-12T10:00:00.000Z', n: 1.5 }],
  ["map {'a': 1}", { a: 1 }],
  ['union_value(k := 1)', 1],
  ['170141183460469231731687303715884105727::hugeint', '170141183460469231731687303715884105727'],
  [String.raw`'a\x00'::blob`, String.raw`a\x00`],
  ["'d0f3b1d4-0000-4000-8000-000000000000'::uuid", 'd0f3b1d4-0000-4000-8000-000000000000'],
  ['null', null],
])('a value of any type comes as it is read: %s', async (sql, value) => {
  expect((await ask({ a: sent }, `select ${sql} as x from a limit 1`)).rows).toEqual([{ x: value }]);
});

test.each([
  ['select code from events', ['code', 'events', 'from', 'select']],
  [
    'select "request.id", "say ""so""" from e',
    ['e', 'from', 'id', 'request', 'request.id', 'say', 'say "so"', 'select', 'so'],
  ],
  ['select Level, clé from e', ['Level', 'clé', 'e', 'from', 'level', 'select']],
  ['select * from events', undefined],
  ['select distinct on (code) * from events', undefined],
  ['select all * from events', undefined],
  ['select /* all */ * from events', undefined],
  ['select e.* exclude (code) from e', undefined],
  ['select count(*), a * 2, (a) * (b) from e', ['a', 'b', 'count', 'e', 'from', 'select']],
  ['from events where code = 1', undefined],
  ['select n from (from events)', undefined],
  ['summarize select 1', undefined],
  ['select 1 from a natural join b', undefined],
])('the names in a statement are found, or that it may want all: %s', (sql, names) => {
  expect(namesIn(sql)).toEqual(names);
});

test('a number beyond all doubles is read in a statement, and is no value in an answer', async () => {
  const sql = `select 1e400 as most, -1e400 as least, 'nan'::double as none, size < 1e999 as less, '"Infinity' as word from a limit 1`;
  const { rows } = await ask({ a: sent }, sql);
  expect(rows).toEqual([{ most: null, least: null, none: null, less: true, word: '"Infinity' }]);
});
