import { readFileSync, statSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { findIncidentFolder } from '../../src/incident/incident-folder.ts';
import { readJournal } from '../../src/incident/journal.ts';
import { type Machine, type OpenIncident, openIncident } from '../../src/incident/open-incident.ts';
import { slicesOf } from '../../src/incident/paste/slices.ts';
import { resumeIncident } from '../../src/incident/resume-incident.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { createReport } from '../../src/report/report.ts';
import { parseRunbook } from '../../src/runbook/parse.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => unknown)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0).reverse()) await remove();
});

const gates = `      - id: gates
        log: {source: scans, needs: [scans], with: [{source: lorries, optional: true}], sql: "select count(*) as n, list(_ref) as refs from events"}
        outcomes: [{id: counted, say: "\${{ result.n }} scans"}]
`;
const runbook = parseRunbook(
  readFileSync(new URL('../fixtures/runbooks/small.yaml', import.meta.url), 'utf8')
    .replace('views:\n', '  - {id: lorries, party: courier, title: Lorry log, log: {files: lorries.log}}\nviews:\n')
    .replace('      - id: asked\n', `${gates}      - id: asked\n`),
  'small.yaml',
);
const line = (second: number, more = '') => `{"ts":"2026-05-12T10:00:0${second}Z","parcel":"P_1","gate":"A"${more}}`;
const counted = (incident: OpenIncident) => {
  const { status, result } = incident.session.snapshot().state.steps.get('gates') ?? {};
  return `${status}: ${result?.say}`;
};

async function machineAt(root?: string): Promise<Machine> {
  const made = root === undefined ? await writeFolder({}) : undefined;
  if (made !== undefined) removals.push(made.remove);
  return {
    root: root ?? made?.folder ?? '',
    env: {},
    now: () => new Date('2026-05-12T12:00:00Z'),
    pid: process.pid,
    isAlive: () => false,
    tool: 'causebook test',
  };
}

/** An incident whose automatic checks have ended; without `files` the evidence folder is empty. */
async function open(files: { readonly [name: string]: string } = {}): Promise<OpenIncident> {
  const { folder, remove } = await writeFolder(files);
  removals.push(remove);
  const given = { parcel_id: 'P_1' };
  const incident = await openIncident({ runbook, evidence: folder, given, machine: await machineAt() });
  removals.push(incident.close);
  await incident.session.idle();
  return incident;
}

const reportOf = ({ session }: OpenIncident) => {
  const { state, diagnosis } = session.snapshot();
  return createReport({ state, diagnosis, runbook });
};

describe('pasting a log text', () => {
  test('runs the steps that read the source again, with what was pasted as its file', async () => {
    const incident = await open();
    expect(counted(incident)).toBe('blocked: Scan log is not in the evidence folder');
    const secret = ',"password":"hunter2-hunter2"';
    const pasted = await incident.session.paste('scans', `${line(1, secret)}\r${line(2)}\r\n${line(3)}`);
    expect(pasted).toMatchObject({ source: 'scans', file: 'pasted/scans-1.log', lines: 3 });
    await incident.session.idle();
    expect(counted(incident)).toBe('pass: 3 scans');
    expect(incident.session.snapshot().state.steps.get('scanned')?.result?.say).toBe('seen 3 times');

    const file = path.join(incident.folder.path, pasted.file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toMatch(/"password":"\[secret:[0-9a-f]{6}\]"\}\n\{.*\}\n\{.*\}\n$/);
    const { events } = await readJournal(incident.folder.journal);
    expect(events.find(({ type }) => type === 'pasted')).toMatchObject(pasted);
    const order = events.flatMap((event) =>
      event.type === 'pasted' ? ['pasted'] : 'step' in event && event.step === 'gates' ? [event.type] : [],
    );
    expect(order).toEqual(['check-started', 'check-finished', 'pasted', 'check-started', 'check-finished']);
  });

  test('is told in the note and in the JSON, with its name, its size and its fingerprint', async () => {
    const incident = await open();
    const { sha256, bytes } = await incident.session.paste('scans', line(1));
    await incident.session.idle();
    const note = renderMarkdown(reportOf(incident));
    expect(note).toContain(
      `- Pasted: \`pasted/scans-1.log\` for \`scans\`, 1 line, ${bytes} bytes, sha256 \`${sha256}\``,
    );
    expect(note).toContain('pasted/scans-1.log:1  {"ts":"2026-05-12T10:00:01Z"');
    expect(renderJson(reportOf(incident))).toMatchObject({
      pasted: [{ source: 'scans', file: 'pasted/scans-1.log', lines: 1, bytes, sha256 }],
    });
    expect(incident.session.snapshot().state.steps.get('gates')?.result?.command).toBe(
      `causebook check step lost-parcels gates --evidence ${incident.session.snapshot().state.opening?.evidence} --pasted scans=${incident.folder.path}/pasted/scans-1.log --input parcel_id=P_1 --input count=3`,
    );
  });

  test('stands for the files that are there, and a second paste is added to the first', async () => {
    const incident = await open({ 'scans.jsonl': `${line(1)}\n${line(2)}\n` });
    expect(counted(incident)).toBe('pass: 2 scans');
    await incident.session.paste('scans', line(3));
    await incident.session.idle();
    expect(counted(incident)).toBe('pass: 1 scans');
    expect(await incident.session.paste('scans', line(4))).toMatchObject({ file: 'pasted/scans-2.log' });
    await incident.session.idle();
    expect(counted(incident)).toBe('pass: 2 scans');
  });

  test('leaves out the lines that had been pasted before, and says how many', async () => {
    const incident = await open();
    const paste = (...seconds: readonly number[]) =>
      incident.session.paste('scans', seconds.map((second) => line(second)).join('\n'));
    await paste(2, 3, 4);
    expect(await paste(3, 4, 5)).toMatchObject({ lines: 1, leftOut: 2 });
    expect(await paste(0, 1, 2, 3)).toMatchObject({ lines: 2, leftOut: 2 });
    expect(await paste(5, 6)).toMatchObject({ lines: 1, leftOut: 1 });
    await expect(paste(3, 4)).rejects.toThrow('all of it had been pasted for scans before; nothing was added');
    await incident.session.idle();
    expect(counted(incident)).toBe('pass: 7 scans');
    expect(await paste(1, 2, 3, 4, 7)).toMatchObject({ leftOut: 4 });
    expect(renderMarkdown(reportOf(incident))).toMatch(
      /`pasted\/scans-2.log` .*; 2 lines that had been pasted before are left out/,
    );
    expect(renderJson(reportOf(incident))).toMatchObject({
      pasted: [{ lines: 3 }, { lines: 1, left_out: 2 }, {}, {}, {}],
    });
    expect(await incident.session.pasteable('gates')).toMatchObject([{ id: 'lorries' }]);
    await incident.session.paste('lorries', 'a line');
    expect(await incident.session.pasteable('gates')).toMatchObject([
      { id: 'scans', pasted: 8 },
      { id: 'lorries', pasted: 1 },
    ]);
  });

  test('is taken back by undo, with all that was read from it', async () => {
    const incident = await open();
    const before = incident.session.snapshot().state.steps;
    await incident.session.paste('scans', line(1));
    await incident.session.idle();
    expect(await incident.session.undo()).toBe('pasted');
    expect(incident.session.snapshot().state.pasted).toEqual([]);
    expect(incident.session.snapshot().state.steps.get('gates')).toMatchObject({ result: before.get('gates')?.result });
    await incident.session.idle();
    expect(counted(incident)).toBe('blocked: Scan log is not in the evidence folder');
    expect(renderMarkdown(reportOf(incident))).not.toContain('pasted/');
  });

  test('is found again after causebook was killed, also where its readers had not run yet', async () => {
    const incident = await open();
    await incident.session.paste('scans', line(1));
    await incident.session.idle();
    await incident.close();
    const { journal } = incident.folder;
    const whole = readFileSync(journal, 'utf8');
    const cut = whole.slice(0, whole.indexOf('\n', whole.indexOf('"type":"pasted"')) + 1);
    for (const text of [whole, cut]) {
      await writeFile(journal, text);
      const root = path.dirname(incident.folder.path);
      const again = await resumeIncident({
        folder: await findIncidentFolder(root, undefined),
        load: async () => runbook,
        machine: await machineAt(root),
      });
      await again.session.idle();
      expect(counted(again)).toBe('pass: 1 scans');
      await again.close();
    }
  });

  test('says so where the kept text has gone, and takes the next number where one is taken', async () => {
    const incident = await open();
    const first = await incident.session.paste('scans', line(1));
    await incident.session.idle();
    await rm(path.join(incident.folder.path, first.file));
    await writeFile(path.join(incident.folder.path, 'pasted/lorries-1.log'), 'left behind');
    expect(await incident.session.paste('lorries', 'a line')).toMatchObject({ file: 'pasted/lorries-2.log' });
    await incident.session.idle();
    expect(counted(incident)).toMatch(/^error: .*scans-1\.log/);
  });

  test('asks for the sources that are missing, for all where none is', async () => {
    const incident = await open();
    expect(await incident.session.pasteable('gates')).toEqual([
      { id: 'scans', title: 'Scan log', party: 'Depot', files: 'scans.jsonl', isMissing: true },
      { id: 'lorries', title: 'Lorry log', party: 'Courier', files: 'lorries.log', isMissing: true },
    ]);
    await incident.session.paste('scans', line(1));
    expect((await incident.session.pasteable('gates')).map(({ id }) => id)).toEqual(['lorries']);
    await incident.session.paste('lorries', 'a line');
    expect((await incident.session.pasteable('gates')).map(({ id }) => id)).toEqual(['scans', 'lorries']);
    expect((await incident.session.pasteable('scanned')).map(({ id }) => id)).toEqual(['scans']);
    expect(await incident.session.pasteable('asked')).toEqual([]);
  });

  test('refuses nothing, too much, and a source that is none', async () => {
    const { session } = await open();
    await expect(session.paste('scans', ' \n ')).rejects.toThrow(
      'nothing was pasted. Paste the lines of scans.jsonl*.',
    );
    await expect(session.paste('scans', 'x'.repeat(64 * 1024 * 1024 + 1))).rejects.toThrow(
      'what was pasted is 64.0 MiB; at most 64 MiB can be pasted. Put it into the evidence folder as scans.jsonl.',
    );
    await expect(session.paste('gone', 'x')).rejects.toThrow('runbook lost-parcels has no source "gone"');
    expect(session.snapshot().state.pasted).toEqual([]);
  });

  test('cancels a reader that is running, so that no old answer comes in behind', async () => {
    const incident = await open();
    const both = [incident.session.paste('scans', line(1)), incident.session.paste('scans', line(2))];
    await Promise.all(both);
    await vi.waitFor(() => expect(incident.session.snapshot().running).toEqual([]));
    await incident.session.idle();
    expect(counted(incident)).toBe('pass: 2 scans');
  });

  test('runs a reader to its end, however fast one paste follows the other', async () => {
    const incident = await open();
    for (const parcel of ['P_1', 'P_2', 'P_3', 'P_4', 'P_5']) {
      for (const second of [1, 2, 3, 4, 5]) await incident.session.paste('scans', line(second).replace('P_1', parcel));
      await incident.session.idle();
      expect(counted(incident)).toBe(`pass: ${5 * Number(parcel.slice(2))} scans`);
    }
  });
});

test('a text is cut at line ends, never inside a private key', () => {
  const key = `-----BEGIN PRIVATE KEY-----\r${'A'.repeat(64)}\r-----END PRIVATE KEY-----\r`;
  const text = `${'x'.repeat(99)}\r`.repeat(2621) + key + `${'y'.repeat(99)}\r\n`.repeat(3000);
  const slices = [...slicesOf(text)];
  expect(slices.join('')).toBe(text.replace(/\r\n?/g, '\n'));
  expect(slices.length).toBeGreaterThan(1);
  expect(slices.filter((slice) => slice.includes('-----BEGIN'))).toEqual(
    slices.filter((slice) => slice.includes('-----END')),
  );
  for (const slice of slices) expect(slice.endsWith('\n')).toBe(true);
});
