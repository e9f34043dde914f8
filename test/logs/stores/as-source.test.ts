import { afterEach, expect, test } from 'vitest';
import type { CheckContext } from '../../../src/checks/check.ts';
import { log } from '../../../src/checks/log.ts';
import { createLogStore } from '../../../src/logs/log-store.ts';
import type { SourceEntry } from '../../../src/logs/source.ts';
import { lokiSource } from '../../../src/logs/stores/store-schema.ts';
import { createCheckContext } from '../../helpers/check-context.ts';
import { startLoki } from '../../helpers/stores/loki.ts';
import { sampleEvents } from '../../helpers/stores/sample.ts';
import { setups } from '../../helpers/stores/setups.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const removals: (() => unknown)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0).reverse()) await remove();
});

const events = sampleEvents(600);
const at = (index: number) => events[index]?.atMs ?? 0;
const window = { fromMs: at(100), toMs: at(450) };

async function contextOf(entry: SourceEntry, folder: string): Promise<CheckContext> {
  const context = await createCheckContext({ folder, sources: [entry] });
  const logs = createLogStore({ folder: context.folder, sources: context.sources, env: {} });
  removals.push(logs.close);
  return { ...context, logs, window };
}

const fields = {
  id: 'text',
  level: 'text',
  status: 'integer',
  method: 'text',
  path: 'text',
  ms: 'number',
  msg: 'text',
} as const;
const about = { id: 'crm', title: 'CRM log', owner: 'CRM', kind: 'log' } as const;

const questions = [
  { match: 'refused' },
  { where: ['status >= 500'], top: { by: 'path' } },
  { match: ['timeout', 'refused'], over_time: { of: 'level', every: '1m' } },
  { regex: 'timed [a-z]+|naïve|refused', percentiles: { of: 'ms', by: 'method' } },
  { where: 'level != info', repeats: { by: 'path' } },
  {
    sql: 'select level, count(*) as n, round(sum(ms)) as ms, min(ts) as first from events group by level order by level',
  },
];

test.each(setups)('what is asked of files is asked of $name by changing the source alone', async (setup) => {
  // A store knows when a line was; a file has it in the line.
  const lines = events.map((event) => {
    const fields = Object.entries(event.fields).filter(([, value]) => value !== null);
    return `${JSON.stringify({ ts: new Date(event.atMs).toISOString(), ...Object.fromEntries(fields) })}\n`;
  });
  const { folder, remove } = await writeFolder({ 'crm.jsonl': lines.join('') });
  const { server, config } = await setup.start(events);
  removals.push(remove, () => server.close());
  const local = await contextOf({ ...about, log: { files: 'crm.jsonl', fields } }, folder);
  const remote = await contextOf({ ...about, log: { ...config, fields } }, folder);
  for (const question of questions) {
    const given = log.parameters.parse({ source: 'crm', ...question });
    const [here, there] = [await log.run(given, local), await log.run(given, remote)];
    const { read: readHere, ...factsHere } = here.facts;
    const { read: readThere, ...factsThere } = there.facts;
    expect(factsThere, JSON.stringify(question)).toEqual(factsHere);
    if (!('sql' in question)) expect(there.verdict.say).toBe(here.verdict.say);
    expect(there.command).toBeNull();
    expect([readHere, readThere]).toMatchObject([{ problems: [] }, { files: ['crm'] }]);
    expect(there.evidence.length).toBe(here.evidence.length);
    expect(there.evidence.every(({ source }) => source.startsWith('crm '))).toBe(true);
  }
});

test('an optional store that refuses the credentials is told; one that nobody gave any for is not there', async () => {
  const { folder, remove } = await writeFolder({ 'web.jsonl': '{"ts":"2026-05-12T10:00:00Z","id":"a"}\n' });
  const server = await startLoki({ entries: [], authorization: 'Bearer right' });
  removals.push(remove, () => server.close());
  const web: SourceEntry = {
    id: 'web',
    title: 'Web log',
    owner: 'Web',
    kind: 'log',
    log: { files: 'web.jsonl', fields },
  };
  const loki = lokiSource.parse({ url: server.url, labels: { app: 'crm' }, token_env: 'LOKI_TOKEN' });
  const given = log.parameters.parse({
    with: ['web', { source: 'crm', optional: true }],
    sql: 'select count(*) as n from web where id not in (select id from crm)',
  });
  const told = async (env: { readonly [name: string]: string }) => {
    const context = await createCheckContext({ folder, sources: [web, { ...about, log: { loki, fields } }] });
    const logs = createLogStore({ folder: context.folder, sources: context.sources, env });
    removals.push(logs.close);
    return (await log.run(given, { ...context, logs, window })).verdict;
  };
  expect(await told({ LOKI_TOKEN: 'wrong' })).toMatchObject({
    status: 'warn',
    say: '1 row from 1 line; this is without what is there and could not be read: Loki answered 401: Unauthorized',
  });
  expect(await told({})).toMatchObject({ status: 'pass', say: '1 row from 1 line' });
});
