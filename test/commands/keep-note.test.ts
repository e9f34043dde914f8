import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { keepNote } from '../../src/commands/keep-note.ts';
import { openIncident } from '../../src/incident/open-incident.ts';
import { parseRunbook } from '../../src/runbook/parse.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => unknown)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0).reverse()) await remove();
});

const runbook = parseRunbook(
  readFileSync(new URL('../fixtures/runbooks/small.yaml', import.meta.url), 'utf8'),
  'small.yaml',
);

async function walk() {
  const [root, evidence] = await Promise.all([writeFolder({}), writeFolder({ 'scans.jsonl': '' })]);
  removals.push(root.remove, evidence.remove);
  const incident = await openIncident({
    runbook,
    evidence: evidence.folder,
    given: { parcel_id: 'P_1' },
    machine: {
      root: root.folder,
      env: {},
      now: () => new Date(),
      pid: process.pid,
      isAlive: () => false,
      tool: 'test',
    },
  });
  removals.push(incident.close);
  const rendered: number[] = [];
  const kept = keepNote(incident, () => {
    const { length } = incident.session.snapshot().state.events;
    rendered.push(length);
    return `after ${length}\n`;
  });
  removals.push(kept.stop);
  const note = () => {
    try {
      return readFileSync(incident.folder.note, 'utf8');
    } catch {
      return undefined;
    }
  };
  const events = () => incident.session.snapshot().state.events.length;
  return { incident, kept, note, rendered, events };
}

const patiently = { timeout: 10_000, interval: 20 };

test('the note is there while the walk goes on, and follows it', async () => {
  const { incident, note, events } = await walk();
  await incident.session.idle();
  await vi.waitFor(() => expect(note()).toBe(`after ${events()}\n`), patiently);
  await incident.session.dispatch({ type: 'noted', text: 'a remark' });
  await vi.waitFor(() => expect(note()).toBe(`after ${events()}\n`), patiently);
  expect(readdirSync(incident.folder.path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('many changes at once are one write, and none is one too few', async () => {
  const { incident, note, events, rendered } = await walk();
  await incident.session.idle();
  for (let index = 0; index < 40; index += 1) await incident.session.dispatch({ type: 'noted', text: `${index}` });
  await vi.waitFor(() => expect(note()).toBe(`after ${events()}\n`), patiently);
  expect(rendered.length).toBeLessThan(5);
});

test('the progress of a check, which changes no note, renders none', async () => {
  const { incident, kept, note } = await walk();
  await kept.stop();
  await incident.session.idle();
  let told = () => {};
  let asked = 0;
  let rendered = 0;
  const session = {
    ...incident.session,
    subscribe: (listener: () => void) => {
      told = listener;
      return () => true;
    },
    snapshot: () => {
      asked += 1;
      return incident.session.snapshot();
    },
  };
  const again = keepNote({ ...incident, session }, () => {
    rendered += 1;
    return 'again\n';
  });
  removals.push(again.stop);
  await vi.waitFor(() => expect(note()).toBe('again\n'), patiently);
  const before = asked;
  told();
  await vi.waitFor(() => expect(asked).toBeGreaterThan(before), patiently);
  await again.stop();
  expect(rendered).toBe(1);
});

test('a note that cannot be written is written when it can be again', async () => {
  const { incident, note, events, rendered } = await walk();
  await incident.session.idle();
  mkdirSync(incident.folder.note);
  await vi.waitFor(() => expect(rendered.length).toBeGreaterThan(0), patiently);
  rmSync(incident.folder.note, { recursive: true });
  await vi.waitFor(() => expect(note()).toBe(`after ${events()}\n`), patiently);
});

test('after it has stopped nothing is written', async () => {
  const { incident, kept, rendered } = await walk();
  await kept.stop();
  const before = rendered.length;
  await incident.session.dispatch({ type: 'noted', text: 'late' });
  await kept.stop();
  expect(rendered).toHaveLength(before);
});
