import { readFile } from 'node:fs/promises';
import { expect, vi } from 'vitest';

/** Waits until a process, by its id, is gone; one that nobody has collected counts as gone (proc(5): Z). */
export async function expectGone(pid: number): Promise<void> {
  await vi.waitFor(
    async () => expect(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')).toMatch(/^$|\) [ZX] /),
    { timeout: 5000, interval: 10 },
  );
}

/** Waits until a file holds this many process ids, one a line, and gives them. */
export async function pidsIn(file: string, count: number): Promise<readonly number[]> {
  return vi.waitFor(
    async () => {
      const pids = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
      expect(pids).toHaveLength(count);
      return pids.map(Number);
    },
    { timeout: 10_000, interval: 10 },
  );
}
