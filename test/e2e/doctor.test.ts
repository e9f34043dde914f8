import { chmod, cp, mkdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bin, createProgram, type Program } from '../helpers/program.ts';
import { runInTerminal } from '../helpers/terminal.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const worker = path.join(root, 'test/fixtures/runbooks/worker-stuck');

type Found = { readonly id: string; readonly status: string; readonly say: string; readonly advice?: string };

let program: Program;
let folder: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  program = await createProgram();
  ({ folder, remove } = await writeFolder({}));
});
afterEach(async () => {
  await remove();
  await program.remove();
});

/** What it finds, by what it is about, and its exit code. */
async function examine(env: Record<string, string> = {}) {
  const config = path.join(program.home, 'config');
  const ran = await program.run(['doctor', '--json'], {
    cwd: folder,
    env: { XDG_CONFIG_HOME: config, PAGER: 'cat', CAUSEBOOK_THEME: '', ...env },
  });
  const { version, status, findings } = JSON.parse(ran.stdout);
  expect({ version, stderr: ran.stderr }).toEqual({ version: 1, stderr: '' });
  const of = (id: string) => (findings as readonly Found[]).filter((one) => one.id === id);
  return { exitCode: ran.exitCode, status, of };
}

it('a machine that is well is told in a line each, without colour in a pipe', async () => {
  const ran = await program.run(['doctor'], { cwd: folder, env: { PAGER: 'cat', LANG: 'C.UTF-8' } });
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  const lines = ran.stdout.split('\n');
  expect(lines.filter((line) => line !== '' && !/^✓ pass {2}\w/.test(line))).toEqual(['All is there.']);
  expect(lines.map((line) => /^✓ pass {2}(\w+)/.exec(line)?.[1]).filter((id) => id !== undefined)).toEqual(
    expect.arrayContaining(['node', 'state', 'approvals', 'ripgrep', 'duckdb', 'runbooks', 'pager', 'theme', 'clock']),
  );
  expect(ran.stdout).toMatch(/✓ pass {2}ripgrep {4}ripgrep \d+\.\d+\.\d+ starts, /);
  expect(ran.stdout).toMatch(/✓ pass {2}duckdb {5}DuckDB \d+\.\d+\.\d+ starts, /);
});

it('what the person wrote and is wrong is told at its place: formats stop checks, a theme only the screen', async () => {
  const { folder: config, remove: removeConfig } = await writeFolder({
    'causebook/theme.yaml': 'theme: dark',
    'causebook/formats/own.yaml': 'title: Own',
  });
  try {
    const { of, exitCode, status } = await examine({ XDG_CONFIG_HOME: config });
    expect({ exitCode, status }).toEqual({ exitCode: 3, status: 'fail' });
    expect(of('formats')).toMatchObject([
      { status: 'fail', say: expect.stringContaining(`${config}/causebook/formats/own.yaml:1:1: "id" is missing`) },
    ]);
    expect(of('theme')).toMatchObject([
      {
        status: 'warn',
        say: expect.stringContaining(`${config}/causebook/theme.yaml:1:8: "dark" is not a known theme`),
      },
    ]);
  } finally {
    await removeConfig();
  }
});

it('a format that stands in the place of one that comes with causebook is told', async () => {
  const own = await readFile(path.join(root, 'src/logs/formats/data/jsonl.yaml'), 'utf8');
  const { folder: config, remove: removeConfig } = await writeFolder({ 'causebook/formats/own.yaml': own });
  try {
    const { of } = await examine({ XDG_CONFIG_HOME: config });
    const say =
      'those that come with causebook, and 1 of your own: jsonl (in the place of the one that comes with causebook)';
    expect(of('formats')).toMatchObject([{ status: 'pass', say }]);
  } finally {
    await removeConfig();
  }
});

it('runbooks are told by place; one that does not lint is a warning, with what shows the rest', async () => {
  const { folder: own, remove: removeOwn } = await writeFolder({ 'runbooks/bad/runbook.yaml': 'id: bad\n' });
  try {
    await cp(
      path.join(root, 'runbooks/missing-webhooks/runbook.yaml'),
      `${own}/runbooks/missing-webhooks/runbook.yaml`,
    );
    await cp(path.join(own, 'runbooks'), path.join(folder, 'runbooks'), { recursive: true });
    const { of, exitCode } = await examine();
    expect(exitCode).toBe(4);
    expect(of('runbooks')).toEqual([
      { id: 'runbooks', status: 'pass', say: `${folder}/runbooks: 2: bad, missing-webhooks` },
      {
        id: 'runbooks',
        status: 'warn',
        say: expect.stringMatching(/^runbooks\/bad\/runbook\.yaml:1:1: .*, and \d+ more$/),
        advice: 'See them with: causebook lint runbooks/bad/runbook.yaml',
      },
      { id: 'runbooks', status: 'pass', say: `${program.home}/data/causebook/runbooks: none` },
      {
        id: 'runbooks',
        status: 'pass',
        say: `${root}runbooks: 2: duplicate-registrations, missing-webhooks (not used, an earlier place has it: missing-webhooks)`,
      },
    ]);
  } finally {
    await removeOwn();
  }
});

it('a program that a runbook runs and that is not there is missing, with who needs it', async () => {
  await cp(worker, path.join(folder, 'runbooks/worker-stuck'), { recursive: true });
  expect((await examine()).of('programs')).toEqual([
    { id: 'programs', status: 'pass', say: expect.stringMatching(/\/sh, for worker-stuck\/workers and 1 more$/) },
  ]);
  await mkdir(path.join(folder, 'bin'));
  await symlink(process.execPath, path.join(folder, 'bin/node'));
  const { of, exitCode } = await examine({ PATH: path.join(folder, 'bin') });
  expect(exitCode).toBe(3);
  expect(of('programs')).toMatchObject([
    { status: 'fail', say: 'sh is not there, worker-stuck/workers and 1 more needs it' },
  ]);
  expect(of('pager')).toMatchObject([{ status: 'warn', say: 'there is no sh to start one with' }]);
});

it('a state folder that cannot be made stops it, a cache only slows it down', async () => {
  const { folder: files, remove: removeFiles } = await writeFolder({ state: '', cache: '' });
  try {
    const cache = await examine({ XDG_CACHE_HOME: path.join(files, 'cache') });
    expect(cache.of('cache')).toMatchObject([{ status: 'warn', say: expect.stringContaining('cannot be written: ') }]);
    expect(cache.exitCode).toBe(4);
    const state = await examine({ XDG_STATE_HOME: path.join(files, 'state') });
    expect(state.of('state')).toMatchObject([
      {
        status: 'fail',
        say: expect.stringContaining(`${files}/state/causebook (incidents) cannot be written: `),
        advice: 'Make it yours to write, or set XDG_STATE_HOME to a folder that is.',
      },
    ]);
    expect(state.exitCode).toBe(3);
  } finally {
    await removeFiles();
  }
});

it('approvals that others can write are no approvals, and damaged ones count for nothing', async () => {
  const { folder: state, remove: removeState } = await writeFolder({
    'causebook/trusted-runbooks.json': '{"/a/runbook.yaml": "0123"}',
  });
  const file = path.join(state, 'causebook/trusted-runbooks.json');
  try {
    await chmod(file, 0o600);
    expect((await examine({ XDG_STATE_HOME: state })).of('approvals')).toMatchObject([
      { status: 'pass', say: `${file}: 1 runbook approved as they were` },
    ]);
    await chmod(file, 0o622);
    expect((await examine({ XDG_STATE_HOME: state })).of('approvals')).toMatchObject([{ status: 'fail' }]);
  } finally {
    await removeState();
  }
  const damaged = await writeFolder({ 'causebook/trusted-runbooks.json': '{' });
  try {
    expect((await examine({ XDG_STATE_HOME: damaged.folder })).of('approvals')).toMatchObject([{ status: 'warn' }]);
  } finally {
    await damaged.remove();
  }
});

it('where the package of ripgrep is not installed it is named, and all else is still told', async () => {
  for (const name of ['bin', 'dist', 'package.json', 'runbooks'])
    await cp(path.join(root, name), path.join(folder, name), { recursive: true });
  await mkdir(path.join(folder, 'node_modules/@duckdb'), { recursive: true });
  await symlink(path.join(root, 'node_modules/@duckdb/node-api'), path.join(folder, 'node_modules/@duckdb/node-api'));
  const { stdout, exitCode } = await execa('node', [path.join(folder, 'bin/causebook'), 'doctor'], {
    env: program.env,
    reject: false,
  });
  expect(exitCode).toBe(3);
  expect(stdout).toContain("✗ fail  ripgrep    does not start: Cannot find package '@vscode/ripgrep'");
  expect(stdout).toContain('✓ pass  duckdb     DuckDB ');
  expect(stdout).toContain('✓ pass  node       Node ');
});

it('on a terminal its size and how copying works are told, within its width', async () => {
  const run = runInTerminal({
    command: `node ${bin} doctor`,
    columns: 60,
    rows: 60,
    env: { ...program.env, PAGER: 'cat', STY: '', TMUX: '' },
  });
  expect(await run.exited).toBe(4);
  const screen = run.screen();
  expect(screen).toContain('! warn  terminal   60x60, on the alternate screen; --inline');
  expect(screen).toContain("✓ pass  copying    y copies to the terminal's clipboard");
  expect(run.bytes()).toContain('\u001b[33m! warn\u001b[39m');
});
