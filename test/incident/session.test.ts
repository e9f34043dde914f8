import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { findIncidentFolder } from '../../src/incident/incident-folder.ts';
import { readJournal } from '../../src/incident/journal.ts';
import { type Machine, type OpenIncident, openIncident } from '../../src/incident/open-incident.ts';
import { resumeIncident } from '../../src/incident/resume-incident.ts';
import { type LoadedRunbook, parseRunbook } from '../../src/runbook/parse.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => unknown)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0).reverse()) await remove();
});

const small = readFileSync(new URL('../fixtures/runbooks/small.yaml', import.meta.url), 'utf8');
const scans =
  '{"ts":"2026-05-12T10:00:00Z","parcel":"P_1","gate":"A"}\n{"ts":"2026-05-12T10:00:02Z","parcel":"P_2","gate":"B"}\n';

/** The small runbook with further steps and inputs. */
function runbookWith(steps: string, inputs = ''): LoadedRunbook {
  const text = small
    .replace('      - id: asked\n', `${steps}      - id: asked\n`)
    .replace('  - {id: count, type: integer, default: 3}\n', `  - {id: count, type: integer, default: 3}\n${inputs}`);
  return parseRunbook(text, 'small.yaml');
}

async function machineAt(more: Partial<Machine> = {}): Promise<Machine> {
  const { folder, remove } = await writeFolder({});
  removals.push(remove);
  return {
    root: folder,
    env: {},
    now: () => new Date('2026-05-12T12:00:00Z'),
    pid: process.pid,
    isAlive: () => false,
    user: 'anna',
    host: 'laptop',
    tool: 'causebook test',
    ...more,
  };
}

async function evidenceOf(files: { readonly [name: string]: string } = { 'scans.jsonl': scans }): Promise<string> {
  const { folder, remove } = await writeFolder(files);
  removals.push(remove);
  return folder;
}

async function open(
  runbook: LoadedRunbook,
  more: { readonly given?: { readonly [id: string]: string }; readonly machine?: Machine } = {},
): Promise<OpenIncident> {
  const incident = await openIncident({
    runbook,
    evidence: await evidenceOf(),
    given: { parcel_id: 'P_1', ...more.given },
    machine: more.machine ?? (await machineAt()),
  });
  removals.push(incident.close);
  return incident;
}

/** A party's server that answers when the test says so. */
async function createParty() {
  const open = new Map<string, ServerResponse[]>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    asked.push(url);
    open.set(url, [...(open.get(url) ?? []), response]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  removals.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer: (url: string, body = 'ok') => {
      for (const response of open.get(url) ?? []) response.end(body);
      open.delete(url);
    },
    waiting: () => [...open.keys()].sort(),
  };
}

const call = (id: string, url: string, more = '') => `      - {id: ${id}, http: {url: "${url}/${id}"}${more}}\n`;
const statuses = ({ session }: OpenIncident) =>
  Object.fromEntries([...session.snapshot().state.steps.values()].map(({ id, status }) => [id, status]));
const took = { type: 'answered', step: 'asked', answer: { choice: 'took', quality: 'looked' } } as const;
const eventsOf = async (incident: OpenIncident) => (await readJournal(incident.folder.journal)).events;

test('opening runs the checks by themselves, and the diagnosis follows', async () => {
  const incident = await open(runbookWith(''));
  await incident.session.idle();
  expect(statuses(incident)).toEqual({ scanned: 'fail', asked: 'pending', search: 'pending' });
  const { state, diagnosis } = incident.session.snapshot();
  expect(state.steps.get('scanned')?.result).toMatchObject({ outcome: 'some', say: 'seen 1 times', facts: { n: 1 } });
  expect(diagnosis.axes[0]?.leader).toBe('on-road');
  expect(state.opening).toMatchObject({
    incident: incident.folder.id,
    inputs: { parcel_id: 'P_1', count: '3' },
    tool: 'causebook test',
  });
});

test('an incident without an input that a view needs opens all the same; what needs it is blocked', async () => {
  const machine = await machineAt();
  const incident = await openIncident({ runbook: runbookWith(''), evidence: await evidenceOf(), given: {}, machine });
  removals.push(incident.close);
  await incident.session.idle();
  expect(incident.session.snapshot().state.steps.get('scanned')?.result).toMatchObject({
    status: 'blocked',
    say: 'input parcel_id was not given',
    unblock: 'Give --input parcel_id=…',
  });
});

test.each<[string, { readonly evidence?: string; readonly given?: { readonly [id: string]: string } }]>([
  ['an evidence folder that does not exist', { evidence: '/nowhere/at/all' }],
  ['an unknown input', { given: { parcel: 'P_1' } }],
  ['an input of the wrong type', { given: { count: 'many' } }],
])('%s is refused before anything is written', async (_, { evidence, given = {} }) => {
  const machine = await machineAt();
  await expect(openIncident({ runbook: runbookWith(''), evidence, given, machine })).rejects.toMatchObject({
    name: 'UserError',
  });
  expect(readdirSync(machine.root)).toEqual([]);
});

test('checks that wait for others all run at once, however many there are', async () => {
  const party = await createParty();
  const ids = Array.from({ length: 20 }, (_, index) => `call${String(index).padStart(2, '0')}`);
  const incident = await open(runbookWith(ids.map((id) => call(id, party.url)).join('')));
  await vi.waitFor(() => expect(party.waiting()).toEqual(ids.map((id) => `/${id}`)));
  for (const id of ids) party.answer(`/${id}`);
  await incident.session.idle();
  expect(party.asked.sort()).toEqual(ids.map((id) => `/${id}`));
  expect(ids.map((id) => incident.session.snapshot().state.steps.get(id)?.status)).toEqual(ids.map(() => 'pass'));
});

test('one of many that wait is cancelled, and the others go on', async () => {
  const party = await createParty();
  const ids = Array.from({ length: 20 }, (_, index) => `call${String(index).padStart(2, '0')}`);
  const incident = await open(runbookWith(ids.map((id) => call(id, party.url)).join('')));
  await vi.waitFor(() => expect(party.waiting()).toHaveLength(20));
  incident.session.cancel('call07');
  await vi.waitFor(() => expect(statuses(incident).call07).toBe('interrupted'));
  expect(statuses(incident).call08).toBe('running');
  for (const id of ids) party.answer(`/${id}`);
  await incident.session.idle();
  const others = ids.filter((id) => id !== 'call07').map((id) => statuses(incident)[id]);
  expect(others).toEqual(Array.from({ length: 19 }, () => 'pass'));
  expect(statuses(incident).call07).toBe('interrupted');
  expect(incident.session.snapshot().running).toEqual([]);
});

test('an answer, a setback and a remark show, and undo takes back the newest first', async () => {
  const incident = await open(runbookWith(''));
  const { session } = incident;
  await session.idle();
  await session.dispatch({ type: 'set-back', step: 'asked', as: 'waiting' });
  expect(statuses(incident).asked).toBe('waiting');
  await session.dispatch(took);
  await session.dispatch({ type: 'noted', text: 'they were sure' });
  expect(session.snapshot().state.steps.get('asked')).toMatchObject({ status: 'pass', outcome: 'took' });
  expect([await session.undo(), await session.undo(), statuses(incident).asked]).toEqual(['noted', 'asked', 'waiting']);
  expect([await session.undo(), await session.undo(), statuses(incident).asked]).toEqual([
    'asked',
    undefined,
    'pending',
  ]);
  expect(session.snapshot().state.remarks).toEqual([]);
  expect((await eventsOf(incident)).filter(({ type }) => type === 'undone')).toHaveLength(3);
});

test('a snapshot is the same object until something changes, and each change calls back', async () => {
  const { session } = await open(runbookWith(''));
  await session.idle();
  let calls = 0;
  const stop = session.subscribe(() => {
    calls += 1;
  });
  const before = session.snapshot();
  expect(session.snapshot()).toBe(before);
  await session.dispatch(took);
  expect(calls).toBe(1);
  expect(session.snapshot()).not.toBe(before);
  stop();
  await session.dispatch({ type: 'noted', text: 'x' });
  expect(calls).toBe(1);
});

test('whatever a snapshot shows is in the journal already', async () => {
  const party = await createParty();
  const incident = await open(runbookWith(call('one', party.url) + call('two', party.url)));
  const { session, folder } = incident;
  let looks = 0;
  session.subscribe(() => {
    const shown = session.snapshot().state.events;
    const lines = readFileSync(folder.journal, 'utf8').split('\n').slice(1, -1);
    expect(lines.map((line) => JSON.parse(line))).toEqual(expect.arrayContaining([...shown]));
    looks += 1;
  });
  const dispatched = Array.from({ length: 20 }, (_, index) =>
    session.dispatch(index % 2 === 0 ? took : { type: 'noted', text: `${index}` }),
  );
  await vi.waitFor(() => expect(party.waiting()).toEqual(['/one', '/two']));
  party.answer('/one');
  party.answer('/two');
  await Promise.all([...dispatched, session.idle()]);
  expect(looks).toBeGreaterThan(22);
  expect((await eventsOf(incident)).map(({ seq }) => seq)).toEqual(
    session.snapshot().state.events.map(({ seq }) => seq),
  );
});

test('a step that changes something runs only when a person says yes, each time', async () => {
  const party = await createParty();
  const incident = await open(runbookWith(call('resend', party.url, ', risk: write')));
  const { session } = incident;
  await session.idle();
  session.rerun('resend');
  session.rerun('resend', { confirmed: false });
  await session.idle();
  expect([party.asked, statuses(incident).resend]).toEqual([[], 'pending']);
  session.rerun('resend', { confirmed: true });
  await vi.waitFor(() => expect(party.waiting()).toEqual(['/resend']));
  party.answer('/resend');
  await session.idle();
  expect([party.asked, statuses(incident).resend]).toEqual([['/resend'], 'pass']);
});

test('a check that is run again reads anew: files that have come, lines that were added, the output of a command', async () => {
  const evidence = await evidenceOf();
  const grown = path.join(evidence, 'scans.jsonl');
  const counted = (id: string, log: string) =>
    `      - {id: ${id}, log: {${log}}, outcomes: [{id: x, say: "\${{ result.n }}"}]}\n`;
  const one = 'select count(*) as n from';
  const text = small
    .replace(
      'views:\n',
      `  - {id: gates, party: depot, title: Gates, log: {files: gates.jsonl}}\n  - {id: told, party: depot, title: Told, log: {command: [cat, ${grown}]}}\nviews:\n`,
    )
    .replace(
      '      - id: asked\n',
      `${counted('table', `with: [scans], sql: "${one} scans"`)}${counted('ready', 'source: scans')}${counted('command', `with: [told], sql: "${one} told"`)}${counted('gate', 'source: gates')}      - id: asked\n`,
    );
  const incident = await openIncident({
    runbook: parseRunbook(text, 'small.yaml'),
    evidence,
    given: { parcel_id: 'P_1' },
    machine: await machineAt(),
    approval: { scripts: {} },
  });
  removals.push(incident.close);
  const { session } = incident;
  const ids = ['table', 'ready', 'command', 'gate'];
  const said = () => ids.map((id) => session.snapshot().state.steps.get(id)?.result?.say);
  await session.idle();
  expect(said()).toEqual(['2', '2', '2', 'Gates is not in the evidence folder']);
  await writeFile(grown, scans.repeat(2));
  await writeFile(path.join(evidence, 'gates.jsonl'), scans);
  for (const id of ids) session.rerun(id);
  await session.idle();
  expect(said()).toEqual(['4', '4', '4', '2']);
});

test('the line that repeats a check names the window it read, and the runbook so that it is found', async () => {
  const evidence = await evidenceOf();
  const inputs = '  - {id: window, type: window, optional: true}\n';
  const incident = await openIncident({
    runbook: runbookWith('', inputs),
    name: '/books/my small.yaml',
    evidence,
    given: { parcel_id: 'P_1', window: '2026-05-12T10:00:00Z/2026-05-12T10:00:01Z' },
    machine: await machineAt(),
  });
  removals.push(incident.close);
  await incident.session.idle();
  expect(incident.session.snapshot().state.steps.get('scanned')?.result?.command).toBe(
    `causebook check step '/books/my small.yaml' scanned --evidence ${evidence} --input parcel_id=P_1 --input count=3 --input window=2026-05-12T10:00:00.000Z/2026-05-12T10:00:01.000Z`,
  );
});

test('a check that is cancelled is interrupted, and the others go on', async () => {
  const party = await createParty();
  const incident = await open(runbookWith(call('one', party.url) + call('two', party.url)));
  await vi.waitFor(() => expect(party.waiting()).toEqual(['/one', '/two']));
  incident.session.cancel('one');
  await vi.waitFor(() => expect(statuses(incident).one).toBe('interrupted'));
  party.answer('/two');
  await incident.session.idle();
  expect(statuses(incident)).toMatchObject({ one: 'interrupted', two: 'pass' });
});

test('secrets are in none of the files of an incident, whoever repeats them', async () => {
  const secret = 'pa55 w/ord+"x"';
  const party = await createParty();
  const inputs = '  - {id: api_key, type: string, secret: true, env: API_KEY}\n';
  const steps = `      - {id: call, http: {url: "${party.url}/call", headers: {X-Key: "\${{ inputs.api_key }}"}}, outcomes: [{id: said, say: "with \${{ inputs.api_key }}: \${{ result.body_text }}"}]}\n`;
  const machine = await machineAt({ env: { API_KEY: secret } });
  const incident = await open(runbookWith(steps.replace('{id: said,', '{id: said, status: fail,'), inputs), {
    machine,
  });
  await vi.waitFor(() => expect(party.waiting()).toEqual(['/call']));
  party.answer('/call', `you sent ${secret} or ${Buffer.from(secret).toString('base64')}`);
  await incident.session.idle();
  await incident.session.dispatch({ type: 'noted', text: `the key is ${secret}` });
  await incident.session.dispatch({ ...took, answer: { text: `password=${secret}`, quality: 'looked' } });
  await incident.close();
  const files = readdirSync(incident.folder.path);
  expect(files).toContain('journal.jsonl');
  for (const file of files) {
    const text = await readFile(path.join(incident.folder.path, file), 'utf8');
    for (const spelling of [
      secret,
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64'),
      encodeURIComponent(secret),
    ]) {
      expect(text).not.toContain(spelling);
    }
  }
  expect(await readFile(incident.folder.journal, 'utf8')).toMatch(/the key is \[secret:[0-9a-f]{6}\]/);
});

test('after kill -9 no answer and no result is lost, and only what was not finished runs again', async () => {
  const party = await createParty();
  const runbook = runbookWith(
    call('done', party.url) + call('begun', party.url) + call('resend', party.url, ', risk: write'),
  );
  const machine = await machineAt();
  const dead = await open(runbook, { machine });
  await vi.waitFor(() => expect(party.waiting()).toEqual(['/begun', '/done']));
  party.answer('/done');
  await vi.waitFor(() => expect(statuses(dead)).toMatchObject({ done: 'pass', scanned: 'fail' }));
  dead.session.rerun('resend', { confirmed: true });
  await vi.waitFor(() => expect(statuses(dead).resend).toBe('running'));
  await dead.session.dispatch({ type: 'noted', text: 'before' });
  await dead.session.dispatch(took);

  // What is on the disk now is all that a killed process leaves.
  const after = await machineAt();
  cpSync(machine.root, after.root, { recursive: true });
  expect(readdirSync(path.join(after.root, dead.folder.id))).toContain('pen.1');
  const shown = dead.session.snapshot().state;
  const again = await resumeIncident({
    folder: await findIncidentFolder(after.root, undefined),
    load: async () => runbook,
    machine: after,
  });
  removals.push(again.close);

  const state = again.session.snapshot().state;
  expect(state.events.slice(0, -1).filter(({ seq }) => seq <= shown.events.length)).toEqual(shown.events);
  expect(state.steps.get('asked')).toMatchObject({ status: 'pass', outcome: 'took' });
  expect(state.steps.get('done')).toEqual(shown.steps.get('done'));
  expect(state.remarks.map(({ text }) => text)).toEqual(['before']);
  await vi.waitFor(() => expect(party.asked.filter((url) => url === '/begun')).toHaveLength(2));
  party.answer('/begun');
  await again.session.idle();
  expect(statuses(again)).toMatchObject({ done: 'pass', begun: 'pass', scanned: 'fail', resend: 'interrupted' });
  expect(party.asked.filter((url) => url === '/done')).toHaveLength(1);
  expect(party.asked.filter((url) => url === '/resend')).toHaveLength(1);
});

test('wherever the journal was cut by the crash, resuming keeps all whole events and says what was dropped', async () => {
  const runbook = runbookWith('');
  const machine = await machineAt({ now: () => new Date() });
  const first = await open(runbook, { machine });
  await first.session.idle();
  await first.session.dispatch(took);
  await first.close();
  const bytes = readFileSync(first.folder.journal);
  const { events } = await readJournal(first.folder.journal);
  const cuts = [bytes.lastIndexOf(0x0a, bytes.length - 2) + 5, bytes.length - 1, bytes.length];
  for (const cut of cuts) {
    const after = await machineAt({ now: () => new Date() });
    cpSync(machine.root, after.root, { recursive: true });
    const folder = await findIncidentFolder(after.root, undefined);
    await writeFile(folder.journal, bytes.subarray(0, cut));
    const again = await resumeIncident({ folder, load: async () => runbook, machine: after });
    const kept = cut === bytes.length ? events : events.slice(0, -1);
    expect(again.session.snapshot().state.events.slice(0, -1)).toEqual(kept);
    const torn = cut - (bytes.lastIndexOf(0x0a, bytes.length - 2) + 1);
    expect(again.notices).toEqual(
      cut === bytes.length ? [] : [`the last line of the journal was unfinished and was dropped (${torn} bytes)`],
    );
    await again.session.dispatch({ type: 'noted', text: 'on' });
    await again.close();
    expect((await readJournal(folder.journal)).events.map(({ seq }) => seq)).toEqual(
      [...kept, 0, 0].map((_, index) => index + 1),
    );
  }
});

test('an incident that another causebook writes is not opened, and one that never began says so', async () => {
  const runbook = runbookWith('');
  const incident = await open(runbook, { machine: await machineAt({ isAlive: () => true }) });
  await incident.session.idle();
  const root = path.dirname(incident.folder.path);
  const resume = async (isAlive: boolean) =>
    resumeIncident({
      folder: await findIncidentFolder(root, undefined),
      load: async () => runbook,
      machine: { ...(await machineAt()), isAlive: () => isAlive },
    });
  await expect(resume(true)).rejects.toThrow(
    `incident ${incident.folder.id} is open in another causebook: anna on laptop has the pen (process ${process.pid}, since 2026-05-12T12:00:00Z). ` +
      `Follow it with: causebook show ${incident.folder.id} --follow. Take the pen with: causebook resume ${incident.folder.id} --take`,
  );
  await incident.close();
  await rm(incident.folder.journal);
  await expect(resume(true)).rejects.toThrow(
    `incident ${incident.folder.id} ended before it was opened. Remove it with: causebook rm ${incident.folder.id}`,
  );
  // The pen was given back: nobody is told of a writer that is none.
  const pens = readdirSync(incident.folder.path).filter((name) => name.startsWith('pen.'));
  const newest = readFileSync(path.join(incident.folder.path, pens.sort().at(-1) ?? ''), 'utf8');
  expect(JSON.parse(newest)).toMatchObject({ user: 'anna', host: 'laptop', released: true });
});

test('a journal that cannot be written is told, and the walk goes on', async () => {
  const incident = await open(runbookWith(''));
  const { session } = incident;
  await session.idle();
  expect(session.snapshot().notSaved).toBeUndefined();
  await session.close();
  await session.dispatch(took);
  expect(session.snapshot().notSaved).toMatch(/closed|EBADF/);
  expect(statuses(incident).asked).toBe('pass');
});

test('an incident whose checks still wait for the screen can be closed', async () => {
  const incident = await openIncident({
    runbook: runbookWith(''),
    evidence: await evidenceOf(),
    given: { parcel_id: 'P_1' },
    machine: await machineAt(),
    hold: new Promise(() => undefined),
  });
  await incident.close();
  const { events } = await readJournal(incident.folder.journal);
  expect(events.map(({ type }) => type)).toEqual(['opened']);
});
