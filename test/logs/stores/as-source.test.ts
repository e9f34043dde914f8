import { afterEach, expect, test } from 'vitest';
import type { CheckContext } from '../../../src/checks/check.ts';
import { log } from '../../../src/checks/log.ts';
import { createLogStore } from '../../../src/logs/log-store.ts';
import type { SourceEntry } from '../../../src/logs/source.ts';
import { createCheckContext } from '../../helpers/check-context.ts';
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
