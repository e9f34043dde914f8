import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Approval } from '../../src/checks/check.ts';
import { findIncidentFolder } from '../../src/incident/incident-folder.ts';
import { readJournal } from '../../src/incident/journal.ts';
import { listLive } from '../../src/incident/list-live.ts';
import { type Machine, type OpenIncident, openIncident } from '../../src/incident/open-incident.ts';
import { resumeIncident } from '../../src/incident/resume-incident.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { createReport } from '../../src/report/report.ts';
import { loadRunbook } from '../../src/runbook/load.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => unknown)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0).reverse()) await remove();
});

const small = readFileSync(new URL('../fixtures/runbooks/small.yaml', import.meta.url), 'utf8');
const scan = '{"ts":"2026-05-12T10:00:00Z","parcel":"P_1","gate":"A"}\n';
const took = { type: 'answered', step: 'asked', answer: { choice: 'took', quality: 'looked' } } as const;

/** A place with a runbook, evidence and incidents, and a clock that the test sets. */
async function stage(text = small) {
  const { folder, remove } = await writeFolder({ 'small.yaml': text });
  removals.push(remove);
  await mkdir(path.join(folder, 'evidence'));
  await writeFile(path.join(folder, 'evidence', 'scans.jsonl'), scan);
  const clock = { afterMs: 0 };
  const machine: Machine = {
    root: path.join(folder, 'state'),
    env: {},
    now: () => new Date(Date.now() + clock.afterMs),
    pid: process.pid,
    isAlive: () => false,
    user: 'anna',
    host: 'laptop',
    tool: 'causebook test',
  };
  const runbookFile = path.join(folder, 'small.yaml');
  return {
    clock,
    runbookFile,
    scans: path.join(folder, 'evidence', 'scans.jsonl'),
    /** Walks to the end of the checks, answers the question, and leaves. */
    walk: async (approval?: Approval) => {
      const runbook = await loadRunbook(runbookFile);
      const evidence = path.join(folder, 'evidence');
      const incident = await openIncident({ runbook, evidence, given: { parcel_id: 'P_1' }, machine, approval });
      await incident.session.idle();
      await incident.session.dispatch(took);
      await incident.close();
      return incident;
    },
    resume: async (more: { readonly skipDamaged?: boolean; readonly evidence?: string } = {}) => {
      const incident = await resumeIncident({
        folder: await findIncidentFolder(machine.root, undefined),
        load: (file) => loadRunbook(file),
        machine,
        ...more,
      });
      removals.push(incident.close);
      return incident;
    },
  };
}

const staleOf = ({ session }: OpenIncident) =>
  Object.fromEntries([...session.snapshot().state.steps.values()].map(({ id, stale }) => [id, stale]));
const statusesOf = ({ session }: OpenIncident) =>
  Object.fromEntries([...session.snapshot().state.steps.values()].map(({ id, status }) => [id, status]));
const noteOf = ({ session, before }: OpenIncident) => {
  const { state, diagnosis } = session.snapshot();
  return renderMarkdown(createReport({ state, diagnosis, runbook: session.runbook, before }));
};

/** A party's server that counts what it is asked. */
async function createParty() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  removals.push(() => server.close());
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('what a server said is stale after half an hour and is asked again when the person says so; what changes something never is', async () => {
  const party = await createParty();
  const call = (id: string, more = '') => `      - {id: ${id}, http: {url: "${party.url}/${id}"}${more}}\n`;
  const at = await stage(
    small.replace('      - id: asked\n', `${call('ping')}${call('resend', ', risk: write')}      - id: asked\n`),
  );
  const walked = await at.walk();
  const { state } = walked.session.snapshot();
  expect((await listLive(walked.session.runbook.runbook, state)).map(({ step }) => step)).toEqual(['ping']);
  at.clock.afterMs = 29 * 60_000;
  expect(staleOf(await at.resume())).toMatchObject({ ping: undefined, scanned: undefined });
  await removals.pop()?.();
  at.clock.afterMs = 3 * 60 * 60_000;
  const late = await at.resume();
  expect(staleOf(late)).toMatchObject({
    ping: 'measured 3 hours before the walk went on',
    scanned: undefined,
    resend: undefined,
  });
  expect(late.notices).toEqual([
    '1 result may no longer hold; R on the screen, or --refresh, runs its check again:',
    '  ping: measured 3 hours before the walk went on',
  ]);
  expect(noteOf(late)).toContain('## May no longer hold\n\n- [E2] `ping`: measured 3 hours before the walk went on\n');
  expect(party.asked).toEqual(['/ping']);
  expect(await late.session.refresh()).toBe(1);
  await late.session.idle();
  expect(party.asked).toEqual(['/ping', '/ping']);
  expect(staleOf(late).ping).toBeUndefined();
  expect(noteOf(late)).not.toContain('May no longer hold');
});

test('what was read from a file is stale when the file has changed since, however old it is, also when its time was kept', async () => {
  const at = await stage();
  await at.walk();
  at.clock.afterMs = 48 * 60 * 60_000;
  expect(staleOf(await at.resume())).toMatchObject({ scanned: undefined });
  await removals.pop()?.();
  await writeFile(at.scans, scan + scan);
  await utimes(at.scans, new Date('2026-01-01'), new Date('2026-01-01'));
  const again = await at.resume();
  expect(staleOf(again).scanned).toBe('scans.jsonl has changed since');
  await again.session.refresh();
  await again.session.idle();
  expect(again.session.snapshot().state.steps.get('scanned')?.result?.facts.n).toBe(2);
});

test('what was read from a file that has gone is stale, and it is said which one', async () => {
  const at = await stage();
  const rotated = [1, 2, 3, 4].map((n) => `${at.scans}.${n}`);
  for (const file of rotated) await writeFile(file, scan);
  await at.walk();
  await rm(rotated[1] ?? '');
  const again = await at.resume();
  expect(staleOf(again)).toMatchObject({ scanned: 'scans.jsonl.2 has gone since' });
  expect(again.notices).toEqual([
    '1 result may no longer hold; R on the screen, or --refresh, runs its check again:',
    '  scanned: scans.jsonl.2 has gone since',
  ]);
  expect(await again.session.refresh()).toBe(1);
  await again.session.idle();
  expect(again.session.snapshot().state.steps.get('scanned')).toMatchObject({
    stale: undefined,
    result: { facts: { n: 4 } },
  });
  await removals.pop()?.();
  for (const file of [at.scans, ...rotated]) await rm(file, { force: true });
  expect(staleOf(await at.resume()).scanned).toBe('scans.jsonl.4, scans.jsonl.3 and 2 more have gone since');
});

test('what was renamed is stale, also where as many files are there as before', async () => {
  const at = await stage();
  await writeFile(`${at.scans}.1`, scan);
  await at.walk();
  await rename(`${at.scans}.1`, `${at.scans}.2`);
  await rename(at.scans, `${at.scans}.1`);
  expect(staleOf(await at.resume()).scanned).toBe('scans.jsonl has gone since');
});

test('what a command printed, and a log that never was there, has not gone', async () => {
  const at = await stage(
    small
      .replace(
        'views:\n',
        `  - {id: printed, party: depot, title: Printed, log: {command: ["${process.execPath}", -p, "'2026-05-12T10:00:00Z gate'"]}}
  - {id: lorries, party: depot, title: Lorry log, log: {files: lorries.log}}
views:\n`,
      )
      .replace(
        '      - id: asked\n',
        `      - {id: printed, log: {source: printed, with: [{source: lorries, optional: true}], sql: select count(*) as n from events}}
      - id: asked\n`,
      ),
  );
  const walked = await at.walk({ scripts: {} });
  expect(walked.session.snapshot().state.steps.get('printed')?.result).toMatchObject({ facts: { n: 1 } });
  expect(staleOf(await at.resume()).printed).toBeUndefined();
});

test('a file whose name was redacted has not gone', async () => {
  const at = await stage();
  await writeFile(`${at.scans}-anna.berg@example.com`, scan);
  const walked = await at.walk();
  const { read } = walked.session.snapshot().state.steps.get('scanned')?.result?.facts ?? {};
  expect(JSON.stringify(read)).toMatch(/"\[email:/);
  expect(staleOf(await at.resume()).scanned).toBeUndefined();
});

test('settings that have gone make what was read from them stale; what could not be read then does not', async () => {
  const at = await stage(
    small
      .replace('views:\n', '  - {id: belt, party: depot, title: Belt, config: {file: belt.env, fields: {}}}\nviews:\n')
      .replace(
        '      - id: asked\n',
        '      - {id: speed, config: {source: belt, expect: speed = 3}}\n      - id: asked\n',
      ),
  );
  const belt = path.join(path.dirname(at.scans), 'belt.env');
  await writeFile(belt, 'speed=3\n');
  await at.walk();
  expect(staleOf(await at.resume()).speed).toBeUndefined();
  await removals.pop()?.();
  await rm(belt);
  const again = await at.resume();
  expect(staleOf(again).speed).toBe('belt.env has gone since');
  await again.session.refresh();
  await again.session.idle();
  expect(statusesOf(again).speed).toBe('blocked');
  expect(await again.session.refresh()).toBe(0);
});

test('a file for which a text was pasted may change and go; the text may not', async () => {
  const at = await stage();
  const walked = await at.walk();
  const first = await at.resume();
  const pasted = await first.session.paste('scans', scan + scan);
  await first.session.idle();
  await removals.pop()?.();
  await rm(at.scans);
  expect(staleOf(await at.resume()).scanned).toBeUndefined();
  await removals.pop()?.();
  await rm(path.join(walked.folder.path, pasted.file));
  expect(staleOf(await at.resume()).scanned).toBe('pasted/scans-1.log has gone since');
});

test('what goes stale while the walk goes on is found when all is looked over', async () => {
  const at = await stage();
  await writeFile(`${at.scans}.1`, scan);
  await at.walk();
  const { session } = await at.resume();
  expect(await session.refresh()).toBe(0);
  await rm(`${at.scans}.1`);
  expect(await session.refresh()).toBe(1);
  await session.idle();
  expect(session.snapshot().state.events.find(({ type }) => type === 'went-stale')).toMatchObject({
    steps: [{ step: 'scanned', why: 'scans.jsonl.1 has gone since' }],
  });
  expect(session.snapshot().state.steps.get('scanned')?.result?.facts.n).toBe(1);
});

test('a runbook that changed keeps what fits and lists what does not', async () => {
  const at = await stage();
  await at.walk();
  await writeFile(
    at.runbookFile,
    small
      .replace('{id: took, label: They took it}', '{id: took_it, label: They took it}')
      .replaceAll('{id: took,', '{id: took_it,'),
  );
  const again = await at.resume();
  expect(again.notices).toEqual([
    'the runbook has changed since this incident was opened; 1 thing that was recorded does not fit it as it did:',
    '  answer to asked (took): the step no longer has the choice "took"',
  ]);
  expect(statusesOf(again)).toMatchObject({ scanned: 'fail', asked: 'pending' });
  expect(noteOf(again)).toContain(
    '## The runbook has changed\n\n- answer to asked (took): the step no longer has the choice "took"\n',
  );
});

test('a check whose outcome or way of measuring is another one now is told; what has no outcome any more runs again', async () => {
  const at = await stage();
  await at.walk();
  await writeFile(
    at.runbookFile,
    small
      .replace('{id: some, when: result.n > 0', '{id: seen, when: result.n > 0')
      .replaceAll('{id: some,', '{id: seen,')
      .replace("outcomes.scanned == 'some'", "outcomes.scanned == 'seen'"),
  );
  const again = await at.resume();
  expect(again.notices[1]).toBe('  result of scanned (some): the step no longer has the outcome "some"');
  await again.session.idle();
  expect(again.session.snapshot().state.steps.get('scanned')).toMatchObject({ status: 'fail', outcome: 'seen' });

  const other = await stage();
  await other.walk();
  await writeFile(other.runbookFile, small.replace('select count(*) as n', 'select 2 * count(*) as n'));
  const measured = await other.resume();
  expect(staleOf(measured).scanned).toBe('the runbook has changed this step since');
  expect(measured.notices[0]).toBe(
    'the runbook has changed since this incident was opened; all that was recorded still fits',
  );
});

test('a step that counts for another fact now is told', async () => {
  const at = await stage();
  await at.walk();
  const other =
    '      - {id: sure, ask: Did they really?, party: courier, observes: taken, choices: [{id: took, label: Yes}, {id: refused, label: No}]}\n';
  const moved = small
    .replace('        observes: taken\n', '')
    .replace('      - id: search\n', `${other}      - id: search\n`);
  await writeFile(at.runbookFile, moved);
  expect((await at.resume()).notices).toContain(
    '  answer to asked (took): it counts for nothing now, and counted for taken before',
  );
});

test('without its runbook, or with one that cannot be read, an incident goes on with the copy it keeps', async () => {
  const at = await stage();
  const { folder } = await at.walk();
  await rm(at.runbookFile);
  const again = await at.resume();
  expect(again.notices).toEqual([
    `${at.runbookFile} cannot be used any more; the copy that the incident keeps is used`,
  ]);
  expect(statusesOf(again)).toMatchObject({ scanned: 'fail', asked: 'pass' });
  await removals.pop()?.();
  await writeFile(folder.runbook, 'damaged');
  await expect(at.resume()).rejects.toThrow('there is no such runbook file');
});

test('without its evidence folder an incident still opens, and says so', async () => {
  const at = await stage();
  await at.walk();
  await rm(path.dirname(at.scans), { recursive: true });
  const again = await at.resume();
  expect(again.notices[0]).toBe(
    `evidence folder "${path.dirname(at.scans)}" does not exist. What was found in it stands; checks that need it cannot run. If it lies elsewhere now: causebook resume ${again.folder.id} --evidence DIR`,
  );
  expect(statusesOf(again)).toMatchObject({ scanned: 'fail', asked: 'pass' });
});

test('evidence that has moved is named once and counts from then on, for what runs again and for the next resume', async () => {
  const at = await stage();
  const { folder } = await at.walk();
  const moved = path.join(path.dirname(at.runbookFile), 'moved');
  await rename(path.dirname(at.scans), moved);
  const again = await at.resume({ evidence: moved });
  expect(again.notices).toEqual([
    '1 result may no longer hold; R on the screen, or --refresh, runs its check again:',
    '  scanned: the evidence folder is another one since',
  ]);
  await again.session.refresh();
  await again.session.idle();
  const scanned = again.session.snapshot().state.steps.get('scanned');
  expect(scanned?.result?.command).toContain(`--evidence ${moved} `);
  await removals.pop()?.();
  const { events } = await readJournal(folder.journal);
  expect(events.find((event) => event.type === 'opened')?.evidence).toBe(path.dirname(at.scans));
  expect((await at.resume()).notices).toEqual([]);
});

test('lines that a newer causebook has written are kept and told, and the rest is gone on with', async () => {
  const at = await stage();
  const { folder } = await at.walk();
  const line = `${JSON.stringify({ seq: 90, at: '2026-05-12T10:00:00.000Z', type: 'weighed', step: 'scanned', by: 'anna' })}\n`;
  appendFileSync(folder.journal, line);
  const again = await at.resume();
  expect(again.notices).toEqual([
    'the journal has 1 line of a newer causebook that this one does not know (weighed): kept, and not counted',
  ]);
  expect(statusesOf(again)).toMatchObject({ scanned: 'fail', asked: 'pass' });
  await again.session.dispatch({ type: 'noted', text: 'gone on' });
  await again.close();
  expect(await readFile(folder.journal, 'utf8')).toContain(line);
  expect((await readJournal(folder.journal)).events.map(({ seq }) => seq).slice(-2)).toEqual([91, 92]);
});

test('a damaged line in the middle is refused with a way out, which loses no other line and keeps the file as it was', async () => {
  const at = await stage();
  const { folder } = await at.walk();
  const lines = (await readFile(folder.journal, 'utf8')).split('\n');
  const damaged = lines.with(2, '\0\0\0').join('\n');
  await writeFile(folder.journal, damaged);
  await expect(at.resume()).rejects.toThrow(
    `${folder.journal}:3: is damaged: this line is not an event. 2 events stand after it.`,
  );
  const again = await at.resume({ skipDamaged: true });
  const backup = readdirSync(folder.path).find((name) => name.includes('damaged')) ?? '';
  expect(await readFile(path.join(folder.path, backup), 'utf8')).toBe(damaged);
  expect(again.notices[0]).toBe(
    `1 line of the journal could not be read and was left out; the file as it was is ${path.join(folder.path, backup)}`,
  );
  expect(statusesOf(again)).toMatchObject({ scanned: 'fail', asked: 'pass' });
  await again.close();
  expect((await readJournal(folder.journal)).events.map(({ type }) => type)).toEqual([
    'opened',
    'check-finished',
    'answered',
    'resumed',
  ]);
});

test('zeroes behind the last event are dropped and told, and the next event begins a line of its own', async () => {
  const at = await stage();
  const { folder } = await at.walk();
  appendFileSync(folder.journal, Buffer.alloc(512));
  const again = await at.resume();
  expect(again.notices).toEqual(['the end of the journal was damaged and was dropped (512 bytes)']);
  await again.close();
  expect((await readJournal(folder.journal)).events.map(({ type }) => type)).toEqual([
    'opened',
    'check-started',
    'check-finished',
    'answered',
    'resumed',
  ]);
});
