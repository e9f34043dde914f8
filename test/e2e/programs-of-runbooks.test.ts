import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { expectGone, pidsIn } from '../helpers/processes.ts';
import { bin, createProgram, type Program } from '../helpers/program.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const example = fileURLToPath(new URL('../fixtures/runbooks/worker-stuck', import.meta.url));

let program: Program;
let folder: string;
let runbook: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  program = await createProgram();
  ({ folder, remove } = await writeFolder({
    'evidence/workers.txt': 'worker-1 parcels\nworker-2 parcels\n',
    'evidence/attempts.txt': 'parcels P_1\n'.repeat(5),
  }));
  runbook = path.join(folder, 'book', 'runbook.yaml');
  await cp(example, path.dirname(runbook), { recursive: true });
});
afterEach(async () => {
  await program.remove();
  await remove();
});

const walk = ['--ui', 'none', '--json', '--evidence', 'evidence', '--input', 'queue=parcels'];

async function run(...flags: readonly string[]) {
  const ran = await program.run(['run', runbook, ...walk, ...flags], {
    cwd: folder,
    env: { DEPOT_TOKEN: 'hunter2hunter2' },
  });
  const steps = JSON.parse(ran.stdout).steps as readonly {
    readonly id: string;
    readonly status: string;
    readonly say: string;
  }[];
  const of = (id: string) => steps.find((step) => step.id === id);
  return { ...ran, workers: of('workers'), attempts: of('attempts'), restart: of('restart') };
}

it('commands and scripts run when exactly they were approved, and the text that was approved is shown whole', async () => {
  const before = await run();
  expect(before.workers).toMatchObject({
    status: 'blocked',
    say: `nobody has approved here what it runs: sh -c 'grep -c -- "$1" workers.txt' sh parcels`,
  });
  expect(before.attempts).toMatchObject({
    status: 'blocked',
    say: 'nobody has approved here what it runs: the script checks/attempts.mjs beside the runbook',
  });
  const approved = await run('--yes');
  const script = await readFile(path.join(example, 'checks', 'attempts.mjs'), 'utf8');
  expect(approved.stderr).toBe(
    [
      `${runbook} runs on this machine:`,
      `  sh -c 'grep -c -- "$1" workers.txt' sh '\${{ inputs.queue }}'   (step workers)`,
      '    env: DEPOT_TOKEN=${{ inputs.token }}',
      '  node checks/attempts.mjs   (step attempts)',
      ...script
        .trimEnd()
        .split('\n')
        .map((line) => `    │ ${line}`),
      `  sh -c 'echo restarted >> restarts.txt; echo done'   (step restart)`,
    ].join('\n'),
  );
  expect(approved.workers).toMatchObject({
    status: 'pass',
    outcome: 'some',
    say: '2 workers',
    facts: { exit_code: 0, number: 2 },
  });
  expect(approved.attempts).toMatchObject({
    status: 'fail',
    outcome: 'same',
    say: 'parcels P_1 was tried 5 times',
    evidence: [{ source: 'checks/attempts.mjs (stdout)', line: 1, text: '5 attempts' }],
  });
  // What changes something waits for a yes that nobody gave.
  expect(approved.restart).toMatchObject({ status: 'pending' });
  const again = await run();
  expect(again.stderr).toBe('');
  expect(again.workers).toMatchObject({ status: 'pass' });
});

it('what waited for the approval runs when the incident is gone on with and it is given', async () => {
  expect((await run()).attempts).toMatchObject({ status: 'blocked' });
  const { stdout, stderr } = await program.run(['resume', '--ui', 'none', '--json', '--yes'], { cwd: folder });
  expect(stderr).toContain('  node checks/attempts.mjs   (step attempts)\n');
  const steps = JSON.parse(stdout).steps as readonly { readonly id: string; readonly status: string }[];
  expect(steps.find(({ id }) => id === 'attempts')).toMatchObject({ status: 'fail', outcome: 'same' });
});

it.each([
  ['the runbook', () => runbook],
  ['a script of it', () => path.join(path.dirname(runbook), 'checks', 'attempts.mjs')],
])('a change of %s makes the approval void', async (_, file) => {
  expect((await run('--yes')).attempts).toMatchObject({ status: 'fail' });
  await writeFile(file(), `${await readFile(file(), 'utf8')}\n`);
  const { workers, attempts } = await run();
  expect([workers?.status, attempts?.status]).toEqual(['blocked', 'blocked']);
});

it('an approval says nothing of a script that was not there to be read', async () => {
  const script = path.join(path.dirname(runbook), 'checks', 'attempts.mjs');
  const text = await readFile(script, 'utf8');
  await writeFile(script, '');
  await execa('rm', [script]);
  const { attempts, stderr } = await run('--yes');
  expect(stderr).toContain('(checks/attempts.mjs is not beside the runbook)');
  expect(attempts).toMatchObject({ status: 'error', say: 'checks/attempts.mjs is not beside the runbook' });
  expect((await program.run(['lint', runbook])).stderr).toBe(
    `causebook: ${runbook}:38:24: checks/attempts.mjs is not beside the runbook`,
  );
  await writeFile(script, text);
  expect((await run()).attempts).toMatchObject({ status: 'blocked' });
});

it('what is shown for approval cannot rewrite the screen', async () => {
  const script = path.join(path.dirname(runbook), 'checks', 'attempts.mjs');
  await writeFile(script, `// \u001b[2J\u001b]0;title\u0007 \u202e\nexport default () => ({ id: 'x', most: 0 });\n`);
  const { stderr } = await run('--yes');
  expect(stderr).toContain('    │ // ␛[2J␛]0;title␇ <U+202E>\n');
});

it('what a program prints is shown, never sent', async () => {
  const ran = await program.run(['check', 'command', '--', 'printf', '\\033[31mred\\033]52;c;aGk=\\a\\n'], {
    cwd: folder,
  });
  expect(ran.stdout).toContain('  stdout:1  ␛[31mred␛]52;c;aGk=␇\n');
  expect(ran.stdout).not.toMatch(/[\u0007\u001b]/);
});

it('a dry run shows each command and script, and touches none of it', async () => {
  const { stdout } = await program.run(
    ['run', runbook, '--dry-run', '--evidence', 'evidence', '--input', 'queue=parcels'],
    { cwd: folder },
  );
  expect(stdout).toContain(
    [
      '  workers (command): runs by itself',
      `    command     sh -c 'grep -c -- "$1" workers.txt' sh parcels`,
      '  attempts (script): runs by itself',
      '    command     the script checks/attempts.mjs beside the runbook',
      '  restart (command): RUNS ONLY AFTER A YES',
      `    command THAT CHANGES SOMETHING: sh -c 'echo restarted >> restarts.txt; echo done'`,
    ].join('\n'),
  );
  expect(await program.incidents()).toEqual([]);
  await expect(readFile(path.join(program.home, 'state', 'causebook', 'trusted-runbooks.json'))).rejects.toThrow(
    'ENOENT',
  );
});

it('a command that changes something runs on a yes alone, and never again by itself', async () => {
  const restarts = () => readFile(path.join(folder, 'evidence', 'restarts.txt'), 'utf8').catch(() => '');
  const step = ['check', 'step', runbook, 'restart', '--evidence', 'evidence', '--input', 'queue=parcels', '--yes'];
  const refused = await program.run(step, { cwd: folder });
  expect(refused.stderr).toContain(`command THAT CHANGES SOMETHING: sh -c 'echo restarted >> restarts.txt; echo done'`);
  expect(refused.stderr).toContain('nothing was run: it changes something, and nobody has said yes.');
  expect([refused.exitCode, await restarts()]).toEqual([2, '']);
  const done = await program.run([...step, '--confirm-writes'], { cwd: folder });
  expect([done.exitCode, await restarts()]).toEqual([0, 'restarted\n']);
  await run('--yes');
  await program.run(['resume', '--ui', 'none', '--json'], { cwd: folder });
  expect(await restarts()).toBe('restarted\n');
});

it('a secret input reaches a command by its environment, and stands in no process list, journal or note', async () => {
  await writeFile(
    runbook,
    (await readFile(runbook, 'utf8'))
      .replace(
        `[sh, -c, 'grep -c -- "$1" workers.txt', sh, "\${{ inputs.queue }}"]`,
        `[sh, -c, 'tr "\\0" " " < /proc/$PPID/cmdline; cat /proc/self/cmdline; printf %s "$DEPOT_TOKEN" | wc -c; echo "$DEPOT_TOKEN" >&2']`,
      )
      .replace('as: number', 'as: text')
      .replace('result.number == 0', 'result.exit_code == 1')
      .replace('${{ result.number }}', 'some'),
  );
  const { workers, stdout, incidents } = await run('--yes');
  expect(workers).toMatchObject({
    status: 'pass',
    facts: { stderr: expect.stringMatching(/^\[secret:[0-9a-f]{6}\]$/), stdout: expect.stringMatching(/14$/) },
  });
  expect(stdout).not.toContain('hunter2hunter2');
  const home = path.join(program.home, 'state', 'causebook', 'incidents', incidents[0] ?? '');
  const { stdout: found } = await execa('grep', ['-rl', 'hunter2hunter2', home], { reject: false });
  expect(found).toBe('');
});

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends causebook and all that it runs', async (signal) => {
  const deaf = `trap '' TERM HUP INT; sh -c 'echo $$ >> pids; while :; do sleep 1; done' & echo $$ >> pids; wait; sleep 60`;
  const walked = await readFile(runbook, 'utf8');
  await writeFile(
    runbook,
    walked.replace(/run: \[sh, -c, 'grep.*\]/, `run: [sh, -c, '${deaf.replaceAll("'", "''")}']`),
  );
  for (const argv of [
    ['check', 'command', '--', 'sh', '-c', deaf],
    ['run', runbook, ...walk.with(walk.indexOf('evidence'), '.'), '--yes'],
  ]) {
    await execa('rm', ['-f', path.join(folder, 'pids')]);
    const child = execa('node', [bin, ...argv], { env: program.env, cwd: folder, reject: false });
    const pids = await pidsIn(path.join(folder, 'pids'), 2);
    child.kill(signal);
    const ended = await child;
    for (const pid of pids) await expectGone(pid);
    if (signal === 'SIGINT') expect(ended.exitCode).toBe(130);
    else expect(ended.signal ?? ended.exitCode).toSatisfy((how: unknown) => [signal, 143, 129].includes(how as never));
  }
});

it('a scenario of a runbook does not run its programs', async () => {
  const scenario = path.join(path.dirname(runbook), 'scenarios', 'poison');
  await cp(path.join(folder, 'evidence'), path.join(scenario, 'evidence'), { recursive: true });
  await writeFile(path.join(scenario, 'inputs.yaml'), 'queue: parcels\n');
  await writeFile(path.join(scenario, 'expect.yaml'), 'axes: {cause: open}\n');
  await run('--yes');
  const { stdout } = await program.run(['test', runbook, '--json'], { cwd: folder });
  expect(stdout).not.toContain('was tried 5 times');
});
