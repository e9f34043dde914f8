import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { diagnoseIncident } from '../../src/incident/diagnose-incident.ts';
import { findIncidentFolder } from '../../src/incident/incident-folder.ts';
import { type Machine, openIncident } from '../../src/incident/open-incident.ts';
import { openPast } from '../../src/incident/open-past.ts';
import { resumeIncident } from '../../src/incident/resume-incident.ts';
import type { IncidentState } from '../../src/incident/state.ts';
import { type Said, verifyFix } from '../../src/incident/verify-fix.ts';
import { describeAppliedFixes } from '../../src/report/applied-fixes.ts';
import { type LoadedRunbook, parseRunbook } from '../../src/runbook/parse.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => unknown)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0).reverse()) await remove();
});

const small = readFileSync(new URL('../fixtures/runbooks/small.yaml', import.meta.url), 'utf8');
const runbookOf = (verify: string) => parseRunbook(small.replace('verify: scanned', `verify: ${verify}`), 'small.yaml');
const scan = (parcel: string, at: string) => `{"ts":"2026-05-12T${at}Z","parcel":"${parcel}","gate":"A"}\n`;

async function folderOf(files: { readonly [name: string]: string }): Promise<string> {
  const { folder, remove } = await writeFolder(files);
  removals.push(remove);
  return folder;
}

/** An incident that has been walked and left: parcel P_1 was seen once, at ten. */
async function walked(runbook: LoadedRunbook) {
  const machine: Machine = {
    root: await folderOf({}),
    env: {},
    now: () => new Date('2026-05-12T14:00:00Z'),
    pid: process.pid,
    isAlive: () => true,
    tool: 'causebook test',
  };
  const incident = await openIncident({
    runbook,
    evidence: await folderOf({ 'scans.jsonl': scan('P_1', '10:00:00') }),
    given: { parcel_id: 'P_1' },
    machine,
  });
  await incident.session.idle();
  const state = incident.session.snapshot().state;
  await incident.close();
  return { machine, home: incident.folder, state };
}

/** Verifies the fix of the belt, and gives the state after it with what the report says of the fix. */
async function verify(
  incident: Awaited<ReturnType<typeof walked>>,
  of: {
    readonly runbook: LoadedRunbook;
    readonly scans?: string;
    readonly appliedAt?: string;
    readonly said?: Said;
    readonly given?: { readonly [id: string]: string };
  },
) {
  const { runbook, scans, appliedAt, said, given = {} } = of;
  const past = await openPast({
    home: await findIncidentFolder(incident.machine.root, incident.home.id),
    machine: incident.machine,
    load: async () => runbook,
    approve: async () => undefined,
    given,
    evidence: scans === undefined ? undefined : await folderOf({ 'scans.jsonl': scans }),
  });
  try {
    await verifyFix({
      past,
      fix: 'belt',
      applied: appliedAt === undefined ? undefined : { appliedAt, by: 'Amina' },
      ask: async () => said,
      confirm: async () => false,
      signal: new AbortController().signal,
    });
    const state = past.state();
    const [told] = describeAppliedFixes(runbook.runbook, state);
    return { state, told, last: told?.verified.at(-1) };
  } finally {
    await past.close();
  }
}

const believed = (runbook: LoadedRunbook, state: IncidentState) => diagnoseIncident(runbook.runbook, state);

describe('verifying a fix', () => {
  const runbook = runbookOf('scanned');

  test('reads what was logged since the fix, and leaves the diagnosis of the incident as it was', async () => {
    const incident = await walked(runbook);
    const scans = scan('P_1', '10:00:00') + scan('P_2', '13:00:00');
    const { state, told, last } = await verify(incident, { runbook, scans, appliedAt: '2026-05-12T12:30:00Z' });
    expect(told).toMatchObject({
      state: 'verified',
      because: undefined,
      by: 'Amina',
      appliedAt: '2026-05-12T12:30:00Z',
    });
    expect(last?.before).toMatchObject({ status: 'fail', outcome: 'some', say: 'seen 1 times' });
    expect(last?.after).toMatchObject({ status: 'pass', outcome: 'none' });
    expect(last?.window).toEqual({
      fromMs: Date.parse('2026-05-12T12:30:00Z'),
      toMs: Date.parse('2026-05-12T14:00:00Z'),
    });
    expect(state.steps).toEqual(incident.state.steps);
    expect(believed(runbook, state)).toEqual(believed(runbook, incident.state));
  });

  test('says that it is not fixed where the check still fails', async () => {
    const incident = await walked(runbook);
    const { told } = await verify(incident, {
      runbook,
      scans: scan('P_1', '13:00:00'),
      appliedAt: '2026-05-12T12:30:00Z',
    });
    expect(told).toMatchObject({ state: 'not fixed', because: 'its check still fails' });
  });

  test('takes silence for no result', async () => {
    const incident = await walked(runbook);
    const { told } = await verify(incident, { runbook, appliedAt: '2026-05-12T12:30:00Z' });
    expect(told).toMatchObject({
      state: 'not verified',
      because:
        'its logs hold no line from after the fix, since 2026-05-12T12:30:00.000Z (the last is from 2026-05-12T10:00:00.000Z)',
    });
  });

  test('takes logs from before the fix for no result where nobody said when it was applied, and the next time reads since then', async () => {
    const incident = await walked(runbook);
    const first = await verify(incident, { runbook, scans: scan('P_2', '13:00:00') });
    expect(first.told).toMatchObject({
      state: 'not verified',
      because:
        'nobody has said when it was applied, so its check read what was logged before it as well; give --applied-at',
    });
    const later = { ...incident, machine: { ...incident.machine, now: () => new Date('2026-05-12T16:00:00Z') } };
    const second = await verify(later, { runbook, scans: scan('P_1', '13:00:00') + scan('P_2', '15:00:00') });
    expect(second.told).toMatchObject({ state: 'verified', saidAt: '2026-05-12T14:00:00.000Z' });
    expect(second.told?.verified).toHaveLength(2);
  });

  test('counts an input that is given anew', async () => {
    const incident = await walked(runbook);
    const scans = scan('P_9', '13:00:00');
    const { told, last } = await verify(incident, {
      runbook,
      scans,
      appliedAt: '2026-05-12T12:30:00Z',
      given: { parcel_id: 'P_9' },
    });
    expect(told?.state).toBe('not fixed');
    expect(last?.after.command).toMatch(/ --input parcel_id=P_9 /);
  });

  test('names the text that was pasted in the line that repeats its check, unless other evidence was given', async () => {
    const incident = await walked(runbook);
    const resumed = await resumeIncident({
      folder: incident.home,
      load: async () => runbook,
      machine: incident.machine,
    });
    await resumed.session.paste('scans', scan('P_1', '13:00:00'));
    await resumed.session.idle();
    await resumed.close();
    const { last } = await verify(incident, { runbook, appliedAt: '2026-05-12T12:30:00Z' });
    expect(last?.after.command).toContain(` --pasted scans=${incident.home.path}/pasted/scans-1.log `);
    const scans = scan('P_1', '13:30:00');
    const elsewhere = await verify(incident, { runbook, scans, appliedAt: '2026-05-12T12:30:00Z' });
    expect(elsewhere.last?.after.command).not.toContain('--pasted');
  });

  test('is refused while another causebook has the incident open', async () => {
    const incident = await walked(runbook);
    const other = await resumeIncident({
      folder: incident.home,
      load: async () => runbook,
      machine: incident.machine,
    });
    removals.push(other.close);
    await expect(verify(incident, { runbook })).rejects.toThrow(
      `incident ${incident.home.id} is open in another causebook: `,
    );
  });

  test('is there after the incident is gone on with, and undo takes it back', async () => {
    const incident = await walked(runbook);
    await verify(incident, { runbook, appliedAt: '2026-05-12T12:30:00Z' });
    const resumed = await resumeIncident({
      folder: incident.home,
      load: async () => runbook,
      machine: incident.machine,
    });
    removals.push(resumed.close);
    const applied = () => resumed.session.snapshot().state.appliedFixes;
    expect(applied()).toMatchObject([{ fix: 'belt', verified: [{ step: 'scanned' }] }]);
    expect(await resumed.session.undo()).toBe('scanned');
    expect(applied()).toMatchObject([{ fix: 'belt', verified: [] }]);
    expect(await resumed.session.undo()).toBe('fix-applied');
    expect(applied()).toEqual([]);
  });
});

describe('verifying a fix by a question', () => {
  const runbook = runbookOf('asked');

  test('keeps what the person says apart from the answer of the walk', async () => {
    const incident = await walked(runbook);
    const said: Said = { status: 'pass', outcome: 'took', say: 'They took it', by: 'Courier' };
    const { told, last, state } = await verify(incident, { runbook, said });
    expect(told).toMatchObject({ state: 'verified' });
    expect(last).toMatchObject({ before: null, after: { say: 'They took it', by: 'Courier' }, window: null });
    expect(state.steps.get('asked')?.status).toBe('pending');
  });

  test('says plainly that nobody has said anything', async () => {
    const { told } = await verify(await walked(runbook), { runbook });
    expect(told).toMatchObject({ state: 'not verified', because: 'nobody has said or confirmed it yet' });
  });
});
