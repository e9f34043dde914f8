import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bin, createProgram, type Program } from '../helpers/program.ts';

let program: Program;
let incident: string;
beforeAll(async () => {
  program = await createProgram();
  const ran = await program.run(['demo', '--ui', 'none', '--json']);
  incident = JSON.parse(ran.stdout).incident;
});
afterAll(() => program.remove());

it('the version is that of the package', async () => {
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(await program.run(['--version'])).toMatchObject({ stdout: version, exitCode: 0 });
});

it('without a terminal the demo runs unattended and prints the note', async () => {
  const ran = await program.run(['demo', 's1-08']);
  expect(ran.exitCode).toBe(3);
  expect(ran.stdout).toMatch(/^# Duplicate customer registrations\n/);
  expect(ran.stdout).toContain('**Key store loses the key');
  expect(ran.stdout).toContain('## Fixes');
});

it('the demo lists its scenarios', async () => {
  const { stdout } = await program.run(['demo', '--list']);
  expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual([
    's1-01-client-timeout',
    's1-02-success-treated-as-failure',
    's1-04-impatient-user',
    's1-05-proxy-resend',
    's1-07-key-ignored',
    's1-08-key-store-per-node',
    's2-01-secret-rotated',
    's2-02-one-node-old-secret',
    's2-04-leaf-only-certificate',
    's2-05-handler-too-slow',
    's2-06-edge-rate-limit',
    's2-08-wrong-dedupe-key',
    's2-09-old-host-redirects',
    's2-11-relay-token-expired',
  ]);
});

it('a scenario that does not exist is told with those there are', async () => {
  const ran = await program.run(['demo', 's9']);
  expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
  expect(ran.stderr).toContain('there is no scenario "s9"');
});

it('an incident can be listed, shown, noted and removed', async () => {
  expect((await program.run(['list'])).stdout).toContain(`${incident}  duplicate-registrations`);
  const shown = JSON.parse((await program.run(['show', incident, '--json'])).stdout);
  expect(shown).toMatchObject({ version: 1, incident, runbook: { id: 'duplicate-registrations' } });
  const note = await program.run(['note', incident]);
  expect(note.stdout).toContain('Client retries although it got a 2xx');
  expect((await program.run(['show', '2020'])).stderr).toContain('causebook: there is no incident "2020"');
  const other = JSON.parse((await program.run(['demo', 's1-01', '--ui', 'none', '--json'])).stdout).incident;
  expect((await program.run(['rm', other])).stdout).toBe(`removed ${other}`);
  expect((await program.run(['list'])).stdout).not.toContain(other);
});

it('a reader that closes the pipe early ends it without a word', async () => {
  const { stdout, stderr } = await execa('sh', ['-c', `node ${bin} note ${incident} | head -n 1`], {
    env: program.env,
  });
  expect({ stdout, stderr }).toEqual({ stdout: '# Duplicate customer registrations', stderr: '' });
});

it('a command that a note names really runs that check again', async () => {
  const note = (await program.run(['note', incident])).stdout;
  const [, argv = ''] = /^causebook (check step duplicate-registrations STEP .*)$/m.exec(note) ?? [];
  const again = await program.run(argv.replace('STEP', 'check_retries_2xx').split(' '));
  expect(again.stdout).toContain("fail: The client's log says it: unexpected status 202, expected 200");
  expect(again.exitCode).toBe(3);
});

it('one check by hand answers with its result, as JSON in the shape of the contract', async () => {
  const folder = path.join(program.home, 'logs');
  await mkdir(folder);
  await writeFile(
    path.join(folder, 'a.jsonl'),
    '{"ts":"2026-05-12T10:00:00Z","id":"x","n":1}\n{"ts":"2026-05-12T10:00:02Z","id":"y","n":2}\n',
  );
  const found = await program.run(['check', 'log', path.join(folder, 'a.jsonl'), '--match', '"y"', '--json']);
  expect(JSON.parse(found.stdout)).toMatchObject({
    kind: 'log',
    status: 'pass',
    facts: { n: 1, first: '2026-05-12T10:00:02Z' },
    evidence: [{ source: path.join(folder, 'a.jsonl'), line: 2 }],
  });
  const summed = await program.run([
    'check',
    'log',
    path.join(folder, 'a.jsonl'),
    '--sql',
    'select sum(cast(n as integer)) as total from events',
    '--json',
  ]);
  expect(JSON.parse(summed.stdout).facts.total).toBe(3);
  const wrong = await program.run(['check', 'log', path.join(folder, 'a.jsonl'), '--sql', 'drop table t1']);
  expect(wrong).toMatchObject({
    exitCode: 5,
    stdout: expect.stringContaining('error: the query is not a single SELECT'),
  });
});

it('the secret of a signature check comes from the environment and is nowhere in the output', async () => {
  const file = path.join(program.home, 'delivery.http');
  await writeFile(file, 'POST /hook HTTP/1.1\r\nx-hub-signature-256: sha256=00\r\n\r\n{"a":1}');
  const argv = ['check', 'signature', '--request', file, '--scheme', 'github', '--secret-env', 'HOOK_SECRET'];
  const secret = 'c0rrect-horse-battery';
  const ran = await program.run([...argv, '--json'], { env: { HOOK_SECRET: secret } });
  expect(JSON.parse(ran.stdout)).toMatchObject({ kind: 'signature', status: 'fail', outcome: 'invalid' });
  expect(ran.stdout + ran.stderr).not.toContain(secret);
  expect((await program.run(argv)).stderr).toBe(
    'causebook: the environment variable HOOK_SECRET is not set. Put the secret there; it never goes on a command line.',
  );
});

it('lint tells that the runbooks that come with causebook are good', async () => {
  expect((await program.run(['lint'])).stdout).toMatch(
    /duplicate-registrations\/runbook\.yaml: ok \(\d+ steps, \d+ observations, \d+ fixes\)/,
  );
});

it('the published schema is the one the code makes', async () => {
  const published = await readFile(new URL('../../runbook.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse((await program.run(['schema'])).stdout)).toEqual(JSON.parse(published));
});
