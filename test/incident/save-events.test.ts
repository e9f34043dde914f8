import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readJournal } from '../../src/incident/journal.ts';
import { createSaver } from '../../src/incident/save-events.ts';
import { createJournal } from '../../src/incident/write-journal.ts';

const removals: (() => unknown)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

const remark = (seq: number) =>
  ({ seq, at: '2026-05-12T10:00:00.000Z', type: 'noted', text: `remark ${seq}` }) as const;

/** A journal on a disk that answers when the test lets it. */
async function hang(patienceMs: number) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'causebook-saver-'));
  removals.push(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'journal.jsonl');
  let answer = () => {};
  const answers = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const journal = createJournal(file, { guard: () => answers });
  let hear = () => {};
  const heard = new Promise<void>((resolve) => {
    hear = resolve;
  });
  const saver = createSaver(journal, () => saver.notSaved() === undefined && hear(), patienceMs);
  return { file, journal, saver, answer, heard };
}

test('a disk that hangs is said after a while and does not hold the walk; what was said meanwhile arrives in order', async () => {
  const { file, saver, answer, heard } = await hang(20);
  const first = saver.save(remark(1));
  expect(saver.notSaved()).toBeUndefined();
  await first;
  expect(saver.notSaved()).toBe('the disk has not answered for 0.02 s');
  await saver.save(remark(2));
  await saver.save(remark(3));
  answer();
  await heard;
  expect((await readJournal(file)).events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(await saver.close()).toEqual({ hangs: false });
});

test('the end of a walk does not wait for a disk that hangs, and what it may lack is kept', async () => {
  const { journal, saver, answer, heard } = await hang(20);
  await saver.save(remark(1));
  await saver.save(remark(2));
  expect(await saver.close()).toEqual({ hangs: true });
  expect(journal.unsaved().match(/remark \d/g)).toEqual(['remark 1', 'remark 2']);
  answer();
  await heard;
});

test('what reached the disk after all and was appended by hand as well counts once', async () => {
  const { file, saver, answer } = await hang(10_000);
  answer();
  await saver.save(remark(1));
  await saver.save(remark(2));
  await saver.close();
  await appendFile(file, await readFile(file));
  expect((await readJournal(file)).events.map(({ seq }) => seq)).toEqual([1, 2]);
});
