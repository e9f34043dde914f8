import { appendFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { describeFile } from '../../../src/logs/evidence-folder.ts';
import { followFile } from '../../../src/logs/read/follow-file.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

let full: string;
let remove: () => Promise<void>;
let stop: AbortController;
let following: Promise<void>;
let lines: string[];
let restarts: number;

beforeEach(async () => {
  const { folder, ...made } = await writeFolder({ 'app.log': 'old 1\nold 2\n' });
  ({ remove } = made);
  full = path.join(folder, 'app.log');
  stop = new AbortController();
  lines = [];
  restarts = 0;
  const file = await describeFile(full, 'app.log');
  following = followFile({
    file,
    from: file.bytes,
    signal: stop.signal,
    onLine: (text) => lines.push(text),
    onRestart: () => {
      restarts += 1;
    },
  });
  // Only once it gives a line is it known to have opened the file.
  appendFileSync(full, 'begun\n');
  await came(['begun']);
});
afterEach(async () => {
  stop.abort();
  await following;
  await remove();
});

const came = (expected: readonly string[]) =>
  vi.waitFor(() => expect(lines).toEqual(expected), { timeout: 10_000, interval: 10 });

const many = Array.from({ length: 100 }, (_, index) => `new ${index}`);

test.each([
  ['grown past its old size', [...many, 'last']],
  ['as long as it was', ['new 0', 'new 1', 'begum']],
  ['shorter', ['a']],
])('a file that was written anew in its place, and is %s, is read from its beginning', async (_, fresh) => {
  writeFileSync(full, `${fresh.join('\n')}\n`);
  await came(['begun', ...fresh]);
  expect(restarts).toBe(1);
});

test('so is one that was cut and is written on, and one that took its place', async () => {
  truncateSync(full);
  appendFileSync(full, 'cut\n');
  await came(['begun', 'cut']);
  renameSync(full, `${full}.1`);
  writeFileSync(full, 'rotated\n');
  await came(['begun', 'cut', 'rotated']);
  expect(restarts).toBe(2);
});

test('what is only written on is given once, however much of it is the same', async () => {
  const same = Array.from({ length: 20_000 }, () => 'the same line');
  appendFileSync(full, `${same.join('\n')}\n`);
  await came(['begun', ...same]);
  appendFileSync(full, 'end\n');
  await came(['begun', ...same, 'end']);
  expect(restarts).toBe(0);
});
