import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { bin, createProgram, type Program } from '../helpers/program.ts';
import { writeFolder } from '../helpers/write-folder.ts';

let program: Program;
let folder: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  program = await createProgram();
  const line = (i: number) => `{"ts":"${new Date(1_778_580_000_000 + i).toISOString()}","id":"p${i}","status":200}\n`;
  const block = Array.from({ length: 20_000 }, (_, i) => line(i)).join('');
  ({ folder, remove } = await writeFolder({ 'big.jsonl': block.repeat(200) }));
  await writeFile(path.join(folder, 'slow.yaml'), `command: [sh, -c, 'echo started >&2; sleep 60 & sleep 60']\n`);
});
afterAll(async () => {
  await program.remove();
  await remove();
});

/** Processes of a group or below a process, by /proc. */
async function childrenOf(pid: number): Promise<readonly string[]> {
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const all = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => '')),
  );
  return all
    .join(' ')
    .split(/\s+/)
    .filter((one) => one !== '');
}

it.skipIf(process.platform !== 'linux').each([
  ['a search', ['big.jsonl', '-m', 'status', '--repeats', 'id']],
  ['a scan in threads', ['big.jsonl', '--top', 'id']],
  ['a table', ['big.jsonl', '--sql', 'select count(distinct id) from events']],
  ['a command and what it has started', ['--source', 'slow.yaml']],
])('Ctrl-C ends %s at once, and no process is left', async (_, argv) => {
  const child = execa('node', [bin, 'check', 'log', ...argv], { env: program.env, cwd: folder, reject: false });
  const pid = child.pid as number;
  let left: readonly string[] = [];
  // Once it has children, or has read for a moment, it is in the middle of it.
  await vi.waitFor(
    async () => {
      left = await childrenOf(pid);
      const { utime } = await timesOf(pid);
      expect(left.length > 0 || utime > 30).toBe(true);
    },
    { timeout: 20_000, interval: 20 },
  );
  const grandchildren = (await Promise.all(left.map((one) => childrenOf(Number(one))))).flat();
  child.kill('SIGINT');
  expect(await child).toMatchObject({ exitCode: 130, stdout: '' });
  for (const one of [...left, ...grandchildren])
    await vi.waitFor(
      async () => expect(await readFile(`/proc/${one}/stat`, 'utf8').catch(() => '')).toMatch(/^$|\) Z /),
      {
        timeout: 5000,
      },
    );
});

/** Clock ticks of a process in user mode (proc(5), field 14). */
async function timesOf(pid: number): Promise<{ readonly utime: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return { utime: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[11]) };
}
