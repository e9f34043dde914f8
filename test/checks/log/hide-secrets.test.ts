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
  { user: 'u1', password: 'hunter2hunter2', dur: 5, login: { api_key: 'zzTop-1234' } },
  { user: 'u2', password: 'hunter2hunter2', dur: 7, login: { api_key: 'zzTop-9999' } },
  { user: 'u3', password: 'none', dur: 9, login: { api_key: 'zzTop-9999' } },
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
