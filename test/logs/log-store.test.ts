import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { openEvidenceFolder } from '../../src/logs/evidence-folder.ts';
import { createLogStore, type LogStore } from '../../src/logs/log-store.ts';
import type { BoundSql, LogSource, SourceEntry, TableUse } from '../../src/logs/source.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0).reverse()) await remove();
});

const about = { title: 'Scan log', owner: 'Depot (#depot)' };
const log = (id: string, files: string, more: Partial<LogSource> = {}): SourceEntry => ({
  ...about,
  id,
  kind: 'log',
  log: { files, stamps: 'start', fields: {}, ...more },
});
const view = (id: string, from: readonly TableUse[], text: string, values: BoundSql['values'] = []): SourceEntry => ({
  ...about,
  id,
  kind: 'view',
  from,
  sql: { text, values },
});

async function open(
  files: { readonly [name: string]: string | Uint8Array },
  entries: readonly SourceEntry[],
): Promise<LogStore & { readonly folder: string }> {
  const { folder, remove } = await writeFolder({});
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  const store = createLogStore({
    folder: await openEvidenceFolder(folder),
    sources: new Map(entries.map((entry) => [entry.id, entry])),
  });
  removals.push(remove, store.close);
  return { ...store, folder };
}

type Ask = {
  readonly values?: BoundSql['values'];
  readonly signal?: AbortSignal;
  readonly window?: readonly [string, string];
  readonly maxRows?: number;
};

function ask(store: LogStore, uses: readonly (string | Partial<TableUse>)[], text: string, more: Ask = {}) {
  const { values = [], signal = new AbortController().signal, window, maxRows = 100 } = more;
  return store.query({
    uses: uses.map((use) =>
      typeof use === 'string' ? { source: use, optional: false } : ({ optional: false, ...use } as TableUse),
    ),
    sql: { text, values },
    window: window && { fromMs: Date.parse(window[0]), toMs: Date.parse(window[1]) },
    signal,
    maxRows,
  });
}

const lines = (...rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const ts = (second: number) => new Date(Date.parse('2026-05-12T10:00:00Z') + second * 1000).toISOString();

test('two sources and a view over one of them are joined', async () => {
  const store = await open(
    {
      'sent.jsonl': lines({ ts: ts(0), id: 'a' }, { ts: ts(1), id: 'b' }),
      'got.log': `1.1.1.1 [12/May/2026:10:00:02 +0000] msec=1778580002.5 "POST / HTTP/1.1" 202 rid=a\n`,
    },
    [
      log('sent', 'sent.jsonl'),
      log('got', 'got.log', { format: 'access' }),
      view('arrived', [{ source: 'got', optional: false }], 'select rid as id, start_ms as got_ms from got'),
    ],
  );
  const { rows, read } = await ask(
    store,
    ['sent', 'arrived'],
    'select id, got_ms - start_ms as gap_ms, ts from sent left join arrived using (id) order by id',
  );
  expect(rows).toEqual([
    { id: 'a', gap_ms: 2500, ts: ts(0) },
    { id: 'b', gap_ms: null, ts: ts(1) },
  ]);
  expect(read).toMatchObject({ files: ['sent.jsonl', 'got.log'], lines: 3, parsed: 3, problems: [] });
});

test('declared fields are columns of their type, NULL where no line has them or the value is of another', async () => {
  const fields = { id: 'text', n: 'integer', x: 'number', ok: 'boolean', data: 'json', never: 'text' } as const;
  const store = await open(
    {
      'a.jsonl': lines(
        { ts: ts(0), id: 'a', n: 3, x: '1.5', ok: 'yes', data: { b: [1] }, extra: 1 },
        { ts: ts(1), id: 7, n: 1.5, x: 'fast', ok: 'maybe', n2: 1 },
        { ts: ts(2), n: 2 ** 60, ok: false, data: '', x: null },
      ),
    },
    [log('a', 'a.jsonl', { fields })],
  );
  expect((await ask(store, ['a'], 'select id, n, x, ok, data, never from a order by ts')).rows).toEqual([
    { id: 'a', n: 3, x: 1.5, ok: true, data: '{"b":[1]}', never: null },
    { id: '7', n: null, x: null, ok: null, data: null, never: null },
    { id: null, n: null, x: null, ok: false, data: null, never: null },
  ]);
  await expect(ask(store, ['a'], 'select extra from a')).rejects.toMatchObject({
    name: 'CheckProblem',
    status: 'error',
    message: expect.stringMatching(/^the query failed: Binder Error: Referenced column "extra" not found/),
  });
});

test('without declared fields all that the lines carry are columns of text, whatever their names', async () => {
  const store = await open(
    { 'a.jsonl': lines({ ts: ts(0), Id: 'a', 'not a name': 1 }, { ts: ts(1), id: 'b', late: { x: 1 } }) },
    [log('a', 'a.jsonl')],
  );
  expect((await ask(store, ['a'], 'select id, late, "not a name", _ref from a order by ts')).rows).toEqual([
    { id: 'a', late: null, 'not a name': 1, _ref: 'a.jsonl:1' },
    { id: 'b', late: '{"x":1}', 'not a name': null, _ref: 'a.jsonl:2' },
  ]);
});

test('one line with a stamp or a duration out of all measure does not cost the log', async () => {
  const store = await open(
    { 'a.jsonl': `${lines({ ts: ts(0), d: 1 }, { ts: ts(1), d: 1e300 })}{"ts":1e300}\n{"ts":-1e300}\n` },
    [log('a', 'a.jsonl', { duration: { field: 'd', unit: 'ms' } })],
  );
  expect(
    (await ask(store, ['a'], 'select start_ms is null as no_start, end_ms is null as no_end from a order by _ref'))
      .rows,
  ).toEqual([
    { no_start: false, no_end: false },
    { no_start: false, no_end: true },
    { no_start: true, no_end: true },
    { no_start: true, no_end: true },
  ]);
});

test('values are bound, so that none is read as SQL', async () => {
  const store = await open({ 'a.jsonl': lines({ ts: ts(0), id: "x' or 1=1 --" }, { ts: ts(1), id: 'y' }) }, [
    log('a', 'a.jsonl'),
  ]);
  const { rows } = await ask(
    store,
    ['a'],
    'select id, $2::int as n, $3::boolean as b, $4 as none from a where id = $1',
    {
      values: ["x' or 1=1 --", 7, true, null],
    },
  );
  expect(rows).toEqual([{ id: "x' or 1=1 --", n: 7, b: true, none: null }]);
});

test('a settings file is a table of one row, and an optional one that is missing a table of none', async () => {
  const config = (id: string, file: string): SourceEntry => ({
    ...about,
    id,
    kind: 'config',
    config: { file, fields: { retries: 'integer', store_kind: 'text' } },
  });
  const store = await open({ 'config/a.yaml': 'retries: 3\nstore: {kind: table}\nother: 1\n' }, [
    config('set', 'config/a.yaml'),
    config('unset', 'config/b.yaml'),
  ]);
  expect((await ask(store, ['set'], 'select retries, store_kind, other, _raw from set')).rows).toEqual([
    { retries: 3, store_kind: 'table', other: 1, _raw: 'retries=3 store.kind=table' },
  ]);
  expect(
    (await ask(store, [{ source: 'unset', optional: true }], 'select count(*) as n, max(retries) as r from unset'))
      .rows,
  ).toEqual([{ n: 0, r: null }]);
});

test('a file that a question cannot do without blocks it, and says whom to ask for what', async () => {
  const store = await open({}, [
    log('a', 'scans.jsonl*'),
    { ...about, id: 'trace', kind: 'manual', title: 'Network trace' },
    view('v', [{ source: 'a', optional: false }], 'select 1'),
  ]);
  const blocked = {
    name: 'CheckProblem',
    status: 'blocked',
    message: 'Scan log is not in the evidence folder',
    unblock: 'Ask Depot (#depot) for scans.jsonl*',
  };
  await expect(ask(store, ['a'], 'select 1')).rejects.toMatchObject(blocked);
  await expect(ask(store, ['v'], 'select 1')).rejects.toMatchObject(blocked);
  await expect(ask(store, ['trace'], 'select 1')).rejects.toMatchObject({
    status: 'blocked',
    unblock: 'Ask Depot (#depot) for Network trace',
  });
  expect((await ask(store, [{ source: 'a', optional: true }], 'select count(*) as n from a')).rows).toEqual([{ n: 0 }]);
  await expect(ask(store, ['b'], 'select 1')).rejects.toMatchObject({ status: 'error', message: 'unknown source "b"' });
});

test('a view whose input nobody gave is blocked', async () => {
  const store = await open({}, [
    { ...about, id: 'v', kind: 'view', from: [], sql: { text: '', values: [] }, missingInput: 'parcel_id' },
  ]);
  await expect(ask(store, ['v'], 'select 1')).rejects.toMatchObject({
    status: 'blocked',
    message: 'input parcel_id was not given',
    unblock: 'Give --input parcel_id=…',
  });
});

test('a log of which nothing can be understood is no ground for an answer; an optional one is told with it', async () => {
  const store = await open({ 'a.jsonl': Buffer.from([0, 1, 2, 10, 3, 10]), 'c.yaml': 'a: [' }, [
    log('a', 'a.jsonl'),
    { ...about, id: 'c', kind: 'config', config: { file: 'c.yaml', fields: {} } },
  ]);
  const message = 'Scan log: none of the 2 lines read from a.jsonl could be understood (first at a.jsonl:1)';
  await expect(ask(store, ['a'], 'select 1')).rejects.toMatchObject({
    status: 'error',
    message,
    unblock: 'Ask Depot (#depot) for it again, as text',
  });
  await expect(ask(store, ['c'], 'select 1')).rejects.toMatchObject({
    status: 'error',
    message: expect.stringMatching(/^c\.yaml:1:5 does not read as YAML: /),
  });
  const { rows, unreadable } = await ask(store, [{ source: 'a', optional: true }], 'select count(*) as n from a');
  expect(rows).toEqual([{ n: 0 }]);
  expect(unreadable.get('a')?.message).toBe(message);
});

test.each([
  ['select 1; select 2', 'the query is not a single SELECT'],
  ['create table x as select 1', 'the query is not a single SELECT'],
  ['insert into a values (1)', 'the query is not a single SELECT'],
  ['drop table a', 'the query is not a single SELECT'],
  ["copy (select 1) to '/tmp/causebook-must-not-be'", 'the query is not a single SELECT'],
  ['set enable_external_access=true', 'the query is not a single SELECT'],
  ["attach '/tmp/x.db'", 'the query is not a single SELECT'],
  ['install httpfs', 'the query is not a single SELECT'],
  ['pragma version', 'the query is not a single SELECT'],
  ['-- first\npragma version', 'the query is not a single SELECT'],
  ['', 'the query is empty: write one SELECT'],
  ['-- nothing', 'the query is empty: write one SELECT'],
])('%j is refused', async (sql, message) => {
  const store = await open({ 'a.jsonl': lines({ ts: ts(0) }) }, [log('a', 'a.jsonl')]);
  await expect(ask(store, ['a'], sql)).rejects.toMatchObject({
    status: 'error',
    message: expect.stringMatching(`^(${message}$|the query failed: )`),
  });
});

test.each([
  "read_text('/etc/passwd')",
  "'/etc/passwd'",
  "read_csv('/etc/passwd')",
  "glob('/etc/*')",
  "read_json('https://example.com/x.json')",
])('SQL cannot read %s', async (from) => {
  const store = await open({ 'a.jsonl': lines({ ts: ts(0) }) }, [log('a', 'a.jsonl')]);
  await expect(ask(store, ['a'], `select * from ${from}`)).rejects.toMatchObject({
    status: 'error',
    message: expect.stringMatching(/^the query failed: /),
  });
});

test('questions side by side over one log read it once', async () => {
  const store = await open({ 'a.jsonl': lines({ ts: ts(0), id: 'x' }, { ts: ts(1), id: 'y' }) }, [
    log('a', 'a.jsonl'),
    view('v', [{ source: 'a', match: 'x', optional: false }], 'select id from a'),
  ]);
  const first = ask(store, ['a'], 'select count(*) as n from a');
  const second = ask(store, [{ source: 'a', match: 'y' }], 'select count(*) as n from a');
  const third = ask(store, ['v', 'a'], 'select count(*) as n from v');
  expect((await first).rows).toEqual([{ n: 2 }]);
  // Whoever read a second time would read this.
  await writeFile(path.join(store.folder, 'a.jsonl'), lines({ ts: ts(0), id: 'x y' }).repeat(9));
  expect((await second).rows).toEqual([{ n: 1 }]);
  expect((await third).rows).toEqual([{ n: 1 }]);
  expect((await third).read.lines).toBe(2);
  expect((await ask(store, ['a'], 'select count(*) as n from a')).rows).toEqual([{ n: 2 }]);
});

test('each window has its own lines', async () => {
  const store = await open({ 'a.jsonl': lines({ ts: ts(0) }, { ts: ts(60) }) }, [log('a', 'a.jsonl')]);
  const n = async (window?: readonly [string, string]) =>
    (await ask(store, ['a'], 'select count(*) as n from a', window === undefined ? {} : { window })).rows[0]?.n;
  expect([await n(), await n([ts(0), ts(1)]), await n([ts(61), ts(62)])]).toEqual([2, 1, 0]);
});

test('a question that is cancelled ends, and takes nobody with it who waits for the same read', async () => {
  const many = Array.from({ length: 10_000 }, (_, i) => ({ ts: ts(i), id: `${i}` }));
  const slow = 'select count(*) as n from a x, a y where x.id < y.id';
  for (const uses of [['a'], ['v'], [{ source: 'a', match: '"id"' }]] as const) {
    const store = await open({ 'a.jsonl': lines(...many) }, [
      log('a', 'a.jsonl'),
      view('v', [{ source: 'a', optional: false }], slow),
    ]);
    // What the view and the search are made of is there, so that it is their making that is cancelled.
    if (uses[0] !== 'a') await ask(store, ['a'], 'select 0 as n');
    const controller = new AbortController();
    const cancelled = ask(store, uses, 'select 1 as n', { signal: controller.signal });
    const waiting = ask(store, uses, 'select 2 as n');
    setImmediate(() => controller.abort());
    await expect(cancelled).rejects.toThrow();
    expect((await waiting).rows).toEqual([{ n: 2 }]);
  }
});

test('a query is stopped when its question is cancelled, whenever that is', async () => {
  const many = Array.from({ length: 60_000 }, (_, i) => ({ ts: ts(i), id: `${i}` }));
  const store = await open({ 'a.jsonl': lines(...many) }, [log('a', 'a.jsonl')]);
  await ask(store, ['a'], 'select 1 as n');
  // It would run for days.
  const endless = 'select count(*) as n from a x, a y, a z where x.id < y.id and y.id < z.id';
  for (let turns = 0; turns < 40; turns += 2) {
    const controller = new AbortController();
    const running = ask(store, ['a'], endless, { signal: controller.signal });
    running.catch(() => undefined);
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    await expect(running).rejects.toThrow();
  }
  expect((await ask(store, ['a'], 'select 3 as n')).rows).toEqual([{ n: 3 }]);
});

test('a search in a big log finds the rows that a search in a small one finds', async () => {
  const rows = [
    { ts: ts(0), id: 'CUST_1', note: 'a.b' },
    { ts: ts(1), id: 'CUST_2', note: 'a+b' },
    { ts: ts(2), id: 'CUST_1', note: 'é "quoted" \\d' },
  ];
  const padding = lines({ ts: ts(3), id: 'other', pad: 'x'.repeat(1000) }).repeat(17_000);
  const entries = [
    log('small', 'small.jsonl', { fields: { id: 'text', note: 'text' } }),
    log('big', 'big.jsonl', { fields: { id: 'text', note: 'text' } }),
  ];
  const store = await open({ 'small.jsonl': lines(...rows), 'big.jsonl': lines(...rows) + padding }, entries);
  const found = async (source: string, match: string) =>
    (await ask(store, [{ source, match }], `select id, note, start_ms, _raw from ${source} order by start_ms`)).rows;
  for (const match of ['CUST_1', 'a.b', '+', 'é', '\\\\d', '[', 'cust_1', 'CUST_1","note":"a']) {
    expect(await found('big', match), match).toEqual(await found('small', match));
  }
  expect(await found('big', 'CUST_1')).toHaveLength(2);
});

test('rows are cut at the number asked for', async () => {
  const store = await open({ 'a.jsonl': lines(...Array.from({ length: 20 }, (_, i) => ({ ts: ts(i) }))) }, [
    log('a', 'a.jsonl'),
  ]);
  expect((await ask(store, ['a'], 'select 1 as n from a', { maxRows: 7 })).rows).toHaveLength(7);
});

test('an answer names the lines it rests on, in the order asked for, each once', async () => {
  const store = await open(
    { 'a.jsonl': lines({ ts: ts(0), id: 'x' }, { ts: ts(1), id: 'y' }), 'b.yaml': 'retries: 3\n' },
    [
      log('a', 'a.jsonl'),
      { ...about, id: 'b', kind: 'config', config: { file: 'b.yaml', fields: { retries: 'integer' } } },
      view('v', [{ source: 'a', optional: false }], 'select id, _ref from a'),
    ],
  );
  const uses = ['v', 'b'].map((source) => ({ source, optional: false }));
  const signal = new AbortController().signal;
  expect(
    await store.excerpts({
      refs: ['a.jsonl:2', 'b.yaml', 'a.jsonl:1', 'a.jsonl:2', 'gone:1'],
      uses,
      sql: { text: '', values: [] },
      window: undefined,
      signal,
    }),
  ).toEqual([
    { source: 'a.jsonl', line: 2, text: `{"ts":"${ts(1)}","id":"y"}` },
    { source: 'b.yaml', text: 'retries=3' },
    { source: 'a.jsonl', line: 1, text: `{"ts":"${ts(0)}","id":"x"}` },
  ]);
  expect(await store.excerpts({ refs: [], uses, sql: { text: '', values: [] }, window: undefined, signal })).toEqual(
    [],
  );
});

test('every kind of value comes out as one that survives JSON', async () => {
  const store = await open({ 'a.jsonl': lines({ ts: ts(0) }) }, [log('a', 'a.jsonl')]);
  const { rows } = await ask(
    store,
    ['a'],
    `select 1::hugeint as big, 9007199254740993 as huge, 1.50::decimal(9,2) as price, [1, null] as list, {'a': 1, 'b': ['x']} as struct,
      timestamp '2026-05-12 10:00:00.123' as at, 'nan'::double as nan, interval 2 seconds as span, date '2026-05-12' as day, 'é' as text`,
  );
  expect(rows).toEqual([
    {
      big: 1,
      huge: '9007199254740993',
      price: 1.5,
      list: [1, null],
      struct: { a: 1, b: ['x'] },
      at: '2026-05-12T10:00:00.123Z',
      nan: null,
      span: expect.anything(),
      day: '2026-05-12',
      text: 'é',
    },
  ]);
  expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
});

test('work over large logs is done one after the other, also over views of them; over small ones at once', async () => {
  const files = { 'large.log': new Uint8Array(25 * 1024 * 1024), 'small.log': 'a' };
  const uses = [{ source: 'large', optional: false }];
  const sources = [log('large', 'large.log'), log('small', 'small.log'), view('all', uses, 'select * from large')];
  const store = await open(files, sources);
  const began: string[] = [];
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const { signal } = new AbortController();
  const first = store.inTurn({ sources: ['large'], signal }, () => {
    began.push('first');
    return ended;
  });
  const second = store.inTurn({ sources: ['all'], signal }, async () => {
    began.push('second');
  });
  await store.inTurn({ sources: ['small'], signal }, async () => {
    began.push('small');
  });
  await store.inTurn({ sources: [], signal }, async () => {
    began.push('none');
  });
  expect(began).not.toContain('second');
  end();
  await Promise.all([first, second]);
  expect(began.slice(-1)).toEqual(['second']);
  expect(began.toSorted()).toEqual(['first', 'none', 'second', 'small']);
});

test('what a JSON line carries comes back from a question as it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 8 }), async (values) => {
      const store = await open({ 'a.jsonl': lines(...values.map((value, i) => ({ ts: ts(i), value }))) }, [
        log('a', 'a.jsonl', { format: 'jsonl', fields: { value: 'text' } }),
      ]);
      expect((await ask(store, ['a'], 'select value from a order by ts')).rows.map((row) => row.value)).toEqual(values);
    }),
    { numRuns: 10 },
  );
});
