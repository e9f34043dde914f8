import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { bin, createProgram, type Program } from '../helpers/program.ts';

let program: Program;
const closers: (() => Promise<unknown> | unknown)[] = [];
beforeEach(async () => {
  program = await createProgram();
  await writeFile(path.join(program.home, 'body.json'), '{"external_id":"TEST_{{unique}}"}');
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await program.remove();
});

async function serve(listener: RequestListener): Promise<{ readonly url: string; readonly connections: () => number }> {
  let connections = 0;
  const server = createServer(listener);
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections: () => connections };
}

/** The mock partner as its users start it; `ended` interrupts it and gives what it printed. */
async function startEndpoint(...argv: readonly string[]) {
  const child = execa('node', [bin, 'lab', 'endpoint', '--json', ...argv], {
    env: program.env,
    cwd: program.home,
    reject: false,
  });
  closers.push(() => child.kill('SIGKILL'));
  const lines: string[] = [];
  const first = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk) => {
      lines.push(String(chunk));
      if (lines.join('').includes('\n')) resolve(lines.join('').split('\n')[0] ?? '');
    });
  });
  const { listening, ca } = JSON.parse(await first);
  const ended = async () => {
    child.kill('SIGINT');
    return child;
  };
  return { url: listening as string, ca: ca as string | null, ended };
}

const runbook = (target: string) => `causebook: 1
id: replays
title: Replays
symptoms: [it comes twice]
owner: team
reviewed: 2026-11-23
parties:
  - {id: crm, name: CRM, role: receiver}
inputs:
  - {id: token, type: string, optional: true, secret: true, env: CRM_TOKEN}
sources:
  - {id: settings, party: crm, title: Settings, config: {file: crm.env, fields: {LIMIT: integer}}}
  - {id: pods, party: crm, title: Pods, log: {command: [touch, '${target.startsWith('/') ? target : 'never'}']}}
axes:
  - id: cause
    question: Why?
    hypotheses:
      - {id: ignored, title: The key is ignored, prior: 0.5}
phases:
  - id: look
    title: Look
    steps:
      - {id: health, http: {url: "${target}/health"}}
      - {id: settings, config: {source: settings, settings: [LIMIT]}}
      - {id: pods, log: {source: pods, match: x}}
      - id: replay
        title: Replay
        observes: replay
        risk: write
        reproduce:
          target: "${target}/v1/customers"
          headers: {authorization: "Bearer \${{ inputs.token }}"}
          body: '{"external_id":"TEST_{{unique}}"}'
          how: [sequence]
          times: 10
        outcomes:
          - {id: several, when: result.sequence == "several-records", status: fail, say: "\${{ result.sequence_records }} records"}
          - {id: one}
observations:
  - id: replay
    text: Does one key make several records?
    group: replay
    cost: 1
    outcomes:
      - {id: several, base: 0.3, evidence: {ignored: strongly-for}}
      - {id: one, base: 0.7, evidence: {ignored: strongly-against}}
`;

it('a replay by hand against the mock partner: counts, a log that check log reads, and a summary', async () => {
  const endpoint = await startEndpoint(
    '--idempotency',
    'check-then-insert',
    '--log',
    'endpoint.jsonl',
    '--edge-log',
    'edge.log',
  );
  const argv = ['check', 'reproduce', '--target', `${endpoint.url}/v1/customers`, '--body', 'body.json'];
  const ran = await program.run([...argv, '--json', '--yes'], { cwd: program.home });
  expect(ran.exitCode).toBe(3);
  expect(JSON.parse(ran.stdout)).toMatchObject({
    kind: 'reproduce',
    status: 'fail',
    outcome: 'several-records',
    say: expect.stringMatching(
      /^One after the other: 3 requests, one key, 1 record \(3 × 201\); at the same moment: 3 requests, one key, 3 records/,
    ),
    facts: { sent: 6, sequence_records: 1, together_records: 3 },
    command: expect.stringMatching(/^curl --include .* --header 'Idempotency-Key: causebook-test-[0-9a-f-]{36}' /),
  });
  expect(ran.stderr).toContain(`POST ${endpoint.url}/v1/customers, 3 times, at the same moment`);
  const { stdout, exitCode } = await endpoint.ended();
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout?.trim().split('\n').at(-1) ?? '')).toEqual({
    summary: { requests: 6, keys: 2, records: 4 },
  });
  const read = await program.run(['check', 'log', 'endpoint.jsonl', '--repeats', 'key', '--json'], {
    cwd: program.home,
  });
  expect(JSON.parse(read.stdout).facts.rows).toMatchObject([{ n: 3 }, { n: 3 }]);
  const edge = await program.run(['check', 'log', 'edge.log', '--top', 'status', '--json'], { cwd: program.home });
  expect(JSON.parse(edge.stdout).facts.rows).toMatchObject([{ key: '201', n: 6 }]);
});

it('a replay by hand over TLS with a private authority', async () => {
  const endpoint = await startEndpoint('--tls', '--idempotency', 'shared');
  const argv = ['check', 'reproduce', '--target', `${endpoint.url}/c`, '--body', 'body.json', '--yes', '--json'];
  const trusted = await program.run([...argv, '--cacert', endpoint.ca ?? ''], { cwd: program.home });
  expect(JSON.parse(trusted.stdout)).toMatchObject({ status: 'pass', outcome: 'one-record' });
  const untrusted = await program.run(argv, { cwd: program.home });
  expect(JSON.parse(untrusted.stdout)).toMatchObject({
    status: 'error',
    say: expect.stringContaining('no connection to the target: TLS with '),
  });
});

it.each([
  [
    'nobody says yes',
    [],
    /nothing was sent: it changes something, and nobody has said yes\. Look at it with --dry-run, then give --yes\./,
  ],
  ['51 requests are asked for', ['--times', '51', '--yes'], /--times: must be at most 50/],
  ['26 of each are asked for', ['--times', '26', '--yes'], /--times: would send 52 requests; at most 50/],
])('nothing is sent by hand when %s', async (_, more, message) => {
  const { url, connections } = await serve((_request, response) => response.end());
  const ran = await program.run(['check', 'reproduce', '--target', url, '--body', 'body.json', ...more], {
    cwd: program.home,
  });
  expect(ran).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(message) });
  expect(connections()).toBe(0);
});

it('a step that changes something is refused without its target named, without a yes, and runs with both', async () => {
  const { url, connections } = await serve((_request, response) => response.writeHead(201).end('{"id":1}'));
  await writeFile(path.join(program.home, 'r.yaml'), runbook(url));
  const run = (...more: readonly string[]) =>
    program.run(['check', 'step', './r.yaml', 'replay', ...more], { cwd: program.home });
  const unnamed = await run('--confirm-writes', '--test-target', `${url}/v2`);
  expect(unnamed).toMatchObject({
    exitCode: 2,
    stderr: `causebook: nothing was sent: ${url}/v1/customers is not a test target of this incident (${url}/v2). If it is a test system and may be written to, name it: --test-target ${url}/v1/customers`,
  });
  const unconfirmed = await run('--test-target', url);
  expect(unconfirmed.stderr).toMatch(/nobody has said yes\. Look at it with --dry-run, then give --confirm-writes\.$/);
  expect(connections()).toBe(0);
  const ran = await run('--test-target', url, '--confirm-writes', '--json');
  expect(JSON.parse(ran.stdout)).toMatchObject({ status: 'pass', outcome: 'one', facts: { sent: 10 } });
  expect(connections()).toBe(10);
});

it('a run never sends what changes something by itself; its target is in the note', async () => {
  let posts = 0;
  const { url } = await serve((request, response) => {
    if (request.method === 'POST') posts += 1;
    response.end();
  });
  await writeFile(path.join(program.home, 'r.yaml'), runbook(url));
  const ran = await program.run(['run', './r.yaml', '--ui', 'none', '--test-target', `${url}/v1`], {
    cwd: program.home,
  });
  expect(posts).toBe(0);
  expect(ran.stdout).toMatch(new RegExp(`- Test targets: \`${url}/v1\` \\(named .*\\) · Requests sent to them: none`));
});

it('a dry run shows every file, command and request, and touches none of them', async () => {
  const { url, connections } = await serve((_request, response) => response.end());
  await execa('mkfifo', [path.join(program.home, 'crm.env')]);
  const marker = path.join(program.home, 'touched');
  await writeFile(path.join(program.home, 'r.yaml'), runbook(url).replace('never', marker));
  const before = await readdir(program.home);
  const env = { CRM_TOKEN: 'hush-hush-token' };
  const argv = ['run', './r.yaml', '--evidence', '.', '--test-target', url, '--yes', '--dry-run'];
  const ran = await program.run(argv, { cwd: program.home, env });
  expect(ran).toMatchObject({ exitCode: 0, stderr: '', incidents: [] });
  expect(ran.stdout.split('\n').slice(0, 18)).toEqual([
    'Dry run of replays: nothing was touched, no incident was opened.',
    'Evidence folder: .',
    `Test targets: ${url}/`,
    '',
    'look',
    '  health (http): runs by itself',
    `    request     GET ${url}/health`,
    '  settings (config): runs by itself',
    '    file        crm.env',
    '  pods (log): runs by itself',
    `    command     touch ${marker}`,
    '  replay (reproduce): RUNS ONLY AFTER A YES',
    `    request THAT CHANGES SOMETHING: POST ${url}/v1/customers, 10 times, one after the other; Idempotency-Key: causebook-test-<new>; authorization: ***; x-causebook-test: made by causebook to test this endpoint; not a real event; body: {"external_id":"TEST_{{unique}}"}`,
    '',
    '3 checks run by themselves, 1 only after a yes, 0 do not run as things stand.',
    'Together: 1 files or patterns of files, 1 commands (only once they are approved), 2 different requests, 0 connections, 0 queries.',
    `causebook itself would write ${program.home}/state/causebook/incidents/<new> (journal, note, pasted texts)`,
  ]);
  const json = await program.run([...argv, '--json'], { cwd: program.home, env });
  expect(JSON.parse(json.stdout)).toMatchObject({
    dry_run: true,
    steps: [{}, {}, {}, { step: 'replay', runs: 'after-yes', status: 'ready' }],
  });
  expect(ran.stdout + json.stdout).not.toContain('hush-hush');
  expect(connections()).toBe(0);
  // No state, no cache, no marker of the command; a FIFO that was opened would have hung the run.
  expect(await readdir(program.home)).toEqual(before);
});

it.each([
  ['log', ['crm.env', 'b=other/*.log', '--missing-ids', 'ids.txt'], 'file        crm.env, other/*.log, ids.txt'],
  [
    'http',
    ['http://host.invalid/?token=abcdef', '-X', 'PUT'],
    'request THAT CHANGES SOMETHING: PUT http://host.invalid/?token=***',
  ],
  ['tls', ['host.invalid:8443'], 'connection  host.invalid:8443'],
  ['config', ['crm.env'], 'file        '],
  ['signature', ['--request', 'crm.env', '--secret-env', 'NONE'], 'file        crm.env'],
  ['reproduce', ['--target', 'http://host.invalid/c', '--body', 'crm.env'], 'body: that of crm.env'],
])('check %s --dry-run touches nothing, not even a name or a FIFO', async (kind, argv, shown) => {
  await execa('mkfifo', [path.join(program.home, 'crm.env')]);
  const before = await readdir(program.home);
  const ran = await program.run(['check', kind, ...argv, '--dry-run'], { cwd: program.home });
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ran.stdout).toContain(shown);
  expect(ran.stdout).not.toContain('abcdef');
  expect(await readdir(program.home)).toEqual(before);
});

it('Ctrl-C in the middle stops sending at once and says how many were sent', async () => {
  let arrived = 0;
  let hold = () => {};
  const third = new Promise<void>((resolve) => {
    hold = resolve;
  });
  const { url } = await serve((_request, response) => {
    arrived += 1;
    if (arrived === 3) hold();
    else response.writeHead(201).end('{"id":1}');
  });
  const argv = ['check', 'reproduce', '--target', `${url}/c`, '--body', 'body.json', '--times', '20', '--yes'];
  const child = execa('node', [bin, ...argv], { env: program.env, cwd: program.home, reject: false });
  await third;
  child.kill('SIGINT');
  const { exitCode, stdout, stderr } = await child;
  expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
  expect(stderr).toMatch(
    new RegExp(`causebook: stopped; sent 3 of 40 requests to ${url}/c \\(one after the other\\)$`),
  );
  expect(arrived).toBe(3);
});

it('kill -9 in the middle of a replay: it is interrupted, what was sent is known, and resume sends nothing more', async () => {
  let arrived = 0;
  const { url } = await serve((request, response) => {
    if (request.method !== 'POST') return response.end();
    arrived += 1;
    return arrived < 3 ? response.writeHead(201).end('{"id":1}') : undefined;
  });
  await writeFile(path.join(program.home, 'r.yaml'), runbook(url));
  const child = execa('node', [bin, 'run', './r.yaml', '--ui', 'plain', '--yes', '--test-target', url], {
    env: { ...program.env, TERM: 'dumb' },
    cwd: program.home,
    reject: false,
    stdin: 'pipe',
  });
  // The only step left is the replay: the first choice runs it, then comes the yes.
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
  });
  await vi.waitFor(() => expect(said).toContain('Type a number'), { timeout: 20_000, interval: 20 });
  expect(said).toContain(`It would CHANGE SOMETHING: request POST ${url}/v1/customers, 10 times, one after the other;`);
  child.stdin.write('1\n');
  await vi.waitFor(() => expect(said).toContain('changes something outside causebook. Run it?'), {
    timeout: 20_000,
    interval: 20,
  });
  child.stdin.write('y\n');
  const journal = async () => {
    const [incident = ''] = await program.incidents();
    return readFile(path.join(program.home, 'state', 'causebook', 'incidents', incident, 'journal.jsonl'), 'utf8');
  };
  await vi.waitFor(async () => expect(await journal()).toContain('sent 3 of 10 requests'), {
    timeout: 20_000,
    interval: 20,
  });
  child.kill('SIGKILL');
  await child;
  const resumed = await program.run(['resume', '--ui', 'none', '--json'], { cwd: program.home });
  const { steps, test_targets } = JSON.parse(resumed.stdout);
  expect(steps.find((step: { id: string }) => step.id === 'replay')).toMatchObject({
    status: 'interrupted',
    say: `interrupted before it had finished: sent 3 of 10 requests to ${url}/v1/customers (one after the other)`,
  });
  expect(test_targets).toMatchObject([{ url: `${url}/` }]);
  expect(arrived).toBe(3);
  const dry = await program.run(['resume', '--dry-run'], { cwd: program.home });
  expect(dry.stdout).toContain('replay (reproduce): RUNS ONLY AFTER A YES');
  expect(arrived).toBe(3);
}, 60_000);
