import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  findIncidentFolder,
  type IncidentFolder,
  incidentsRoot,
  listIncidents,
  makeIncidentFolder,
  nameIncidentFolder,
  removeIncident,
  writeWhole,
} from '../../src/incident/incident-folder.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

async function rootWith(...ids: readonly string[]): Promise<string> {
  const { folder, remove } = await writeFolder({});
  removals.push(remove);
  for (const id of ids) await mkdir(path.join(folder, id));
  return folder;
}

const now = new Date('2026-05-12T10:30:59Z');

async function createIncidentFolder(root: string, at: Date): Promise<IncidentFolder> {
  const folder = nameIncidentFolder(root, at);
  await makeIncidentFolder(folder);
  return folder;
}

test('a new incident is named after its minute, and only its owner may look inside', async () => {
  const root = await rootWith();
  const folder = await createIncidentFolder(root, now);
  expect(folder.id).toMatch(/^20260512-1030-[0-9a-f]{4}$/);
  expect(folder.path).toBe(path.join(root, folder.id));
  expect((await stat(folder.path)).mode & 0o777).toBe(0o700);
  expect((await stat(path.join(folder.path, 'key'))).mode & 0o777).toBe(0o600);
  expect(folder.key).toMatch(/^[0-9a-f]{32}$/);
  expect(await findIncidentFolder(root, folder.id)).toEqual(folder);
  expect((await createIncidentFolder(root, now)).key).not.toBe(folder.key);
});

test('incidents lie in the state folder of XDG, where that is an absolute path', () => {
  expect(incidentsRoot({ XDG_STATE_HOME: '/state' })).toBe('/state/causebook/incidents');
  const home = path.join(os.homedir(), '.local/state/causebook/incidents');
  expect(incidentsRoot({})).toBe(home);
  expect(incidentsRoot({ XDG_STATE_HOME: 'relative' })).toBe(home);
});

test('of two incidents of one minute the one made last is the newest, whatever its letters', async () => {
  const root = await rootWith('20260512-1030-ffff', '20260512-1030-0000', '20260512-1031-aaaa');
  for (const [id, second] of [
    ['20260512-1030-ffff', 1],
    ['20260512-1030-0000', 2],
    ['20260512-1031-aaaa', 0],
  ] as const) {
    const key = path.join(root, id, 'key');
    await writeFile(key, id);
    await utimes(key, second, second);
  }
  expect(await listIncidents(root)).toEqual(['20260512-1030-ffff', '20260512-1030-0000', '20260512-1031-aaaa']);
});

test('an incident is found by its id or the beginning of it, the newest where none is named', async () => {
  const root = await rootWith('20260512-1030-aaaa', '20260511-0900-bbbb', '20260512-1030-abcd', 'not-an-incident');
  expect(await listIncidents(root)).toEqual(['20260511-0900-bbbb', '20260512-1030-aaaa', '20260512-1030-abcd']);
  expect((await findIncidentFolder(root, undefined)).id).toBe('20260512-1030-abcd');
  expect((await findIncidentFolder(root, '20260511')).id).toBe('20260511-0900-bbbb');
  expect((await findIncidentFolder(root, '20260512-1030-aaaa')).id).toBe('20260512-1030-aaaa');
});

test.each([
  ['20260512', 'there is no incident "20260512". It could be 20260512-1030-aaaa, 20260512-1030-abcd.'],
  ['20260512-1030-aaab', 'there is no incident "20260512-1030-aaab". Did you mean "20260512-1030-aaaa"?'],
  ['nonsense', 'there is no incident "nonsense". See: causebook list'],
  ['../..', 'there is no incident "../..". See: causebook list'],
])('%s is told as none', async (id, message) => {
  const root = await rootWith('20260512-1030-aaaa', '20260512-1030-abcd');
  await expect(findIncidentFolder(root, id)).rejects.toMatchObject({ name: 'UserError', message });
});

test('without any incident, how to start one is told', async () => {
  const message = 'there is no incident yet. Start one with: causebook run <runbook> --evidence DIR';
  await expect(findIncidentFolder(await rootWith(), undefined)).rejects.toMatchObject({ name: 'UserError', message });
  await expect(findIncidentFolder('/nowhere', undefined)).rejects.toMatchObject({ name: 'UserError', message });
});

test('an incident whose key is gone still opens, under its id', async () => {
  const root = await rootWith('20260512-1030-aaaa');
  expect((await findIncidentFolder(root, undefined)).key).toBe('20260512-1030-aaaa');
});

test('a file is written whole, over what was there, with no draft left', async () => {
  const root = await rootWith();
  const file = path.join(root, 'note.md');
  await Promise.all([writeWhole(file, 'a'.repeat(100_000)), writeWhole(file, 'b'.repeat(100_000))]);
  expect(await readFile(file, 'utf8')).toMatch(/^(a{100000}|b{100000})$/);
  expect(await readdir(root)).toEqual(['note.md']);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a removed incident is gone with everything in it', async () => {
  const root = await rootWith();
  const folder = await createIncidentFolder(root, now);
  await removeIncident(folder);
  expect(await readdir(root)).toEqual([]);
});
