import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execaSync } from 'execa';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'causebook-'));
  vi.stubEnv('TMPDIR', folder);
  // What was left is looked for once in a process.
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const load = () => import('../src/temporary-folder.ts');
const hourMs = 3_600_000;

function leave(name: string, ageMs: number): void {
  const full = path.join(folder, name);
  mkdirSync(full);
  writeFileSync(path.join(full, 'raw'), 'text');
  const at = new Date(Date.now() - ageMs);
  utimesSync(full, at, at);
}

it('a folder is made at its first use, has the process in its name, and goes with what is in it', async () => {
  const { createTemporaryFolder } = await load();
  const made = createTemporaryFolder('scratch');
  expect(readdirSync(folder)).toEqual([]);
  writeFileSync(path.join(made.path(), 'raw'), 'text');
  expect(readdirSync(folder)).toEqual([expect.stringMatching(`^causebook-scratch-${process.pid}-\\w{6}$`)]);
  made.remove();
  made.remove();
  expect(readdirSync(folder)).toEqual([]);
});

it('all that nobody has removed go at once', async () => {
  const { createTemporaryFolder, removeTemporaryFolders } = await load();
  for (const purpose of ['scratch', 'signature'])
    writeFileSync(path.join(createTemporaryFolder(purpose).path(), 'raw'), 'text');
  removeTemporaryFolders();
  expect(readdirSync(folder)).toEqual([]);
});

it('what a killed causebook left goes; what runs, was just changed, or is kept for a person stays', async () => {
  const ended = execaSync('sh', ['-c', 'echo $$']).stdout;
  leave(`causebook-signature-${ended}-Ab3dEf`, hourMs);
  const kept = [
    [`causebook-lab-${process.pid}-Ab3dEf`, hourMs],
    [`causebook-run-${ended}-Ab3dEf`, 0],
    ['causebook-20260511-1107-2de6-Ab3dEf', hourMs],
    [`other-scratch-${ended}-Ab3dEf`, hourMs],
  ] as const;
  for (const [name, ageMs] of kept) leave(name, ageMs);
  const { createTemporaryFolder } = await load();
  const made = createTemporaryFolder('scratch');
  made.path();
  made.remove();
  expect(readdirSync(folder).sort()).toEqual(kept.map(([name]) => name).sort());
});
