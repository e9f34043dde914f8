import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { log } from '../../src/checks/log.ts';
import { CheckProblem } from '../../src/errors.ts';
import { createLogStore, type LogStore } from '../../src/logs/log-store.ts';
import type { SourceEntry } from '../../src/logs/source.ts';
import type { Window } from '../../src/logs/window.ts';
import { lanesOf } from '../../src/plot/arrivals.ts';
import { heatRowsOf } from '../../src/plot/heat.ts';
import { createCheckContext } from '../helpers/check-context.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0).reverse()) await remove();
});

const entry = (id: string, files: string): SourceEntry => ({
  id,
  title: `Log ${id}`,
  owner: `Owner of ${id}`,
  kind: 'log',
  log: { files, stamps: 'start', fields: {} },
});
const trace: SourceEntry = { id: 'trace', title: 'Network trace', owner: 'Infrastructure', kind: 'manual' };

async function run(
  files: { readonly [name: string]: string | Uint8Array },
  given: object,
  more: { readonly window?: Window | undefined; readonly through?: (logs: LogStore) => LogStore } = {},
) {
  const { window, through = (logs) => logs } = more;
  const { folder, remove } = await writeFolder(files);
  const sources = [entry('scans', 'scans.jsonl*'), entry('gates', 'gates.jsonl*'), trace];
  const context = await createCheckContext({ folder, sources });
  const logs = through(createLogStore({ folder: context.folder, sources: context.sources }));
  removals.push(remove, logs.close);
  const { command, ...rest } = await log.run(log.parameters.parse(given), { ...context, logs, window });
  return { ...rest, command: command?.replaceAll(folder, 'DIR') ?? null };
}

const scans =
  '{"ts":"2026-05-12T10:00:00Z","id":"P_1"}\n{"ts":"2026-05-12T10:00:02Z","id":"P_2"}\n{"ts":"2026-05-12T10:00:03Z","id":"P_1"}\n';

test('without SQL it counts the lines that hold a text, and shows them', async () => {
  const result = await run({ 'scans.jsonl': scans }, { source: 'scans', match: 'P_1' });
  expect(result.facts).toMatchObject({
    n: 2,
    first: '2026-05-12T10:00:00Z',
    last: '2026-05-12T10:00:03Z',
    read: { lines: 3, unparsed: 0 },
  });
  expect(result.evidence).toEqual([
    { source: 'scans.jsonl', line: 1, text: '{"ts":"2026-05-12T10:00:00Z","id":"P_1"}' },
    { source: 'scans.jsonl', line: 3, text: '{"ts":"2026-05-12T10:00:03Z","id":"P_1"}' },
  ]);
  expect(result.command).toBe('causebook check log DIR/scans.jsonl --match P_1 --stamps start');
  expect(result.verdict).toEqual({
    outcome: 'found',
    status: 'pass',
    say: '2 events from 2026-05-12T10:00:00Z to 2026-05-12T10:00:03Z (3 s)',
  });
});

const packed = gzipSync(scans.repeat(200));
const broken = { 'scans.jsonl': scans, 'scans.jsonl.1.gz': packed.subarray(0, packed.length - 20) };
const gates = '{"ts":"2026-05-12T10:00:01Z","id":"P_7"}\n';

test.each<[object, string]>([
  [{ match: 'P_9' }, 'no events'],
  [{ where: 'nosuch = P_9' }, 'no events'],
  [{ match: 'P_9', top: { by: 'id' } }, '0 keys in 0 events'],
  [{ match: 'P_9', repeats: { by: 'id' } }, 'no events'],
  [{ match: 'P_9', over_time: {} }, 'no events'],
  [{ match: 'P_9', percentiles: { of: 'id' } }, 'no events'],
  [{ first_after: { at: '2026-05-13T10:00:00Z' } }, 'nothing at or after 2026-05-13T10:00:00Z'],
  [{ common: { bad: 'id = P_9' } }, 'none of 533 events is a bad one'],
  [{ missing: { ids: ['P_9'] } }, '1 of 1 ids is not in what was read of Log scans: P_9'],
  [{ missing: { by: 'id', from: { source: 'gates' } } }, '1 of 1 ids is not in what was read of Log scans: P_7'],
  [{ skew: { by: 'id', with: 'gates' } }, 'the clocks cannot be compared: the two logs share no id'],
  [{ match: 'P_9', sql: 'select * from events' }, 'nothing in 533 lines'],
  [{ sql: "select count(*) as n, max(id) as id from events where id = 'P_9'" }, 'nothing in 533 lines'],
])('nothing found where not all was read is no answer, and the file that broke is named (%j)', async (given, say) => {
  const problem = await run({ ...broken, 'gates.jsonl': gates }, { source: 'scans', ...given }).catch((cause) => cause);
  expect(problem).toBeInstanceOf(CheckProblem);
  expect(problem).toMatchObject({ status: 'error', unblock: 'Ask Owner of scans for Log scans again' });
  expect(problem.message.replace(/\b53\d\b/, '533')).toBe(
    `${say}, but not all was read: scans.jsonl.1.gz is cut off or broken (unexpected end of file): what came before was used`,
  );
});

const many = (count: number) =>
  Array.from({ length: count }, (_, n) => `{"ts":"2026-05-12T10:00:${10 + n}Z","id":"P_${n}","status":404}\n`).join('');

test('what stands in a log twice is counted once, and said', async () => {
  const files = { 'scans.jsonl': many(9), 'scans.jsonl.gz': gzipSync(many(9)) };
  const told = 'scans.jsonl.gz is left out: it is scans.jsonl, packed';
  const { facts, verdict, evidence } = await run(files, { source: 'scans', where: 'status = 404' });
  expect(facts).toMatchObject({ n: 9, read: { files: ['scans.jsonl'], problems: [told] } });
  expect(verdict).toMatchObject({ status: 'pass', say: expect.stringMatching(/^9 events from \S+ to \S+ \(8 s\)$/) });
  expect(evidence.at(-1)).toEqual({ source: 'reading', text: told });
  const { facts: inSql } = await run(files, { source: 'scans', sql: 'select count(*) as n from events' });
  expect(inSql).toMatchObject({ n: 9, read: { problems: [told] } });
  // Each hop is a log of its own.
  const twoLogs = { 'scans.jsonl': many(9), 'gates.jsonl.gz': gzipSync(many(9)) };
  const hops = [{ source: 'scans' }, { source: 'gates' }];
  const ladder = await run(twoLogs, { ladder: { by: 'id', hops } });
  expect(ladder.facts).toMatchObject({ read: { files: ['scans.jsonl', 'gates.jsonl.gz'], problems: [] } });
});

test('an answer over files that begin alike is no plain pass: their lines may count twice', async () => {
  const files = { 'scans.jsonl': many(9), 'scans.jsonl.gz': gzipSync(many(8)) };
  const told = 'scans.jsonl begins with all 8 lines of scans.jsonl.gz: what stands in both counts twice';
  const { facts, verdict, unseen } = await run(files, { source: 'scans', where: 'status = 404' });
  expect(facts).toMatchObject({ n: 17, read: { problems: [told], shared: [{ say: told, countsTwice: true }] } });
  expect(verdict.status).toBe('warn');
  expect(verdict.say).toMatch(new RegExp(`^17 events from .*; ${told}$`));
  expect(unseen).toBe('some lines count twice');
  const inSql = await run(files, { source: 'scans', sql: 'select count(*) as n from events' });
  expect(inSql.verdict).toMatchObject({ status: 'warn', say: `1 row from 17 lines; ${told}` });
});

test('a hop of which nothing was found and not all was read is no answer to a ladder', async () => {
  const hops = [{ source: 'gates' }, { source: 'scans' }];
  const asked = run({ ...broken, 'gates.jsonl': gates }, { ladder: { by: 'id', hops }, match: 'P_7' });
  await expect(asked).rejects.toThrow('1 id becomes 0 at Log scans, but not all was read: scans.jsonl.1.gz is cut off');
});

test('an id that is not in what was read of a log is not told as one that is not there', async () => {
  const { verdict } = await run(broken, { source: 'scans', missing: { ids: ['P_1', 'P_9'] } });
  expect(verdict.say).toMatch(/^1 of 2 ids is not in what was read of Log scans: P_9; /);
});

test.each([3, 3000])('letters beyond ASCII are not told as absent from %d lines of another encoding', async (count) => {
  const lines = `${scans}{"ts":"2026-05-12T10:00:00Z","id":"M\u00fcller","of":"the customers of the shop"}\n`.repeat(
    count,
  );
  const files = { 'scans.jsonl': Buffer.from(lines, 'latin1') };
  const { verdict } = await run(files, { source: 'scans', match: 'M\u00fcller' });
  expect(verdict).toMatchObject({
    status: 'warn',
    outcome: 'none',
    say: `no events; ${count.toLocaleString('en')} lines not in UTF-8, where letters beyond ASCII are not found`,
  });
  expect((await run(files, { source: 'scans', match: 'P_9' })).verdict).toMatchObject({ status: 'pass' });
  // Of which K and S have a case beyond ASCII.
  expect((await run(files, { source: 'scans', regex: '(?i)risks' })).verdict).toMatchObject({ status: 'pass' });
});

test.each([3, 3000])(
  'of events of several lines the line that has what is sought is shown (of %d events)',
  async (count) => {
    const event = (at: number) =>
      `2026-05-12 10:00:00,${100 + at} ERROR [main] c.e.App - broke ${at}\n\tat c.e.App.run(App.java:1)\nCaused by: DEEP${at}\n\tat c.e.App.stop(App.java:2)\n`;
    const files = { 'scans.jsonl': Array.from({ length: count }, (_, at) => event(at)).join('') };
    expect((await run(files, { source: 'scans', match: ['DEEP1', 'broke 2'] })).evidence.slice(0, 3)).toEqual([
      { source: 'scans.jsonl', line: 5, text: '2026-05-12 10:00:00,101 ERROR [main] c.e.App - broke 1' },
      { source: 'scans.jsonl', line: 7, text: 'Caused by: DEEP1' },
      { source: 'scans.jsonl', line: 9, text: '2026-05-12 10:00:00,102 ERROR [main] c.e.App - broke 2' },
    ]);
  },
);

const longLine = `${scans}{"id":"P_9","x":"${'-'.repeat(1_100_000)}"}\n`;
test.each<[string, string, object, string]>([
  ['a line', longLine, { match: 'P_9' }, '1 line longer than 1 MiB was left out'],
  ['a line', longLine, { where: 'id = P_9' }, '1 line longer than 1 MiB was left out'],
  [
    'an event',
    `2026-05-12 10:00:00,000 ERROR [main] c.e.App - broke\n${'\tat c.e.App.run(App.java:1)\n'.repeat(45_000)}\tP_9\n`,
    { match: 'P_9' },
    '1 event of several lines longer than 1 MiB: what is further down in it was left out',
  ],
])('what is not found is no plain pass where it may stand in %s that is too long', async (_, text, given, why) => {
  const { verdict } = await run({ 'scans.jsonl': text }, { source: 'scans', ...given });
  expect(verdict).toMatchObject({ status: 'warn', outcome: 'none' });
  expect(verdict.say).toContain(why);
});

test.each<[object]>([
  [{ match: 'P_1' }],
  [{ top: { by: 'id' } }],
  [{ missing: { ids: ['P_1', 'P_9'] } }],
  [{ missing: { by: 'id', ids: ['P_1'] } }],
  [{ sql: 'select count(*) as n from events' }],
])('what was found where not all was read is told with what was not (%j)', async (given) => {
  const { verdict } = await run(broken, { source: 'scans', ...given });
  expect(verdict.status).toBe('warn');
  expect(verdict.say).toMatch(/; not read to the end: scans\.jsonl\.1\.gz$/);
});

test('the first row of a query is the facts, all rows are `rows`, and `refs` is for the evidence alone', async () => {
  const result = await run(
    { 'scans.jsonl': scans },
    {
      source: 'scans',
      sql: {
        text: 'select id, count(*) as n, list(_ref order by ts) as refs from events where id <> $1 group by id order by id',
        values: ['$1'],
      },
    },
  );
  expect(result.facts).toMatchObject({
    id: 'P_1',
    n: 2,
    rows: [
      { id: 'P_1', n: 2 },
      { id: 'P_2', n: 1 },
    ],
  });
  expect(result.facts).not.toHaveProperty('refs');
  expect(result.evidence.map(({ line }) => line)).toEqual([1, 3, 2]);
});

test('a query is told as one that can be run again, its values in their places', async () => {
  const values = ["it's $2", 'b', 3, true, null, 6, 7, 8, 9, 'ten $&'];
  const text = `select ${values.map((_, index) => `$${index + 1} as c${index + 1}`).join(', ')}`;
  const window = { fromMs: Date.parse('2026-05-12T10:00:00Z'), toMs: Date.parse('2026-05-12T11:00:00Z') };
  const { command } = await run({ 'scans.jsonl': scans }, { source: 'scans', sql: { text, values } }, { window });
  const sql =
    "select 'it''s $2' as c1, 'b' as c2, 3 as c3, true as c4, null as c5, 6 as c6, 7 as c7, 8 as c8, 9 as c9, 'ten $&' as c10";
  expect(command).toBe(
    `causebook check log DIR/scans.jsonl --window 2026-05-12T10:00:00.000Z/2026-05-12T11:00:00.000Z --stamps start --sql '${sql.replaceAll("'", "'\\''")}'`,
  );
});

test('a question over several tables can only be asked through its runbook', async () => {
  const { command, facts } = await run(
    { 'scans.jsonl': scans, 'gates.jsonl': '{"ts":"2026-05-12T10:00:00Z","gate":"A"}\n' },
    { source: 'scans', with: ['gates'], sql: 'select count(*) as n from events, gates' },
  );
  expect([command, facts.n]).toEqual([null, 3]);
});

test('what narrows a step narrows its own log; another log says so for itself, and of a ladder without one each hop is narrowed', async () => {
  const files = { 'scans.jsonl': scans, 'gates.jsonl': scans };
  const missing = (from: object) =>
    run(files, { source: 'scans', where: 'id = P_1', missing: { by: 'id', from: { source: 'gates', ...from } } });
  expect((await missing({})).facts.missing).toEqual(['P_2']);
  expect((await missing({ where: 'id = P_1' })).facts.missing).toEqual([]);
  expect((await missing({ regex: 'P_[1]' })).facts.missing).toEqual([]);
  const hops = (...more: object[]) => more.map((hop, index) => ({ source: ['scans', 'gates'][index], ...hop }));
  const lines = async (given: object) =>
    ((await run(files, given)).facts.rows as unknown as { readonly lines: number }[]).map((hop) => hop.lines);
  expect(await lines({ match: 'P_1', ladder: { by: 'id', hops: hops({}, {}) } })).toEqual([2, 2]);
  expect(await lines({ match: 'P_1', ladder: { by: 'id', hops: hops({}, { match: 'P_2' }) } })).toEqual([2, 1]);
  expect(await lines({ source: 'scans', match: 'P_1', ladder: { by: 'id', hops: hops({}, {}) } })).toEqual([2, 3]);
});

test('what narrows a log that is not there is refused', () => {
  const { error } = log.parameters.safeParse({ with: ['scans'], sql: 'select 1', match: 'P_1' });
  expect(error?.issues).toMatchObject([
    { path: ['match'], message: 'narrows the `source`, and there is none; write it in each use of `with`' },
  ]);
});

test('no row is an outcome of its own', async () => {
  const { verdict, facts, evidence } = await run(
    { 'scans.jsonl': scans },
    { source: 'scans', sql: "select id from events where id = 'none'" },
  );
  expect(verdict).toEqual({ outcome: 'none', status: 'pass', say: '0 rows from 3 lines' });
  expect([facts.rows, evidence]).toEqual([[], []]);
});

test.each<[object, string]>([
  [{ where: 'nosuch = P_1' }, 'no events; no event has nosuch'],
  [{ where: 'id = P_9' }, 'no events'],
  [{ where: ['id = P_9', 'nosuch ~ x', 'other > 1'] }, 'no events; no event has nosuch; no event has other'],
  [{ where: ['nosuch != P_1', 'id = P_9'] }, 'no events'],
  [{ where: 'nosuch = 1', match: 'P_9' }, 'no events; no event has nosuch'],
  [{ where: 'id = P_1', match: 'P_9' }, 'no events'],
  [{ where: 'nosuch = 1', top: { by: 'id' } }, '0 keys in 0 events; no event has nosuch'],
  [
    { where: 'nosuch = 1', missing: { by: 'id', ids: 'P_1' } },
    '1 of 1 ids never appears in Log scans: P_1; no event has nosuch',
  ],
  [{ where: 'nosuch = 1', sql: 'select id from events' }, '0 rows from 3 lines; no event has nosuch'],
  [{ where: 'nosuch = 1', match: 'P_1', sql: 'select id from events' }, '0 rows from 3 lines; no event has nosuch'],
  [{ where: 'id = P_9', sql: 'select id from events' }, '0 rows from 3 lines'],
  [{ where: 'id = P_1', sql: 'select id from events where false' }, '0 rows from 3 lines'],
])('a condition on a field that no event has is told apart from one that none fulfils (%j)', async (given, say) => {
  expect((await run({ 'scans.jsonl': scans }, { source: 'scans', ...given })).verdict.say).toBe(say);
});

test.each<[string, object, string]>([
  ['one log', { where: 'gate = 1' }, 'no event of Log scans has gate'],
  ['each log', { where: ['nosuch = 1', 'other = 2'] }, 'no event has nosuch; no event has other'],
  ['one log and each', { where: ['gate = 1', 'nosuch = 1'] }, 'no event of Log scans has gate; no event has nosuch'],
])('of several logs, a field that no event of %s has is told', async (_, narrowing, told) => {
  const files = { 'scans.jsonl': scans, 'gates.jsonl': scans.replaceAll('}', ',"gate":1}') };
  const hops = [{ source: 'scans' }, { source: 'gates' }];
  const uses = hops.map((hop) => ({ ...hop, ...narrowing }));
  const asked = [
    { ladder: { by: 'id', hops }, ...narrowing },
    { source: 'scans', ...narrowing, missing: { by: 'id', from: uses[1] } },
    { source: 'scans', ...narrowing, skew: { by: 'id', with: uses[1] } },
    { with: uses, sql: 'select * from scans' },
  ];
  for (const given of asked) expect((await run(files, given)).verdict.say).toContain(`; ${told}`);
});

test('all fields of conditions are looked for in one further read, and none where the window holds no event', async () => {
  const specs: string[] = [];
  const counted = (logs: LogStore): LogStore => ({
    ...logs,
    ask: (ask) => {
      specs.push(ask.spec.kind);
      return logs.ask(ask);
    },
  });
  const given = { source: 'scans', where: ['a = 1', 'b = 2', 'c.d > 3', 'id = P_1'] };
  const { verdict } = await run({ 'scans.jsonl': scans }, given, { through: counted });
  expect(verdict.say).toBe('no events; no event has a; no event has b; no event has c.d');
  expect(specs).toEqual(['count', 'fields']);
  const window = { fromMs: Date.parse('2026-05-13T00:00:00Z'), toMs: Date.parse('2026-05-14T00:00:00Z') };
  const later = '{"ts":"2026-05-15T10:00:00Z","id":"P_1"}\n';
  expect((await run({ 'scans.jsonl': scans + later }, given, { window })).verdict.say).toBe('no events');
});

test('in a window, a field may be there outside it', async () => {
  const window = { fromMs: Date.parse('2026-05-12T10:00:01Z'), toMs: Date.parse('2026-05-12T10:00:02Z') };
  const files = { 'scans.jsonl': scans.replace('"P_1"}', '"P_1","late":1}') };
  const { verdict } = await run(files, { source: 'scans', where: 'late = 2' }, { window });
  expect(verdict.say).toBe('no events; no event in the window has late');
});

test('at most eight lines are shown and at most two hundred rows kept, which is said', async () => {
  const many = Array.from({ length: 300 }, (_, i) => `{"ts":"2026-05-12T10:00:00Z","i":${i}}\n`).join('');
  const { facts, evidence, verdict } = await run(
    { 'scans.jsonl': many },
    { source: 'scans', sql: 'select i, [_ref] as refs from events' },
  );
  expect(facts.truncated).toBe(true);
  expect(verdict.say).toBe('more than 200 rows from 300 lines; the first 200 are kept');
  expect((facts.rows as readonly unknown[]).length).toBe(200);
  expect(evidence).toHaveLength(8);
});

const traced = [
  '2026-05-12 10:00:00,000 ERROR [main] com.crm.Service - could not store\njava.lang.IllegalStateException: none\n\tat com.crm.Service.store\n',
  '2026-05-12 10:00:05,000 ERROR [main] com.crm.Service - could not load\n',
].join('');

test.each<[string, string, Window | undefined, string]>([
  ['lines that are events', scans, undefined, '3 lines; 3 parsed; 2026'],
  [
    'lines in a window',
    scans,
    { fromMs: Date.parse('2026-05-12T10:00:02Z'), toMs: Date.parse('2026-05-12T10:00:02Z') },
    '3 lines; 3 parsed; 1 event in the window; 2026',
  ],
  ['a stack trace', traced, undefined, '4 lines; 4 parsed; 2 events; 2026'],
  [
    'a stack trace in a window',
    traced,
    { fromMs: Date.parse('2026-05-12T10:00:00Z'), toMs: Date.parse('2026-05-12T10:00:02Z') },
    '4 lines; 4 parsed; 1 event in the window; 2026',
  ],
])(
  'what was read is told of %s: events where they are not as many, a window where there is one',
  async (_, text, window, say) => {
    const { facts } = await run({ 'scans.jsonl': text }, { source: 'scans' }, { window });
    expect((facts.read as { readonly say: string }).say).toContain(` bytes; ${say}`);
  },
);

test('what went wrong while reading stands with the evidence', async () => {
  const { evidence, facts } = await run(
    { 'scans.jsonl': `${scans}{"ts":"2026-05-12T10:00:00Z","pad":"${'x'.repeat(1024 * 1024)}"}\n` },
    { source: 'scans' },
  );
  expect(facts.n).toBe(3);
  expect(evidence.at(-1)).toEqual({ source: 'reading', text: '1 line longer than 1 MiB was left out' });
});

test.each<[object, string, string]>([
  [{ source: 'scans' }, 'Log scans is not in the evidence folder', 'Ask Owner of scans for scans.jsonl*'],
  [
    { needs: ['gates'], with: [{ source: 'gates', optional: true }] },
    'Log gates is not in the evidence folder',
    'Ask Owner of gates for gates.jsonl',
  ],
  [
    { needs: [['scans', 'gates']], with: [{ source: 'gates', optional: true }] },
    'Log scans or Log gates is not in the evidence folder',
    'Ask Owner of scans for scans.jsonl, or Owner of gates for gates.jsonl',
  ],
  [
    { needs: ['trace'], with: [{ source: 'gates', optional: true }] },
    'Network trace is not in the evidence folder',
    'Ask Infrastructure for Network trace',
  ],
  [
    { with: ['scans', 'gates'] },
    'Log scans and Log gates are not in the evidence folder',
    'Ask Owner of scans for scans.jsonl; ask Owner of gates for gates.jsonl',
  ],
  [
    { needs: ['scans', 'gates'], with: [] },
    'Log scans and Log gates are not in the evidence folder',
    'Ask Owner of scans for scans.jsonl; ask Owner of gates for gates.jsonl',
  ],
])('without the files, %j is blocked', async (given, message, unblock) => {
  await expect(run({}, { sql: 'select 1', ...given })).rejects.toMatchObject({
    name: 'CheckProblem',
    status: 'blocked',
    message,
    unblock,
  });
});

test('of sources that can stand for each other one is enough, and one that cannot be read is no ground for an answer', async () => {
  const given = {
    needs: [['scans', 'gates']],
    with: [
      { source: 'scans', optional: true },
      { source: 'gates', optional: true },
    ],
    sql: 'select count(*) as n from scans',
  };
  expect((await run({ 'scans.jsonl': scans }, given)).facts.n).toBe(3);
  const garbage = Buffer.from([0, 1, 2, 10]);
  const caveat =
    'this is without what is there and could not be read: Log gates: none of the 1 lines read from gates.jsonl could be understood (first at gates.jsonl:1)';
  expect(await run({ 'scans.jsonl': scans, 'gates.jsonl': garbage }, given)).toMatchObject({
    facts: { n: 3 },
    unseen: caveat,
    verdict: { status: 'warn', say: `1 row from 3 lines; ${caveat}` },
  });
  await expect(run({ 'gates.jsonl': garbage }, given)).rejects.toMatchObject({
    status: 'error',
    message: 'Log gates: none of the 1 lines read from gates.jsonl could be understood (first at gates.jsonl:1)',
  });
});

test('a check that reads nothing, or asks what is not SQL, is a problem', async () => {
  await expect(run({}, {})).rejects.toMatchObject({
    status: 'error',
    message: 'a log check needs a `source` or `with`',
  });
  await expect(run({ 'scans.jsonl': scans }, { source: 'scans', sql: 'drop table events' })).rejects.toMatchObject({
    status: 'error',
  });
  await expect(run({ 'scans.jsonl': scans }, { source: 'scans', sql: 'selct 1' })).rejects.toMatchObject({
    status: 'error',
    message: 'the query failed: Failed to extract statements: Parser Error: syntax error at or near "selct"',
  });
});

test('the sources it reads are those it names anywhere', () => {
  const given = log.parameters.parse({ source: 'a', needs: ['b', ['c', 'd']], with: ['e', { source: 'f', as: 'g' }] });
  expect(log.reads(given)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({ id, as: 'rows' })));
});

test('a picture is drawn from all rows, also from those that the answer does not keep', async () => {
  const line = (n: number) =>
    `{"ts":"${new Date(Date.parse('2026-05-12T10:00:00Z') + n * 1000).toISOString()}","id":"P_${n % 2}"}\n`;
  const files = { 'scans.jsonl': Array.from({ length: 3000 }, (_, n) => line(n)).join('') };
  const arrivals = await run(files, {
    source: 'scans',
    sql: "select ts as at, 'all' as lane from events order by ts",
    draw: 'arrivals',
  });
  expect(arrivals.facts).toMatchObject({ truncated: true });
  expect((arrivals.facts.rows as readonly unknown[]).length).toBe(200);
  expect(arrivals.verdict.say).toBe('3,000 rows from 3,000 lines; the first 200 are kept');
  const [picture] = arrivals.pictures ?? [];
  const [lane] = picture?.kind === 'arrivals' ? lanesOf(picture) : [];
  expect([lane?.n, new Date(lane?.at.at(-1) ?? 0).toISOString()]).toEqual([3000, '2026-05-12T10:49:59.000Z']);
  const heat = await run(files, {
    source: 'scans',
    sql: 'select time_bucket(interval 10 seconds, ts) as at, id as label, count(*) as n from events group by all order by all',
    draw: 'heat',
  });
  const [strip] = heat.pictures ?? [];
  expect(strip?.kind === 'heat' && heatRowsOf(strip).map(({ total }) => total)).toEqual([1500, 1500]);
});

test('a picture of more rows than are looked at says so', async () => {
  const sql = 'select 1747044000000 + i as at from range(60000) t(i), (select count(*) from events)';
  const { pictures } = await run({ 'scans.jsonl': scans }, { source: 'scans', sql, draw: 'arrivals' });
  expect(pictures).toMatchObject([{ title: 'Arrivals (of the first 50,000 rows)' }]);
});

test('what is held of a log for the lines that are shown is let go of, also where another log cannot be read', async () => {
  const released: string[] = [];
  const through = (logs: LogStore): LogStore => ({
    ...logs,
    ask: async (ask) => {
      const asked = await logs.ask(ask);
      return { ...asked, places: { ...asked.places, release: () => void released.push(ask.use.source) } };
    },
  });
  await run({ 'scans.jsonl': scans }, { source: 'scans', match: 'P_1' }, { through });
  expect(released).toEqual(['scans']);
  const missing = { source: 'scans', missing: { by: 'id', from: { source: 'gates' } } };
  await expect(run({ 'scans.jsonl': scans, 'gates.jsonl': 'garbage' }, missing, { through })).rejects.toThrow('gates');
  await expect.poll(() => released).toEqual(['scans', 'scans']);
});
