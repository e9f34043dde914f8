import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { endAllGroups } from '../../src/child/groups.ts';
import { type Child, runChild } from '../../src/child/run-child.ts';
import { expectGone, pidsIn } from '../helpers/processes.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

async function run(script: string, more: Partial<Child> = {}) {
  const { folder, remove } = await writeFolder({});
  removals.push(remove);
  let stdout: Promise<Buffer> = Promise.resolve(Buffer.alloc(0));
  const ending = runChild({
    argv: ['sh', '-c', script],
    cwd: folder,
    env: { PATH: process.env.PATH ?? '' },
    signal: new AbortController().signal,
    onStdout: (stream) => {
      stdout = buffer(stream).catch(() => Buffer.alloc(0));
    },
    onStderr: (stream) => void stream.resume(),
    ...more,
  });
  ending.catch(() => undefined);
  return { folder, pids: path.join(folder, 'pids'), ending, stdout: async () => String(await stdout) };
}

test.each([
  ['exit 3', { how: 'exited', code: 3 }],
  ['kill -TERM $$', { how: 'killed', signal: 'SIGTERM' }],
])('a program that runs `%s` is told by how it ended', async (script, end) => {
  expect(await (await run(script)).ending).toMatchObject({ ...end, leftovers: false });
});

test.each([
  [['no-such-program'], 'there is no program no-such-program on the PATH'],
  [['/no/such/program'], 'there is no program /no/such/program'],
  [['/etc/passwd'], '/etc/passwd may not be run: no permission, or it is no program'],
  [['echo', 'x'.repeat(300_000)], 'its arguments are longer than this machine takes'],
])('a program that cannot be started is told by why', async (argv, why) => {
  expect(await (await run('', { argv })).ending).toMatchObject({ how: 'not-started', why });
});

test('cancelling ends a program with its grandchildren, also those that do not listen', async () => {
  const controller = new AbortController();
  const deaf = `trap '' TERM; sh -c 'echo $$ >> pids; while :; do sleep 1; done' & echo $$ >> pids; while :; do sleep 1; done`;
  const { pids, ending } = await run(deaf, { signal: controller.signal });
  const started = await pidsIn(pids, 2);
  controller.abort(new Error('cancelled'));
  await expect(ending).rejects.toThrow('cancelled');
  for (const pid of started) await expectGone(pid);
});

test('a program gets the time to tidy up when it is cancelled', async () => {
  const controller = new AbortController();
  const { folder, pids, ending } = await run(
    `trap 'echo tidy > tidied; exit 0' TERM; echo $$ >> pids; while :; do sleep 0.01; done`,
    { signal: controller.signal },
  );
  await pidsIn(pids, 1);
  controller.abort(new Error('cancelled'));
  await expect(ending).rejects.toThrow('cancelled');
  const { readFile } = await import('node:fs/promises');
  expect(await readFile(path.join(folder, 'tidied'), 'utf8')).toBe('tidy\n');
});

test('what a program leaves running is ended with it, and its output is whole', async () => {
  const { pids, ending, stdout } = await run(`sh -c 'echo $$ >> pids; exec sleep 60' & head -c 3000000 /dev/zero`);
  const end = await ending;
  expect(end).toMatchObject({ how: 'exited', code: 0, leftovers: true });
  for (const pid of await pidsIn(pids, 1)) await expectGone(pid);
  expect((await stdout()).length).toBe(3_000_000);
});

test('a daemon that got away and holds the output does not hold up the end', async () => {
  const { pids, ending, stdout } = await run(`setsid sh -c 'echo $$ >> pids; exec sleep 20' & echo said`);
  expect(await ending).toMatchObject({ how: 'exited', code: 0 });
  expect(await stdout()).toMatch(/^(said\n)?$/);
  for (const pid of await pidsIn(pids, 1)) process.kill(pid);
});

test('all groups can be ended at once, when causebook itself ends', async () => {
  const { pids, ending } = await run(`trap '' TERM; echo $$ >> pids; while :; do sleep 1; done`);
  const [pid = 0] = await pidsIn(pids, 1);
  endAllGroups();
  expect(await ending).toMatchObject({ how: 'killed', signal: 'SIGKILL' });
  await expectGone(pid);
});

test('a program that does not read its input is none the worse for it', async () => {
  expect(await (await run('exec true', { input: 'x'.repeat(5_000_000) })).ending).toMatchObject({
    how: 'exited',
    code: 0,
  });
});

test('a program has no terminal to ask on', async () => {
  const { ending, stdout } = await run('cat; (: < /dev/tty) 2>/dev/null || echo no terminal');
  await ending;
  expect(await stdout()).toBe('no terminal\n');
});
