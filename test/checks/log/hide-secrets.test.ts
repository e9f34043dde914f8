import { afterEach, expect, test } from 'vitest';
import { runLog } from '../../../src/checks/log/run.ts';
import { log } from '../../../src/checks/log.ts';
import { createLogStore } from '../../../src/logs/log-store.ts';
import type { SourceEntry } from '../../../src/logs/source.ts';
import { createRedactor } from '../../../src/redact/redactor.ts';
import { createCheckContext } from '../../helpers/check-context.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const removals: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0).reverse()) await remove();
});

const logins = [
  { user: 'u1', password: 'hunter2hunter2', pin: 482913, dur: 5, login: { api_key: 'zzTop-1234' } },
  { user: 'u2', password: 'hunter2hunter2', pin: 482913, dur: 7, login: { api_key: 'zzTop-9999' } },
  { user: 'u3', password: 'none', pin: 482914, dur: 9, login: { api_key: 'zzTop-9999' } },
];

const app: SourceEntry = {
  id: 'app',
  title: 'App',
  owner: 'Us',
  kind: 'log',
  log: { files: 'app.jsonl', stamps: 'start', fields: {} },
};

/** What is shown of the answer to a question, and what the line of the first event shows of its password. */
async function ask(given: object) {
  const lines = logins.map(
    (one, index) =>
      `${JSON.stringify({ ts: `2026-05-12T10:00:0${index}Z`, ...one, msg: `password=${one.password} ok` })}\n`,
  );
  const { folder, remove } = await writeFolder({ 'app.jsonl': lines.join('') });
  const redactor = createRedactor({ key: 'test', secrets: [] });
  const context = await createCheckContext({ folder, sources: [app], redact: redactor.text });
  const logs = createLogStore({ folder: context.folder, sources: context.sources });
  removals.push(remove, logs.close);
  const result = await runLog(log.parameters.parse({ source: 'app', ...given }), { ...context, logs });
  const mark = /"password":"(\[secret:\w+\])"/.exec(redactor.text(lines[0] ?? ''))?.[1];
  return { ...redactor.value(result), mark };
}

test.each<[string, object]>([
  ['top', { top: { by: 'password' } }],
  ['top of a path', { top: { by: 'login.api_key' } }],
  ['top of a pattern', { top: { by: String.raw`/password=(\w+)/` } }],
  ['repeats', { repeats: { by: 'password' } }],
  ['over time', { over_time: { of: 'password' } }],
  ['percentiles', { percentiles: { of: 'dur', by: 'password' } }],
  ['common', { common: { bad: 'dur < 9', fields: ['password'] } }],
  ['missing', { missing: { ids: ['hunter2hunter3'], by: 'password' } }],
  [
    'sql',
    {
      sql: 'select password as p, max(password), upper(substr(password, 1, 9)) s, [password] as l from events group by 1, 3, 4',
    },
  ],
  [
    'sql into JSON',
    {
      sql: `select _raw->>'password' as p, login->>'api_key' k, json_extract_string(_raw, '$.login.api_key') e, {'a': password} o from events`,
    },
  ],
  [
    'sql in steps',
    {
      sql: 'with t as (select e.password as q from events e) select q r, count(q) n from t group by 1 order by 2 desc',
    },
  ],
])('what is a secret by its name is shown nowhere: %s', async (_, given) => {
  const { facts, pictures, verdict } = await ask(given);
  expect(JSON.stringify({ facts, pictures, verdict })).not.toMatch(/hunter2|zzTop/i);
});

test.each([
  'select password pw from events',
  'select p: password from events',
  "select 'x' as c union all select password from events",
  "select 'x' as c, 1 as n union all by name select pin as n, password as c from events",
  'select * from (values (1)) union all select pin from events',
  'with t(a) as (select password from events) select a from t',
  'with t as (select password as a from events), u(b) as (select a from t) select upper(b) as c from u',
  'with recursive t(a, n) as (select password, 1 from events union all select a, n + 1 from t where n < 2) select a from t',
  'with recursive t(a, b) as (select user, password from events union all select b, a from t where a <> b) select a from t limit 9',
  'select a from (select password, user from events) t(a, b)',
  'select a from events t(x1, x2, x3, x4, x5, x6, x7, a)',
  'select password as a, a || user as b from events',
  'select b from events, lateral (select events.password as b)',
  'select list(password) as l, first(pin) as f, mode(pin) as m from events',
  "select struct_pack(a := password) as s, {'k': password, 'n': pin} as o, row(password) as r from events",
  'select unnest([password, user]) as u from events',
  "select unnest({'a': password, 'b': user}) from events",
  'select columns(c -> c like $$p%$$) as a from events',
  String.raw`select columns('(pa)ssword') as '\1', columns('user') || password from events`,
  'select max(columns(*)) || 1 from events',
  'select histogram(password) as h from events',
  'select map {password: 1} as m, map_from_entries([(password, 1)]) as e from events',
  'select (select max(password) from events) as s, [x || 1 for x in list(password)] as l from events',
  'select case when dur > 0 then password else user end as c, coalesce(null, password) as d from events',
  'select lag(password) over (order by ts) as b, max(pin) over () as m from events',
  'select arg_min(password, ts) as a, string_agg(password, $$,$$) as s from events',
  'select * rename (password as a) from events',
  'select * replace (password as user) from events',
  'select * exclude (password, pin, login, _raw, ts) replace (password as user) from events',
  'select x from (select t.* from (select password as x from events) t)',
  'select #8 as a from events',
  'select _raw->>k as v from (select _raw, unnest(json_keys(_raw)) as k from events)',
  'select key as k, value as v, atom as a from events, json_each(_raw)',
  "select unnest(json_extract_string(_raw, '$.*')) as v from events",
  "select json_extract_string(_raw, ['$.password', '$.login.api_key']) as v, login::json->'api_key' as k from events",
  String.raw`select regexp_extract(_raw, '"password":"(\w+)"', 1) as p, regexp_extract(_raw, 'password=(\w+)', 1) as q from events`,
  "select split_part(msg, 'password=', 2) as s from events",
  "select a.password as p from events a join events b using (user) union select 'none'",
  'select p from (from events select password as p) semi join events on true',
  'from events select password as p, p as q',
  "select a from query('select password as a from events')",
  'unpivot (select password, user from events) on password, user into name n value v',
  'pivot (select dur, password from events) on dur in (5, 7, 9) using max(password)',
  'select * from (pivot events on password in ($$hunter$$, $$none$$) using max(pin) group by user)',
  'select e::varchar as x from (select password as p from events) e',
  'select e as x from (select password as p from events) e',
  'select min as a, max as b from (summarize events)',
  'summarize events',
  'summarize select password as p, pin as q from events',
  'select distinct on (a) a from (select password as a from events) order by 1',
  "select format('{}', password) as f, printf('%d', pin) as g, password::blob as b, cast(password as varchar)[1:9] as s from events",
  'select p from (select user, password from events) t(u, p) full join (select user from events) s(u) using (u)',
  "select getfield from (select to_json(events) ->> 'password' as getfield from events)",
])('whichever way a statement takes a secret, it is not shown: %s', async (sql) => {
  const { facts, pictures, verdict } = await ask({ sql });
  expect((facts.rows as readonly object[]).length).toBeGreaterThan(0);
  expect(JSON.stringify({ facts, pictures, verdict })).not.toMatch(/hunter2|zzTop|48291/i);
});

test.each<[string, object]>([
  ['select user as u, password as p from events order by 1 limit 1', { u: 'u1' }],
  ['select u from (select user, password from events) t(u, p) order by 1 limit 1', { u: 'u1' }],
  [
    'select u, n from (select user as u, count(password) as n from events group by 1 order by 1 limit 1)',
    { u: 'u1', n: 1 },
  ],
  ["select case when password = 'none' then 'no' else 'yes' end as has from events order by 1 limit 1", { has: 'no' }],
  [
    'with t as (select * from events) select user as u, length(password) as l from t order by 1 limit 1',
    { u: 'u1', l: 14 },
  ],
  ['select max(columns(* exclude (login, ts, _raw, msg))) from events', { user: 'u3', dur: 9 }],
  ["select user as u, 'password' as w from events order by 1 limit 1", { u: 'u1', w: 'password' }],
  ['select user as u from events where password is not null order by password, 1 limit 1', { u: 'u1' }],
  ['select * from (describe events) where column_name = $$user$$', { column_name: 'user', column_type: 'VARCHAR' }],
  ["select column_name as c from duckdb_columns() where column_name = 'user' limit 1", { c: 'user' }],
])('what is no secret stays beside one: %s', async (sql, expected) => {
  expect((await ask({ sql })).facts).toMatchObject(expected);
});

test('a key of JSON that is bound to a statement is the name of a field as well', async () => {
  const { facts } = await ask({ sql: { text: 'select _raw->>$1 as v, user as u from events', values: ['password'] } });
  expect(facts).toMatchObject({ v: expect.stringMatching(/^\[secret:/), u: 'u1' });
});

test('a secret has the mark that its line shows, and what is none stays', async () => {
  const { facts, mark } = await ask({ top: { by: 'password' } });
  expect(mark).toMatch(/^\[secret:/);
  expect(facts.rows).toMatchObject([
    { key: mark, n: 2 },
    { key: 'none', n: 1 },
  ]);
  const asked = await ask({
    sql: `select password as p, count(password) n, max("user") u, 'my, token' as t from events group by all order by 2 desc`,
  });
  expect(asked.facts.rows).toEqual([
    { p: mark, n: 2, u: 'u2', t: 'my, token' },
    { p: 'none', n: 1, u: 'u3', t: 'my, token' },
  ]);
  expect((await ask({ top: { by: 'user' } })).facts.rows).toMatchObject([{ key: 'u1' }, { key: 'u2' }, { key: 'u3' }]);
});
