import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { type Machine, type OpenIncident, openIncident } from '../../../src/incident/open-incident.ts';
import { readersOf, sourcesOf } from '../../../src/incident/paste/readers.ts';
import { stepsOf } from '../../../src/runbook/load.ts';
import { parseRunbook } from '../../../src/runbook/parse.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const removals: (() => unknown)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0).reverse()) await remove();
});

const sources = `  - {id: lorries, party: courier, title: Lorry log, log: {files: lorries.jsonl}}
  - {id: belt, party: depot, title: Belt settings, config: {file: belt.env, fields: {}}}
views:
  - {id: lorry_rows, title: Lorries, from: [lorries], sql: "select ts, start_ms, null as end_ms, _ref from lorries"}
`;
const steps = `      - {id: hops, log: {ladder: {by: parcel, hops: [{source: scans}, {source: lorries}]}}}
      - {id: clocks, log: {source: scans, skew: {by: parcel, with: {source: lorries}}}}
      - {id: absent, log: {source: scans, missing: {by: parcel, from: {source: lorries}}}}
      - {id: joined, log: {needs: [scans], with: [lorry_rows], sql: select count(*) as n from lorry_rows}}
      - {id: policy, config: {source: belt, retry: {observed: {source: lorry_rows, needs: [scans]}}}}
      - {id: setting, config: {source: belt, expect: speed = 3}}
`;
const runbook = parseRunbook(
  readFileSync(new URL('../../fixtures/runbooks/small.yaml', import.meta.url), 'utf8')
    .replace('views:\n', sources)
    .replace('      - id: asked\n', `${steps}      - id: asked\n`),
  'small.yaml',
);
const lines = (parcels: readonly number[]) =>
  parcels.map((n) => `{"ts":"2026-05-12T10:00:${10 + n}Z","parcel":"P_${n}","gate":"A"}\n`).join('');

/** An incident whose automatic checks have ended. */
async function open(files: { readonly [name: string]: string }): Promise<OpenIncident> {
  const [evidence, root] = await Promise.all([writeFolder(files), writeFolder({})]);
  const machine: Machine = {
    root: root.folder,
    env: {},
    now: () => new Date('2026-05-12T12:00:00Z'),
    pid: process.pid,
    isAlive: () => false,
    tool: 'causebook test',
  };
  const incident = await openIncident({ runbook, evidence: evidence.folder, given: { parcel_id: 'P_1' }, machine });
  removals.push(evidence.remove, root.remove, incident.close);
  await incident.session.idle();
  return incident;
}

const blocked = ({ session }: OpenIncident, ids: readonly string[]) =>
  ids.filter((id) => session.snapshot().state.steps.get(id)?.status === 'blocked');

describe('the sources that a step reads', () => {
  test.each([
    ['hops', ['scans', 'lorries']],
    ['clocks', ['scans', 'lorries']],
    ['absent', ['scans', 'lorries']],
    ['joined', ['scans', 'lorries']],
    ['policy', ['belt', 'scans', 'lorries']],
    ['setting', ['belt']],
    ['asked', []],
  ])('of %s are all that it names, wherever it does', (id, expected) => {
    const step = stepsOf(runbook.runbook).find((one) => one.step.id === id)?.step;
    if (step === undefined) throw new Error(`no step ${id}`);
    expect(sourcesOf(runbook.runbook, step).map((source) => source.id)).toEqual(expected);
  });

  test('tell its readers', () => {
    expect(readersOf(runbook.runbook, 'lorries')).toEqual(['hops', 'clocks', 'absent', 'joined', 'policy']);
    expect(readersOf(runbook.runbook, 'belt')).toEqual(['policy', 'setting']);
  });
});

describe('pasting for a log that only the question of a step names', () => {
  const asked = ['hops', 'clocks', 'absent', 'joined'];

  test('is offered for the log that is missing, not for the one that is there', async () => {
    const incident = await open({ 'scans.jsonl': lines([1, 2, 3]) });
    expect(blocked(incident, asked)).toEqual(asked);
    for (const id of asked)
      expect(await incident.session.pasteable(id)).toMatchObject([{ id: 'lorries', isMissing: true }]);
  });

  test('is a choice where both are missing', async () => {
    const incident = await open({});
    expect(await incident.session.pasteable('clocks')).toMatchObject([{ id: 'scans' }, { id: 'lorries' }]);
  });

  test('runs the step again, names the text in the line that repeats it, and is taken back with what was read', async () => {
    const incident = await open({ 'scans.jsonl': lines([1, 2, 3]) });
    const { session, folder } = incident;
    await session.paste('lorries', lines([1, 2, 3, 4]));
    await session.idle();
    expect(blocked(incident, asked)).toEqual([]);
    for (const id of asked)
      expect(session.snapshot().state.steps.get(id)?.result?.command).toContain(
        ` --pasted lorries=${folder.path}/pasted/lorries-1.log `,
      );
    expect(session.snapshot().state.steps.get('absent')?.result?.facts).toMatchObject({ n_missing: 1 });
    await session.undo();
    await session.idle();
    expect(blocked(incident, asked)).toEqual(asked);
  });

  test('runs the check of a settings file again', async () => {
    const incident = await open({});
    expect(blocked(incident, ['setting'])).toEqual(['setting']);
    expect(await incident.session.pasteable('setting')).toMatchObject([{ id: 'belt', isMissing: true }]);
    await incident.session.paste('belt', 'speed=3\n');
    await incident.session.idle();
    expect(incident.session.snapshot().state.steps.get('setting')?.status).toBe('pass');
  });
});
