import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { log } from '../../../src/checks/log.ts';
import { describeFile } from '../../../src/logs/evidence-folder.ts';
import { createLogStore } from '../../../src/logs/log-store.ts';
import type { LogSource, SourceEntry } from '../../../src/logs/source.ts';
import { createCheckContext } from '../../helpers/check-context.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const removals: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0).reverse()) await remove();
});

type Files = { readonly [name: string]: string | Uint8Array };
const entry = (id: string, owner: string, from: Partial<LogSource>): SourceEntry => ({
  id,
  title: `${id.charAt(0).toUpperCase()}${id.slice(1)} log`,
  owner,
  kind: 'log',
  log: { fields: {}, ...from },
});
const view: SourceEntry = {
  id: 'lost',
  title: 'Lost ones',
  owner: 'Hub',
  kind: 'view',
  from: [
    { source: 'hub', optional: false },
    { source: 'edge', optional: true },
  ],
  sql: { text: 'select hub.id from hub where not exists (from edge where edge.id = hub.id)', values: [] },
};

const noon = Date.parse('2026-05-12T12:00:00Z');
const at = (minute: number) => new Date(noon + minute * 60_000).toISOString();
/** A line each minute from one to another, as long as `padding` makes it. */
const linesOf = (from: number, to: number, { padding = 0, id = (n: number) => `P_${n}` } = {}) =>
  Array.from({ length: to - from }, (_, index) => {
    const line = { ts: at(from + index), id: id(from + index), padding: 'x'.repeat(padding) };
    return `${JSON.stringify(line)}\n`;
  }).join('');
const windowOf = (from: number, to: number) => ({ fromMs: noon + from * 60_000, toMs: noon + to * 60_000 });

async function run(
  files: Files,
  given: object,
  more: {
    readonly window?: readonly [number, number];
    readonly command?: readonly string[];
    readonly pasted?: string;
  } = {},
) {
  const { folder, remove } = await writeFolder(files);
  const edge = more.command === undefined ? { files: 'edge.log*' } : { command: [...more.command] };
  const sources = [entry('hub', 'Hub', { files: 'hub.log*' }), entry('edge', 'CRM', edge), view];
  const context = await createCheckContext({ folder, sources });
  const pasted = more.pasted;
  const evidence = {
    ...context.folder,
    pastedFor: async (id: string) =>
      pasted === undefined || id !== 'edge' ? [] : [await describeFile(`${folder}/${pasted}`, pasted)],
  };
  const logs = createLogStore({ folder: evidence, sources: context.sources, mayRun: true });
  removals.push(remove, logs.close);
  const window = more.window && windowOf(...more.window);
  const { verdict, facts, unseen } = await log.run(log.parameters.parse(given), {
    ...context,
    folder: evidence,
    logs,
    window,
  });
  return { ...verdict, facts, unseen };
}

const hub = linesOf(0, 100);
/** The log of the edge begins after the window. */
const files = { 'hub.log': hub, 'edge.log': linesOf(60, 100) };
const window = [30, 40] as const;
const blocked = {
  status: 'blocked',
  message: 'Edge log has nothing of the window: it covers 2026-05-12T13:00:00Z to 2026-05-12T13:39:00Z',
  unblock: 'Ask CRM for its lines of 2026-05-12T12:30:00Z to 2026-05-12T12:40:00Z',
};

test.each<[object]>([
  [{}],
  [{ match: 'P_35' }],
  [{ where: 'id = P_35' }],
  [{ repeats: { by: 'id' } }],
  [{ over_time: {} }],
  [{ missing: { ids: ['P_35'] } }],
  [{ missing: { by: 'id', from: { source: 'hub' } } }],
  [{ skew: { by: 'id', with: 'hub' } }],
  [{ first_after: { at: at(35) } }],
  [{ sql: 'select * from events' }],
  [{ sql: "select count(*) as n, 'edge' as name from events" }],
  [{ source: undefined, with: ['hub', 'edge'], sql: 'select * from hub join edge using (id)' }],
  [{ source: undefined, needs: ['hub', 'edge'], with: ['lost'], sql: 'select * from lost' }],
  [{ source: undefined, ladder: { by: 'id', hops: [{ source: 'hub' }, { source: 'edge' }] } }],
])('what a log that has nothing of the window does not tell is asked for (%j)', async (given) => {
  await expect(run(files, { source: 'edge', ...given }, { window })).rejects.toMatchObject(blocked);
});

test('several logs that have nothing of the window are asked for together', async () => {
  const hops = { by: 'id', hops: [{ source: 'hub' }, { source: 'edge' }] };
  await expect(run(files, { ladder: hops }, { window: [-40, -30] })).rejects.toMatchObject({
    message:
      'Hub log has nothing of the window: it covers 2026-05-12T12:00:00Z to 2026-05-12T13:39:00Z; Edge log has nothing of the window: it covers 2026-05-12T13:00:00Z to 2026-05-12T13:39:00Z',
    unblock: 'Ask Hub and CRM for their lines of 2026-05-12T11:20:00Z to 2026-05-12T11:30:00Z',
  });
});

const large = { padding: 4000 };
/** Packed it is large enough to be searched. */
const noise = Array.from({ length: 8000 }, () => `{"ts":"${at(1)}","id":"${Math.random()}"}\n`).join('');

test.each<[string, Files, readonly [number, number]]>([
  ['searched, and ends before', { 'edge.log': linesOf(0, 60, large) }, [70, 80]],
  ['searched, and begins after', { 'edge.log': linesOf(0, 60, large) }, [-20, -10]],
  [
    'searched, and ends with a long stack trace',
    { 'edge.log': linesOf(0, 60, large) + '\tat x\n'.repeat(20_000) },
    [70, 80],
  ],
  ['packed, and read', { 'edge.log.1.gz': gzipSync(linesOf(0, 60)), 'edge.log': '' }, [70, 80]],
  ['in several files', { 'edge.log.1': linesOf(0, 30), 'edge.log': linesOf(30, 60) }, [70, 80]],
  ['of one line', { 'edge.log': linesOf(0, 1) }, [70, 80]],
])('a log that is %s has nothing of the window', async (_, log, asked) => {
  const found = run(log, { source: 'edge', match: 'nothing' }, { window: asked });
  await expect(found).rejects.toThrow(/^Edge log has nothing of the window: it covers 2026-05-12T12:00:00Z to /);
});

const pass = { status: 'pass', say: 'no events' };

test.each<[string, Files, readonly [number, number]]>([
  ['ends in it', { 'edge.log': linesOf(0, 60) }, [50, 80]],
  ['begins in it', { 'edge.log': linesOf(0, 60) }, [-20, 10]],
  ['ends a moment before it', { 'edge.log': linesOf(0, 60) }, [59.05, 80]],
  ['is silent in it', { 'edge.log': linesOf(0, 60) + linesOf(90, 100) }, [70, 80]],
  ['lacks a file of it', { 'edge.log.1': linesOf(0, 60), 'edge.log': linesOf(90, 100) }, [70, 80]],
  ['was searched where it is packed', { 'edge.log.gz': gzipSync(linesOf(0, 60) + noise) }, [70, 80]],
  ['is not in order', { 'edge.log': linesOf(200, 230, large) + linesOf(0, 60, large) }, [300, 310]],
  ['has no stamps', { 'edge.log': '{"id":"P_1"}\n' }, [70, 80]],
])('a log that %s is no reason to doubt', async (_, log, asked) => {
  expect(await run(log, { source: 'edge', match: 'nothing' }, { window: asked })).toMatchObject(pass);
});

test('what a statement found is told with the log that has nothing of the window', async () => {
  const given = { with: ['hub', 'edge'], sql: 'select count(*) as n from hub left join edge using (id)' };
  expect(await run(files, given, { window })).toMatchObject({
    status: 'warn',
    say: `1 row from 140 lines; ${blocked.message}`,
    unseen: 'Edge log has nothing of the window',
    facts: { n: 11 },
  });
});

test('an optional log that has nothing of the window is as one that is not there', async () => {
  const given = { with: ['hub', { source: 'edge', optional: true }], sql: 'select count(*) as n from hub, edge' };
  expect(await run(files, given, { window })).toMatchObject({ status: 'pass', unseen: '' });
});

test('of sources of which one is enough, one may have nothing of the window', async () => {
  const given = { needs: [['hub', 'edge']], with: ['lost'], sql: 'select count(*) as n from lost' };
  expect(await run(files, given, { window })).toMatchObject({
    status: 'warn',
    unseen: 'Edge log has nothing of the window',
  });
});

test.each<[object, string]>([
  [{}, 'no events; Edge log is empty'],
  [{ missing: { ids: ['P_35'] } }, '1 of 1 ids never appears in Edge log: P_35; Edge log is empty'],
  [{ sql: 'select * from events' }, '0 rows from 0 lines; Edge log is empty'],
  [
    { source: undefined, ladder: { by: 'id', hops: [{ source: 'hub' }, { source: 'edge' }] } },
    '100 ids become 0 at Edge log; Edge log is empty',
  ],
])('that nothing stands in an empty log is told (%j)', async (given, say) => {
  for (const empty of ['', gzipSync('')])
    expect(await run({ 'hub.log': hub, 'edge.log': empty }, { source: 'edge', ...given })).toMatchObject({
      status: 'warn',
      say,
      unseen: 'Edge log is empty',
    });
});

test('a command that prints nothing, and a paste of nothing, are empty logs; a search that prints nothing found nothing', async () => {
  const source = { source: 'edge' };
  const empty = { status: 'warn', say: 'no events; Edge log is empty' };
  expect(await run({}, source, { command: ['true'] })).toMatchObject(empty);
  expect(await run({ 'pasted-1': '\n' }, source, { pasted: 'pasted-1' })).toMatchObject(empty);
  expect(await run({}, source, { command: ['grep', 'x', '/dev/null'] })).toMatchObject(pass);
  expect(await run({}, source, { command: ['sh', '-c', 'cat /dev/null | grep x; true'] })).toMatchObject(pass);
});

test('a paste has nothing of the window as a file has, and what a search prints says nothing of the log', async () => {
  const given = { source: 'edge' };
  await expect(run({ paste: linesOf(60, 100) }, given, { window, pasted: 'paste' })).rejects.toMatchObject(blocked);
  const text = linesOf(60, 100);
  await expect(run({}, given, { window, command: ['printf', '%s', text] })).rejects.toMatchObject(blocked);
  expect(await run({}, given, { window, command: ['sh', '-c', `printf '%s' '${text}' | grep ts`] })).toMatchObject(
    pass,
  );
});
