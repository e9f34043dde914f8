import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { runStep } from '../../src/incident/run-step.ts';
import { createLogStore, type LogStore } from '../../src/logs/log-store.ts';
import type { SourceEntry } from '../../src/logs/source.ts';
import type { Step } from '../../src/runbook/schema.ts';
import { createCheckContext } from '../helpers/check-context.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0).reverse()) await remove();
});

const source: SourceEntry = {
  id: 'scans',
  title: 'Scan log',
  owner: 'Depot',
  kind: 'log',
  log: { files: 'scans.jsonl', stamps: 'start', fields: {} },
};
const scans = '{"ts":"2026-05-12T10:00:00Z","id":"P_1"}\n{"ts":"2026-05-12T10:00:02Z","id":"P_1"}\n';
const count = { log: { source: 'scans', needs: [], with: [], sql: 'select count(*) as n, null as gate from events' } };

async function run(
  step: Partial<Step>,
  more: {
    readonly bindings?: object;
    readonly missing?: readonly string[];
    readonly signal?: AbortSignal;
    readonly inTurn?: LogStore['inTurn'];
    readonly files?: { readonly [name: string]: string | Uint8Array };
  } = {},
) {
  const { folder, remove } = await writeFolder(more.files ?? { 'scans.jsonl': scans });
  let clock = Date.parse('2026-05-12T12:00:00Z');
  const now = () => {
    clock += 250;
    return new Date(clock);
  };
  const {
    signal: _,
    timeoutMs: __,
    progress: ___,
    ...context
  } = await createCheckContext({ folder, sources: [source] });
  const store = createLogStore({ folder: context.folder, sources: context.sources });
  const logs = more.inTurn === undefined ? store : { ...store, inTurn: more.inTurn };
  removals.push(remove, store.close);
  return runStep({ id: 'step', risk: 'read', ...step } as Step, {
    bindings: { inputs: { parcel_id: 'P_1' }, answers: {}, outcomes: {}, ...more.bindings },
    missingInputs: more.missing ?? [],
    context: { ...context, logs, now },
    signal: more.signal ?? new AbortController().signal,
    progress: () => undefined,
    command: (id) => `causebook check step ${id}`,
  });
}

const outcomes: Step['outcomes'] = [
  { id: 'many', when: 'result.n > 2', status: 'fail' },
  {
    id: 'some',
    when: 'result.n == 2 && inputs.parcel_id == "P_1"',
    status: 'warn',
    say: '  ${{ result.n }} scans at gate ${{ result.gate }}\n',
  },
  { id: 'none', status: 'pass' },
];

test('a step that holds what it reads waits for its turn; one that searches does not', async () => {
  const turns: (readonly string[])[] = [];
  const inTurn: LogStore['inTurn'] = ({ sources }, work) => {
    turns.push(sources);
    return work();
  };
  expect(await run(count, { inTurn })).toMatchObject({ status: 'pass' });
  const match = { log: { source: 'scans', needs: [], with: [], match: 'P_1' } };
  expect(await run(match, { inTurn })).toMatchObject({ status: 'pass' });
  expect(turns).toEqual([['scans'], []]);
});

test('the first outcome that holds is taken, and tells its sentence with the facts', async () => {
  expect(await run({ ...count, outcomes })).toEqual({
    status: 'warn',
    outcome: 'some',
    say: '2 scans at gate not recorded',
    facts: expect.objectContaining({ n: 2, gate: null }),
    evidence: [],
    command: expect.stringMatching(/^causebook check log .*scans\.jsonl --stamps start --sql /),
    startedAt: '2026-05-12T12:00:00.250Z',
    durationMs: 250,
  });
});

test('where no condition holds the last outcome is taken; without outcomes the check judges itself', async () => {
  expect(await run({ ...count, outcomes }, { bindings: { inputs: { parcel_id: 'P_2' } } })).toMatchObject({
    status: 'pass',
    outcome: 'none',
    say: '1 row from 2 lines',
  });
  expect(await run(count)).toMatchObject({ status: 'pass', outcome: 'found', say: '1 row from 2 lines' });
});

test('a sentence of the runbook says what of the logs could not be seen', async () => {
  const outcomes: Step['outcomes'] = [{ id: 'some', status: 'fail', say: '${{ result.n }} scans.' }];
  expect(await run({ ...count, outcomes })).toMatchObject({ say: '2 scans.' });
  const files = { 'scans.jsonl': `${scans}garbled\n` };
  expect(await run({ ...count, outcomes }, { files })).toMatchObject({ say: '2 scans; 1 line did not parse' });
});

const nowhere: Step['outcomes'] = [
  { id: 'some', when: 'result.n > 0', status: 'fail', say: 'there' },
  { id: 'none', status: 'pass', say: 'not there' },
];

test.each<[string, object, { readonly [name: string]: string | Uint8Array }, string]>([
  [
    'has the text in a line that did not parse',
    { match: 'panic' },
    { 'scans.jsonl': `${scans}panic: P_1\n` },
    'not there; 1 line that did not parse has the text',
  ],
  [
    'has the text in a line that did not parse, and is asked in SQL',
    { match: 'panic', sql: 'select count(*) as n from events' },
    { 'scans.jsonl': `${scans}panic: P_1\n` },
    'not there; 1 line that did not parse has the text',
  ],
  [
    'was not read to its end',
    { sql: "select count(*) as seen, count(*) filter (where id = 'P_2') as n from events" },
    { 'scans.jsonl': gzipSync(scans.repeat(200)).subarray(0, -12) },
    'not there; 1 line did not parse, scans.jsonl not read to the end',
  ],
])('what is not found in a log that %s is no plain pass', async (_, asked, files, say) => {
  const step = { log: { source: 'scans', needs: [], with: [], ...asked }, outcomes: nowhere };
  expect(await run(step, { files })).toMatchObject({ status: 'warn', outcome: 'none', say });
  expect(await run(step)).toMatchObject({ status: 'pass', outcome: 'none', say: 'not there' });
});

test('what the runbook calls a failure stays one, however much was read', async () => {
  const files = { 'scans.jsonl': gzipSync(scans.repeat(200)).subarray(0, -12) };
  const step = { log: { source: 'scans', needs: [], with: [], match: 'P_1' }, outcomes: nowhere };
  expect(await run(step, { files })).toMatchObject({ status: 'fail', outcome: 'some' });
});

test('a check that only the runbook can ask again names the command that does', async () => {
  const step = { log: { needs: [], with: ['scans'], sql: 'select 1 as n' } };
  expect((await run(step)).command).toBe('causebook check step step');
});

test('values are bound to SQL and filled into everything else', async () => {
  const log = {
    source: 'scans',
    needs: [],
    with: [],
    match: '${{ inputs.parcel_id }}',
    sql: 'select count(*) as n, ${{ inputs.parcel_id }} as id from events',
  };
  expect((await run({ log })).facts).toMatchObject({ n: 2, id: 'P_1' });
  expect(
    (await run({ log }, { bindings: { inputs: { parcel_id: "x'; drop table events; --" } } })).facts,
  ).toMatchObject({ n: 0, id: "x'; drop table events; --" });
});

test.each<[string | undefined, string]>([
  ['${{ result.n }} scans', '0 scans; this is without'],
  [undefined, '1 row from 0 lines; this is without'],
])(
  'an optional source that is there and cannot be read is told, and leaves no plain pass (say: %s)',
  async (say, told) => {
    const sql = 'select count(*) as n from scans';
    const result = await run(
      {
        log: { needs: [], with: [{ source: 'scans', optional: true }], sql },
        outcomes: [{ id: 'any', status: 'pass', ...(say === undefined ? {} : { say }) }],
      } as never,
      { files: { 'scans.jsonl': '\u0000\u0001garbled\n' } },
    );
    expect(result.status).toBe('warn');
    const why = 'Scan log: none of the 1 lines read from scans.jsonl could be understood (first at scans.jsonl:1)';
    expect(result.say).toBe(`${told} what is there and could not be read: ${why}`);
  },
);

test('a step that does not apply is told why, and does not run', async () => {
  const step = { ...count, when: "answers.asked == 'took'" };
  expect(await run(step, { bindings: { answers: { asked: '' } }, files: {} })).toMatchObject({
    status: 'not-applicable',
    outcome: null,
    say: "does not apply here: answers.asked == 'took' is false",
    command: null,
  });
  expect(await run(step, { bindings: { answers: { asked: 'took' } } })).toMatchObject({ status: 'pass' });
});

test.each<[string, Partial<Step>]>([
  ['in a parameter', { log: { ...count.log, match: '${{ inputs.window_id }}' } }],
  [
    'deep in one',
    { log: { ...count.log, with: [{ source: 'scans', match: 'x-${{ inputs.window_id }}', optional: true }] } },
  ],
  ['in its condition', { ...count, when: 'inputs.window_id == "x"' }],
])('a step that names an input without a value %s is blocked', async (_, step) => {
  expect(await run(step, { missing: ['window_id'] })).toMatchObject({
    status: 'blocked',
    outcome: null,
    say: 'input window_id was not given',
    unblock: 'Give --input window_id=…',
  });
});

test('a missing file blocks, with whom to ask', async () => {
  expect(await run(count, { files: {} })).toMatchObject({
    status: 'blocked',
    say: 'Scan log is not in the evidence folder',
    unblock: 'Ask Depot for scans.jsonl',
  });
});

test.each<[string, Partial<Step>, string]>([
  ['a condition that cannot be decided', { ...count, when: 'inputs.nothing == 1' }, 'No such key: nothing'],
  [
    'an outcome that cannot be decided',
    {
      ...count,
      outcomes: [
        { id: 'late', when: 'result.gate > 1', status: 'fail' },
        { id: 'none', status: 'pass' },
      ],
    },
    'outcome late: result.gate > 1 could not be decided: no such overload: dyn<null> > int',
  ],
  [
    'a sentence that cannot be told',
    { ...count, outcomes: [{ id: 'x', status: 'fail', say: '${{ result.nothing + 1 }}' }] },
    'No such key: nothing',
  ],
  [
    'outcomes of which none holds',
    { ...count, outcomes: [{ id: 'x', when: 'false', status: 'fail' }] },
    'no outcome fits what was found',
  ],
  [
    'SQL that is none',
    { log: { ...count.log, sql: 'select nope from events' } },
    'the query failed: Binder Error: Referenced column "nope" not found in FROM clause!',
  ],
  [
    'a time-out that is none',
    { ...count, timeout: 'soon' },
    '"soon" is not a duration. Write for example 30s, 15m, 24h or 7d.',
  ],
])('%s is an error, in one line, and no pass', async (_, step, say) => {
  expect(await run(step)).toMatchObject({ status: 'error', outcome: null, say });
});

/** A server that takes requests and answers none. */
async function createSilentServer(): Promise<string> {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  removals.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const http = (url: string) => ({ http: { url } }) as unknown as Partial<Step>;

test('a check that does not end is given up at the time-out of its step', async () => {
  const log = {
    ...count.log,
    sql: 'select count(*) as n from range(1000000) a, range(1000000) b where a.range < b.range',
  };
  expect(await run({ log, timeout: '150ms' })).toMatchObject({
    status: 'error',
    outcome: null,
    say: 'gave up after 0.15 s, the time-out of this step',
  });
});

test('a check that is cancelled has no result', async () => {
  const url = await createSilentServer();
  const controller = new AbortController();
  const running = run(http(url), { signal: controller.signal });
  controller.abort(Object.assign(new Error('cancelled'), { name: 'AbortError' }));
  await expect(running).rejects.toThrow('cancelled');
});

test('a template that comes to nothing is a parameter that is not given, wherever no empty text may stand', async () => {
  const server = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
  removals.push(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const none = '${{ inputs.none }}';
  const found = await run(
    {
      http: {
        ...{
          url,
          ca: none,
          cert: none,
          key: none,
          passphrase_env: none,
          bearer_env: none,
          unix_socket: none,
          proxy: none,
        },
        ...{ resolve: [none], connect_to: [none], connect_timeout: none, retry: { times: 1, wait: none } },
        expect: { status: 200 },
      },
    } as never,
    { bindings: { inputs: { none: '' } } },
  );
  expect(found.say).not.toContain('cannot use');
  expect(found.status).toBe('pass');
  const tls = { host: '127.0.0.1', port: new URL(url).port === '' ? 1 : Number(new URL(url).port) };
  const handshake = await run(
    {
      tls: {
        ...{ ...tls, ca: none, cert: none, key: none, passphrase_env: none, servername: none, servernames: [none] },
        ...{ connect: none, file: none, at: none, alpn: undefined },
      },
    } as never,
    { bindings: { inputs: { none: '' } } },
  );
  expect(handshake.say).not.toContain('cannot use');
});

test.each([
  ['a filter', { log: { source: 'scans', match: '${{ inputs.none }}', needs: [], with: [] } }, 'match'],
  [
    'an expectation',
    { http: { url: 'http://127.0.0.1:1/', expect: { total_ms: '${{ inputs.none }}' } } },
    'expect.total_ms',
  ],
  ['a required parameter', { tcp: { targets: ['${{ inputs.none }}'] } }, 'targets.0'],
])('%s that comes to nothing is an error, not another question', async (_, step, place) => {
  const found = await run(step as never, { bindings: { inputs: { none: '' } } });
  expect(found).toMatchObject({
    status: 'error',
    say: expect.stringContaining(` cannot use what it was given: ${place}: `),
  });
});
