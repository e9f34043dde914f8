import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, expect, test } from 'vitest';
import { askForPen } from '../../../src/incident/pen/ask-for-pen.ts';
import { keepPen } from '../../../src/incident/pen/keep-pen.ts';
import { type Holder, isHeld, type Writer } from '../../../src/incident/pen/pen-file.ts';
import { takePen } from '../../../src/incident/pen/take-pen.ts';
import { bundle } from '../../helpers/bundle.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0).reverse()) await remove();
});

async function newFolder(): Promise<{ readonly id: string; readonly path: string }> {
  const { folder, remove } = await writeFolder({});
  removals.push(remove);
  return { id: '20260512-1030-aaaa', path: folder };
}

const anna: Writer = {
  pid: 4711,
  now: () => new Date('2026-05-12T10:30:59.123Z'),
  isAlive: () => true,
  user: 'anna',
  host: 'laptop',
};
const ben: Writer = { ...anna, pid: 4712, user: 'ben' };

const pens = async (folder: string) => (await readdir(folder)).filter((name) => name.startsWith('pen.')).sort();
const newest = async (folder: string): Promise<Holder> =>
  JSON.parse(await readFile(path.join(folder, (await pens(folder)).at(-1) ?? ''), 'utf8'));

test('one writer at a time: a second is told who writes and since when, until the first lets go', async () => {
  const folder = await newFolder();
  const pen = await takePen(folder, anna);
  await expect(takePen(folder, ben)).rejects.toMatchObject({
    name: 'UserError',
    message:
      'incident 20260512-1030-aaaa is open in another causebook: anna on laptop has the pen (process 4711, since 2026-05-12T10:30:59Z). ' +
      'Follow it with: causebook show 20260512-1030-aaaa --follow. Take the pen with: causebook resume 20260512-1030-aaaa --take',
  });
  await pen.release();
  const second = await takePen(folder, ben);
  expect([await pen.isMine(), await second.isMine()]).toEqual([false, true]);
  expect(await newest(folder.path)).toMatchObject({ user: 'ben', pid: 4712 });
});

test('taking and releasing again and again leaves no more than two files', async () => {
  const folder = await newFolder();
  for (let turn = 0; turn < 12; turn++) await (await takePen(folder, anna)).release();
  expect(await pens(folder.path)).toEqual(['pen.11', 'pen.12']);
});

test.each<[string, Writer, boolean]>([
  ['of a process that has ended', { ...ben, isAlive: () => false }, false],
  [
    'of a process whose number another one has by now, as after a reboot',
    { ...ben, birthOf: () => 'boot-2 17' },
    false,
  ],
  ['of a process that lives', { ...ben, birthOf: () => 'boot-1 99' }, true],
  ['of a process of which the system tells no more than its number', { ...ben, birthOf: () => undefined }, true],
])('the pen %s', async (_, me, isKept) => {
  const folder = await newFolder();
  await takePen(folder, { ...anna, birthOf: () => 'boot-1 99' });
  const taken = await takePen(folder, me).then(
    () => true,
    () => false,
  );
  expect(taken).toBe(!isKept);
});

test('the pen of another machine is kept while it is touched, and free after half a minute of silence', async () => {
  const folder = await newFolder();
  const pen = await takePen(folder, { ...anna, host: 'jump-host' });
  const other = { ...ben, isAlive: () => false };
  await expect(takePen(folder, other)).rejects.toThrow('anna on jump-host has the pen');
  const before = new Date(Date.now() - 31_000);
  await utimes(path.join(folder.path, 'pen.1'), before, before);
  await pen.beat();
  await expect(takePen(folder, other)).rejects.toThrow('anna on jump-host has the pen');
  await utimes(path.join(folder.path, 'pen.1'), before, before);
  await takePen(folder, other);
  expect(await pen.isMine()).toBe(false);
});

test('where the system tells of a process no more than its number, its pen is free after half a minute of silence', async () => {
  const folder = await newFolder();
  await takePen(folder, anna);
  const before = new Date(Date.now() - 31_000);
  await utimes(path.join(folder.path, 'pen.1'), before, before);
  expect((await takePen(folder, ben)).holder.user).toBe('ben');
});

test.each(['', 'garbage', '\0\0\0', 'null', '{"pid":1}'])(
  'a pen that a crash has left as %j is taken over',
  async (text) => {
    const folder = await newFolder();
    await writeFile(path.join(folder.path, 'pen.3'), text);
    await takePen(folder, anna);
    expect((await pens(folder.path)).at(-1)).toBe('pen.4');
  },
);

test('a pen that is gone while it is looked at is held by nobody: there is a newer one', async () => {
  const { path: folder } = await newFolder();
  const holder = { token: 'gone', pid: 1, user: 'x', host: 'another', since: '2026-01-01T00:00:00Z' };
  expect(await isHeld({ number: 7, holder }, { folder, me: anna })).toBe(false);
});

test('eight processes that find a dead holder in the same instant: one gets the pen, each of 20 times, and who has it is alone', async () => {
  const { path: root } = await newFolder();
  const rounds = 20;
  for (let round = 0; round < rounds; round++) {
    await mkdir(path.join(root, `stale-${round}`));
    // Above the highest number that a process can have here.
    const dead = {
      token: 'dead',
      pid: 2 ** 30,
      user: 'x',
      host: (await import('node:os')).hostname(),
      since: '2026-01-01T00:00:00Z',
    };
    await writeFile(path.join(root, `stale-${round}`, 'pen.1'), JSON.stringify(dead));
  }
  await mkdir(path.join(root, 'shared'));
  const outfile = path.join(root, 'race.mjs');
  await bundle('test/incident/pen/race.ts', { file: outfile });
  const start = Date.now() + 1500;
  const ran = await Promise.all(
    Array.from({ length: 8 }, () => execa('node', [outfile, root, String(rounds), String(start), '100'])),
  );
  const said = ran.map(
    ({ stdout }) => JSON.parse(stdout) as { readonly won: readonly number[]; readonly turns: number },
  );
  expect(said.flatMap(({ won }) => won).sort((a, b) => a - b)).toEqual(Array.from({ length: rounds }, (_, at) => at));
  expect(said.reduce((sum, { turns }) => sum + turns, 0)).toBeGreaterThan(20);
});

test('a holder that is asked lets go, and who asked gets the pen', async () => {
  const folder = await newFolder();
  const kept = keepPen(folder, anna);
  await kept.take();
  const asked = new Promise<string>((resolve) =>
    kept.watch({
      asked: (who) => {
        resolve(who);
        void kept.release();
        return undefined;
      },
      lost: () => undefined,
    }),
  );
  await askForPen(folder, ben);
  expect(await asked).toBe('ben on laptop');
  expect(await (await takePen(folder, ben)).isMine()).toBe(true);
  expect((await readdir(folder.path)).filter((name) => name.includes('asked'))).toEqual([]);
});

test('a holder that keeps the pen says why', async () => {
  const folder = await newFolder();
  const kept = keepPen(folder, anna);
  await kept.take();
  removals.push(kept.release);
  kept.watch({ asked: () => 'the step resend, which changes something, is running', lost: () => undefined });
  await expect(askForPen(folder, ben)).rejects.toThrow(
    'anna on laptop keeps the pen of incident 20260512-1030-aaaa: the step resend, which changes something, is running. ' +
      'Follow it with: causebook show 20260512-1030-aaaa --follow',
  );
  await kept.guard();
});

test('a holder that does not answer is told, and a dead one is not waited for', async () => {
  const folder = await newFolder();
  await takePen(folder, anna);
  await expect(askForPen(folder, ben, 200)).rejects.toThrow(
    'anna on laptop (process 4711) has not let go of incident 20260512-1030-aaaa within 0.2 s. If that causebook hangs, end it there and resume again.',
  );
  await askForPen(folder, { ...ben, isAlive: () => false });
});

test('a holder that was held to be dead hears who has the pen, and may not write any more', async () => {
  const folder = await newFolder();
  const kept = keepPen(folder, anna);
  await kept.take();
  removals.push(kept.release);
  const lost = new Promise<string>((resolve) => kept.watch({ asked: () => undefined, lost: resolve }));
  await takePen(folder, { ...ben, isAlive: (pid) => pid !== anna.pid });
  expect(await lost).toBe('ben on laptop');
  await expect(kept.guard()).rejects.toThrow('ben on laptop has the pen now');
});
