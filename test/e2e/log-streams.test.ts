import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { bin, createProgram, type Program } from '../helpers/program.ts';
import { writeFolder } from '../helpers/write-folder.ts';

let program: Program;
let folder: string;
let scratch: string;
let remove: () => Promise<void>;

const lines = [0, 1, 2].map((at) => `{"ts":"2026-05-12T10:00:0${at}Z","id":"p${at}"}\n`).join('');

beforeAll(async () => {
  program = await createProgram();
  ({ folder, remove } = await writeFolder({ 'app.jsonl': lines }));
  scratch = path.join(folder, 'scratch');
  await mkdir(scratch);
  await execa('mkfifo', [path.join(folder, 'fifo.log')]);
});
afterAll(async () => {
  await program.remove();
  await remove();
});

const checkLog = (...argv: readonly string[]) =>
  execa('node', [bin, 'check', 'log', ...argv], {
    env: { ...program.env, TMPDIR: scratch },
    cwd: folder,
    stdin: 'pipe',
    reject: false,
  });

/** Asks through a shell, which opens what is to be read. */
async function askIn(shell: string) {
  const ran = await execa('bash', ['-c', shell, bin], { env: program.env, cwd: folder, reject: false });
  expect(ran.stderr).toBe('');
  return JSON.parse(ran.stdout);
}

const isKept = () =>
  vi.waitFor(
    async () => {
      const [name = ''] = await readdir(scratch);
      const [file = ''] = await readdir(path.join(scratch, name));
      expect((await stat(path.join(scratch, name, file))).size).toBe(lines.length);
    },
    { timeout: 10_000, interval: 20 },
  );

it.each([
  ['standard input', '-', 'SIGINT', { exitCode: 130 }],
  ['standard input', '-', 'SIGTERM', { signal: 'SIGTERM' }],
  ['standard input', '-', 'SIGHUP', { signal: 'SIGHUP' }],
  ['a FIFO', 'fifo.log', 'SIGINT', { exitCode: 130 }],
] as const)('while %s (%s) is open, %s ends it quietly, and the raw log is gone', async (_, place, signal, ends) => {
  const child = checkLog(place);
  const writer = place === '-' ? undefined : execa('bash', ['-c', 'cat > fifo.log'], { cwd: folder, stdin: 'pipe' });
  (writer ?? child).stdin?.write(lines);
  await isKept();
  child.kill(signal);
  expect(await child).toMatchObject({ ...ends, stdout: '', stderr: '' });
  expect(await readdir(scratch)).toEqual([]);
  writer?.stdin.end();
  await writer;
});

it('what has come through standard input by the time-out is used, and that it was cut is told', async () => {
  const child = checkLog('-', '--timeout', '1s', '--json');
  child.stdin.write(lines);
  const { stdout, exitCode } = await child;
  expect(exitCode).toBe(4);
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'warn',
    say: expect.stringMatching(/^3 events .*; not read to the end: stdin$/),
    facts: { n: 3, read: { cut: ['stdin'] } },
  });
  expect(stdout).toContain(
    'stdin was still open after 1s, the time-out that was given: what had come by then was used',
  );
  expect(await readdir(scratch)).toEqual([]);
});

it('a stream that never pauses is answered from what came within the time-out, and no more of it than can be', async () => {
  const { status, facts, evidence } = await askIn(
    'yes "$(head -1 app.jsonl)" | node "$0" check log - --timeout 1s --json',
  );
  expect({ status, cut: facts.read.cut }).toEqual({ status: 'warn', cut: ['stdin'] });
  expect(facts.read.bytes).toBeLessThanOrEqual(100e6);
  expect(facts.n).toBeGreaterThan(1000);
  expect(evidence.map(({ text }: { readonly text: string }) => text)).toContainEqual(
    expect.stringMatching(
      /^stdin was still open after 1s, the time-out that was given: (?:what had come by then was|the first 100 MB were) used$/,
    ),
  );
});

it('a FIFO that nobody writes to is an error after the time-out', async () => {
  const { stdout, exitCode } = await checkLog('fifo.log', '--timeout', '200ms');
  expect(exitCode).toBe(5);
  expect(stdout).toBe('error: nothing came through fifo.log within 200ms, the time-out that was given');
});

it.each([
  ['a FIFO', 'cat app.jsonl > fifo.log & node "$0" check log fifo.log', /^fifo\.log$/],
  ['what the shell opens for a command', 'node "$0" check log <(cat app.jsonl)', /^\/dev\/fd\/\d+$/],
  ['standard input by its path', 'cat app.jsonl | node "$0" check log /dev/stdin', /^\/dev\/stdin$/],
  ['a file as standard input by its path', 'node "$0" check log /dev/stdin < app.jsonl', /^\/dev\/stdin$/],
])('%s is a log under its own name', async (_, shell, name) => {
  const { facts, evidence, command } = await askIn(`${shell} -m p --json`);
  expect(facts).toMatchObject({ n: 3, read: { files: [expect.stringMatching(name)], cut: [] } });
  expect(evidence[2]).toMatchObject({ line: 3 });
  expect(command).toBe('causebook check log - --match p');
});

it.each([
  ['node "$0" check log a=<(cat app.jsonl) b=<(cat app.jsonl)', null],
  ['cat app.jsonl | node "$0" check log a=- b=<(cat app.jsonl)', null],
  ['cat app.jsonl | node "$0" check log a=- b=/dev/stdin', 'a=- b=-'],
  ['cat app.jsonl > fifo.log & cat app.jsonl | node "$0" check log a=- b=fifo.log', 'a=- b=FOLDER/fifo.log'],
])('what repeats %s is %s', async (shell, again) => {
  const { command, evidence } = await askIn(`${shell} --ladder id --json`);
  expect(command?.replace(folder, 'FOLDER') ?? null).toBe(again && `causebook check log ${again} --ladder id`);
  const why = {
    source: 'repeat',
    text: 'no command can: only one stream can be standard input. Save them to files and name those',
  };
  expect(evidence).toEqual(again === null ? [why] : []);
});

it('standard input that is named twice counts once in a log, and in each of two logs', async () => {
  expect((await askIn('cat app.jsonl | node "$0" check log - /dev/stdin - --json')).facts.n).toBe(3);
  const both = await askIn('cat app.jsonl | node "$0" check log a=- b=- --ladder id --json');
  expect(both.facts.rows).toMatchObject([{ lines: 3 }, { lines: 3 }]);
});

it('standard input from which nothing comes is told, and so is one that is a folder', async () => {
  const empty = checkLog('-', '--json');
  empty.stdin.end();
  const { stdout, stderr } = await empty;
  expect(stderr).toBe('causebook: nothing came through stdin');
  expect(JSON.parse(stdout).facts.n).toBe(0);
  const inFolder = await execa('bash', ['-c', 'node "$0" check log - < .', bin], { cwd: folder, reject: false });
  expect(inFolder).toMatchObject({ exitCode: 2, stdout: '' });
  expect(inFolder.stderr).toBe('causebook: standard input is a folder. Name it in place of -.');
});

it('standard input that is packed in a way that is not read is told as that alone, with the way out', async () => {
  const packed = checkLog('-');
  packed.stdin.end(Buffer.from('\xfd7zXZ\0', 'latin1'));
  expect(await packed).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: 'causebook: stdin is packed with xz, which is not read: unpack it on the way (xz -dc FILE | …)',
  });
});

it('a stream cannot be followed, which is told before it is read', async () => {
  const { exitCode, stderr } = await checkLog('-', '--follow');
  expect(exitCode).toBe(2);
  expect(stderr).toBe('causebook: stdin cannot be followed. Name the file that is written.');
});

it('a settings file that comes through standard input is gone after Ctrl-C', async () => {
  const child = execa('node', [bin, 'check', 'config', '-', 'id'], {
    env: { ...program.env, TMPDIR: scratch },
    stdin: 'pipe',
    reject: false,
  });
  child.stdin.write(lines);
  await isKept();
  child.kill('SIGINT');
  expect(await child).toMatchObject({ exitCode: 130, stdout: '', stderr: '' });
  expect(await readdir(scratch)).toEqual([]);
});
