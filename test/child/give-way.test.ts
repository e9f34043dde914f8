import { readdirSync, readFileSync } from 'node:fs';
import { constants, getPriority } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { giveWayToScreen } from '../../src/child/give-way.ts';
import { runChild } from '../../src/child/run-child.ts';
import { startSearch } from '../../src/logs/read/search-lines.ts';
import { createPool } from '../../src/logs/scan/pool.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const own = getPriority();
const behind = Math.max(own, constants.priority.PRIORITY_BELOW_NORMAL);

/** What a program that prints its priority prints. */
async function priorityOfChild(): Promise<number> {
  let printed: Promise<string> = Promise.resolve('');
  await runChild({
    argv: [process.execPath, '-p', 'os.getPriority()'],
    cwd: '/',
    env: {},
    signal: new AbortController().signal,
    onStdout: (stdout) => {
      printed = text(stdout);
    },
    onStderr: (stderr) => void stderr.resume(),
  });
  return Number(await printed);
}

/** The processes that this one has started, from proc(5). */
function children(): readonly number[] {
  return readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}

/** The priorities of this process and its threads that are not those of the process. */
function loweredThreads(): readonly number[] {
  return readdirSync('/proc/self/task')
    .map((id) => getPriority(Number(id)))
    .filter((priority) => priority !== own);
}

const start = { spec: { kind: 'count' }, files: [], definitions: [] } as unknown as Parameters<
  typeof createPool
>[0]['start'];

/** A pool whose threads have begun to listen: each has said that it knows no such file. */
async function startPool(): Promise<{ readonly stop: () => void }> {
  const pool = createPool({ start, onScanned: () => undefined });
  await pool.scan({ part: 0, file: 0, from: 0, to: 1, fd: -1 });
  await expect(pool.finish()).rejects.toThrow();
  return pool;
}

test('what works for checks keeps its priority, until a screen is shown: then it gives way, and the screen does not', async () => {
  const { folder, remove } = await writeFolder({ 'a.log': 'found\n'.repeat(2_000_000) });
  try {
    const searching = async () => {
      const { signal } = new AbortController();
      const file = { path: path.join(folder, 'a.log'), packing: 'none' } as Parameters<typeof startSearch>[0]['file'];
      const search = startSearch({ file, pattern: { texts: ['found'] }, signal });
      // Its output is not read: it waits, and lives.
      const [priority] = children().map((id) => getPriority(id));
      search.stop();
      await search.done.catch(() => undefined);
      return priority;
    };
    expect(await priorityOfChild()).toBe(own);
    expect(await searching()).toBe(own);
    const before = await startPool();
    expect(loweredThreads()).toEqual([]);
    before.stop();

    giveWayToScreen();
    expect(await priorityOfChild()).toBe(behind);
    expect(await searching()).toBe(behind);
    const after = await startPool();
    expect(new Set(loweredThreads())).toEqual(new Set(behind === own ? [] : [behind]));
    after.stop();
    expect(getPriority()).toBe(own);
  } finally {
    await remove();
  }
});
