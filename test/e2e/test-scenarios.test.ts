import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadScenario } from '../../src/lab/scenario.ts';
import { stageScenario } from '../../src/lab/stage.ts';
import { bin, createProgram, type Program } from '../helpers/program.ts';

const runbooks = fileURLToPath(new URL('../../runbooks/', import.meta.url));
const s1 = 'duplicate-registrations/s1-02-success-treated-as-failure';
const s2 = 'missing-webhooks/s2-01-secret-rotated';

let program: Program;
beforeAll(async () => {
  program = await createProgram();
});
afterAll(() => program.remove());

/** A copy of a shipped scenario whose files may be changed, in a runbook of its own. */
async function copyScenario(name: string, to: string): Promise<string> {
  const [runbook = '', scenario = ''] = name.split('/');
  const home = path.join(program.home, to, runbook);
  await mkdir(path.join(home, 'scenarios'), { recursive: true });
  await cp(path.join(runbooks, runbook, 'runbook.yaml'), path.join(home, 'runbook.yaml'));
  const folder = path.join(home, 'scenarios', scenario);
  await cp(path.join(runbooks, runbook, 'scenarios', scenario), folder, { recursive: true });
  return folder;
}

async function allFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

it('scenarios of both runbooks pass, a line each, and the JUnit file says so', async () => {
  const junit = path.join(program.home, 'ok.xml');
  const ran = await program.run(['test', ...[s1, s2].map(folderOf), '--junit', junit], {
    // What the shell knows is no part of a scenario.
    env: { WEBHOOK_SECRET: 'whsec_of_somebody_else_entirely' },
  });
  expect({ ...ran, stdout: ran.stdout.replace(/\d+\.\d s/g, 'N s') }).toMatchObject({
    stdout: [`ok      ${s1}  N s`, `ok      ${s2.padEnd(s1.length)}  N s`, '2 scenarios: 2 ok (N s)'].join('\n'),
    stderr: '',
    exitCode: 0,
    incidents: [],
  });
  const xml = await readFile(junit, 'utf8');
  expect(xml).toContain('<testsuites name="causebook" tests="2" failures="0" errors="0" skipped="0"');
  expect(xml).toContain('<testcase name="s2-01-secret-rotated" classname="missing-webhooks"');
});

it('a failing one is told with what was expected, what was found and what moved it, and exits 3', async () => {
  const folder = await copyScenario(s1, 'failing');
  const file = path.join(folder, 'expect.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(
    file,
    text
      .replace('trigger: client-retries-success', 'trigger: user-resubmit')
      .replace('check_retries_2xx: "yes"', 'check_retries_2xx: "no"')
      .concat('fixes: {recommended: [pause-retries], not_recommended: [receiver-idempotency]}\n'),
  );
  const junit = path.join(program.home, 'failing.xml');
  const ran = await program.run(['test', path.dirname(path.dirname(folder)), '--junit', junit]);
  expect(ran.exitCode).toBe(3);
  const lines = ran.stdout.split('\n');
  expect(lines[0]).toMatch(/^FAILED {2}duplicate-registrations\/s1-02-success-treated-as-failure {2}\d+\.\d s$/);
  expect(lines[1]).toMatch(
    /^ {8}leader of trigger: expected user-resubmit, found client-retries-success \(settled, \d+ dB ahead\)$/,
  );
  expect(lines[2]).toMatch(/^ {10}for client-retries-success, \+\d+ dB: check_\w+ = \w+: .+ \(.+:\d+\)$/);
  expect(lines[3]).toMatch(/^ {10}against user-resubmit, −\d+ dB: check_\w+ = \w+: .+$/);
  expect(ran.stdout).toMatch(/\n {8}check_retries_2xx: expected no, found yes \(fail\)\n {10}\S/);
  expect(ran.stdout).toContain(
    'fix receiver-idempotency: expected not recommended, found recommended\n          No idempotency key anywhere (settled)\n',
  );
  expect(lines.at(-1)).toMatch(/^1 scenario: 1 failed \(\d+\.\d s\)$/);
  expect(await readFile(junit, 'utf8')).toMatch(
    /<failure message="leader of trigger: expected user-resubmit, found client-retries-success \(settled, \d+ dB ahead\) \(and 2 more\)">/,
  );
});

it('a broken one is told at file:line:col and exits 2, whatever becomes of the others', async () => {
  const folder = await copyScenario(s1, 'broken');
  const file = path.join(folder, 'expect.yaml');
  await writeFile(file, 'leaders:\n  triger: client-retries-success\n');
  const empty = path.join(path.dirname(folder), 'forgotten');
  await mkdir(empty);
  const runbook = path.join(program.home, 'broken', 'duplicate-registrations');
  const ran = await program.run(['test', runbook, '--json']);
  expect(ran.exitCode).toBe(2);
  expect(JSON.parse(ran.stdout)).toMatchObject({
    version: 1,
    ok: 0,
    failed: 0,
    broken: 2,
    scenarios: [
      {
        scenario: 'duplicate-registrations/forgotten',
        problems: [{ message: 'is missing', place: { file: path.join(empty, 'expect.yaml') } }],
      },
      {
        status: 'broken',
        problems: [
          {
            message: 'runbook duplicate-registrations has no axis "triger"',
            place: { file, line: 2, column: 3 },
            hint: 'Did you mean "trigger"?',
          },
        ],
      },
    ],
  });
  const told = await program.run(['test', folder]);
  expect(told.stdout).toContain(
    `        ${file}:2:3: runbook duplicate-registrations has no axis "triger". Did you mean "trigger"?\n`,
  );
});

it.each([
  [['test', 'missing-webhook'], 'there is no runbook "missing-webhook". Did you mean "missing-webhooks"?'],
  [['test', '--filter', 's9'], 'none of the 14 scenarios has "s9" in its name'],
  [['test', '--jobs', '0'], '--jobs "0" is not a number from 1 on'],
  [['test', '--seed', 'x'], '--seed "x" is not a whole number'],
])('%s is refused', async (argv, message) => {
  expect(await program.run(argv)).toMatchObject({ stderr: `causebook: ${message}`, exitCode: 2, stdout: '' });
});

it.skipIf(process.platform === 'win32')('Ctrl-C stops it, and no temporary folder is left', async () => {
  const temporary = path.join(program.home, 'tmp');
  await mkdir(temporary);
  const child = execa('node', [bin, 'test'], { env: { ...program.env, TMPDIR: temporary }, reject: false });
  await vi.waitFor(async () => expect(await readdir(temporary)).not.toEqual([]), { timeout: 20_000, interval: 10 });
  child.kill('SIGINT');
  expect(await child).toMatchObject({
    exitCode: 130,
    stderr: 'causebook: interrupted; the temporary folders are removed',
  });
  expect(await readdir(temporary)).toEqual([]);
});

describe('a scenario made of an incident', () => {
  const secret = 'the-signing-secret-of-hooks';
  let cwd: string;
  let incident: string;

  beforeAll(async () => {
    cwd = path.join(program.home, 'work');
    const evidence = path.join(cwd, 'evidence');
    await mkdir(cwd);
    const home = folderOf('missing-webhooks/s2-11-relay-token-expired');
    await stageScenario({ scenario: await loadScenario(home), dir: evidence });
    // A secret that is known, in a settings file, and two that only look like it, in logs.
    const settings = path.join(evidence, 'config', 'integration.yaml');
    await writeFile(settings, `${await readFile(settings, 'utf8')}hooks: {key: ${secret}}\n`);
    const log = path.join(evidence, 'aspin-app.jsonl');
    const line =
      '{"ts":"2026-05-11T03:00:00.000Z","ev":"debug","wid":"-","authorization":"Bearer AbCdEf0123456789xyz"}\n';
    await writeFile(log, `${line}${await readFile(log, 'utf8')}${line}`);
    const argv = ['run', 'missing-webhooks', '--evidence', evidence, '--ui', 'none', '--json'];
    const ran = await program.run([...argv, '--answers', path.join(home, 'answers.yaml')], {
      env: { WEBHOOK_SECRET: secret },
    });
    incident = JSON.parse(ran.stdout).incident;
  }, 60_000);

  it('passes right away, has no secret in it, and says what was taken out', async () => {
    const made = await program.run(['test', '--init', incident, '--to', 'scenarios/relay'], {
      cwd,
      env: { WEBHOOK_SECRET: secret },
    });
    expect(made).toMatchObject({ stderr: '', exitCode: 0 });
    expect(made.stdout).toContain(
      'Redacted: 2 × authorization, 1 × known secret.\n  other_webhook_secret is not known here',
    );
    expect(made.stdout).toContain('Walked once: all that the incident found comes out of these files.\n');
    expect(made.stdout).toMatch(/Run it: causebook test scenarios\/relay$/);
    const folder = path.join(cwd, 'scenarios', 'relay');
    const files = await allFiles(folder);
    expect(files.length).toBeGreaterThan(12);
    for (const file of files) {
      const bytes = await readFile(file);
      const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
      expect(text).not.toMatch(/the-signing-secret|AbCdEf0123456789xyz/);
    }
    // The same secret is the same token at every place.
    const tokens = (await readFile(path.join(folder, 'evidence', 'aspin-app.jsonl'), 'utf8')).match(/\[secret:\w+\]/g);
    expect([tokens?.length, new Set(tokens).size]).toEqual([2, 1]);
    const ran = await program.run(['test', 'scenarios'], { cwd });
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    const expected = await readFile(path.join(folder, 'expect.yaml'), 'utf8');
    expect(expected).toContain(
      'runbook: missing-webhooks\nleaders:\n  failure: relay-dropped\n  recovery: believed-delivered\n',
    );
    expect(expected).toContain('states:\n  failure: settled\n');
    expect(expected).toMatch(/fixes:\n {2}recommended:\n {4}- /);
  });

  it('is not written over, and nothing half-made is left', async () => {
    const again = await program.run(['test', '--init', incident, '--to', 'scenarios/relay'], { cwd });
    expect(again).toMatchObject({
      stdout: '',
      stderr:
        'causebook: "scenarios/relay" is there already, and nothing in it is overwritten. Name another folder with --to DIR.',
      exitCode: 2,
    });
    expect(await readdir(path.join(cwd, 'scenarios'))).toEqual(['relay']);
  });

  it('says so when the verdict does not come out of its files, expects only what does, and exits 4', async () => {
    await rename(path.join(cwd, 'evidence', 'integration.jsonl'), path.join(cwd, 'integration.jsonl'));
    const made = await program.run(['test', '--init', incident, '--to', 'scenarios/less'], { cwd });
    await rename(path.join(cwd, 'integration.jsonl'), path.join(cwd, 'evidence', 'integration.jsonl'));
    expect(made.exitCode).toBe(4);
    expect(made.stdout).toMatch(
      /THE VERDICT IS NOT THAT OF THE INCIDENT: .+\n( {2}(leader|state) of \w+: expected .+, found .+\n)+/,
    );
    const expected = await readFile(path.join(cwd, 'scenarios', 'less', 'expect.yaml'), 'utf8');
    expect(expected).toMatch(/\n# {3}(leader|state) of \w+: expected /);
    expect(await program.run(['test', 'scenarios/less'], { cwd })).toMatchObject({ exitCode: 0 });
  });

  it('fails once its evidence tells something else', async () => {
    const log = path.join(cwd, 'scenarios', 'relay', 'evidence', 'integration.jsonl');
    await writeFile(log, '');
    const ran = await program.run(['test', path.dirname(path.dirname(log))], { cwd });
    expect(ran.exitCode).toBe(3);
    expect(ran.stdout).toContain('check_relay: expected received_15_forward_failed, found ');
  });
});

function folderOf(name: string): string {
  return path.join(runbooks, name.replace('/', '/scenarios/'));
}
