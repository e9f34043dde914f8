import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { bin, createProgram, type Program } from '../helpers/program.ts';

const runbook = (url: string) => `causebook: 1
id: hanging
title: A check that hangs
symptoms: [it hangs]
owner: team
reviewed: 2026-11-23
parties:
  - {id: shop, name: Shop, role: sender}
sources:
  - {id: settings, party: shop, title: Settings, config: {file: shop.env, fields: {LIMIT: integer}}}
axes:
  - id: cause
    question: Why?
    hypotheses:
      - {id: low-limit, title: The limit is low, prior: 0.5}
phases:
  - id: look
    title: Look
    steps:
      - {id: since, ask: Since when?, party: shop}
      - id: limit
        title: Read the limit
        observes: limit
        config: {source: settings, settings: [LIMIT]}
        outcomes:
          - {id: low, when: int(result.LIMIT) < 5, status: fail, say: "The limit is \${{ result.LIMIT }}"}
          - {id: fine, say: The limit is fine}
      - {id: call, title: Call the shop, http: {url: "${url}"}, timeout: 50s}
observations:
  - id: limit
    text: Is the limit low?
    group: settings
    cost: 1
    outcomes:
      - {id: low, base: 0.3, evidence: {low-limit: strongly-for}}
      - {id: fine, base: 0.7, evidence: {low-limit: strongly-against}}
`;

let program: Program;
let server: Server;
let held: ServerResponse[];
beforeEach(async () => {
  program = await createProgram();
  held = [];
  server = createServer((_, response) => {
    held.push(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await mkdir(path.join(program.home, 'evidence'));
  await writeFile(path.join(program.home, 'evidence', 'shop.env'), 'LIMIT=3\n');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await writeFile(path.join(program.home, 'hanging.yaml'), runbook(url));
  await writeFile(path.join(program.home, 'answers.yaml'), 'answers:\n  - {step: since, text: Since Monday}\n');
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await program.remove();
});

const options = () => ({ cwd: program.home, env: program.env, reject: false, timeout: 60_000 }) as const;
const walkArgv = ['run', './hanging.yaml', '--evidence', 'evidence', '--answers', 'answers.yaml', '--ui', 'none'];
const journal = async () => {
  const [id = ''] = await program.incidents();
  const text = await readFile(path.join(program.home, 'state', 'causebook', 'incidents', id, 'journal.jsonl'), 'utf8');
  return { id, text };
};
const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 30_000, interval: 50 });

it('a second terminal follows the walk live, the pen moves to who asks for it, and a handover says how', async () => {
  const first = execa('node', [bin, ...walkArgv], options());
  await until(async () => expect((await journal()).text).toContain('"check-finished","step":"limit"'));
  await until(() => expect(held).toHaveLength(1));
  const { id } = await journal();
  const follower = execa('node', [bin, 'show', '--follow'], { ...options(), buffer: false });
  const objects = execa('node', [bin, 'show', '--follow', '--json'], options());
  let seenObjects = '';
  objects.stdout.on('data', (chunk) => {
    seenObjects += chunk;
  });
  let seen = '';
  follower.stdout.on('data', (chunk) => {
    seen += chunk;
  });
  await until(() => expect(seen).toMatch(/^-- .+ has the pen \(process \d+, since [^)]+\)$/m));
  expect(seen).toMatch(/^\S+Z {2}\S+ on \S+ {2}opened the incident: A check that hangs$/m);
  expect(seen).toMatch(/^\S+Z {2}causebook {2}fail limit: The limit is 3$/m);
  expect(seen).toMatch(/ {2}answered since: Since Monday \(Shop; said by someone who looked\)$/m);
  expect(seen).toMatch(/^ {2}cause: The limit is low: .*, not settled, \d+ dB ahead of the next$/m);

  const handover = await program.run(['handover'], { cwd: program.home });
  expect(handover.stdout).toMatch(new RegExp(`has it open\\. To take over: \`causebook resume ${id} --take\``));
  const refused = await program.run(['resume', '--ui', 'none'], { cwd: program.home });
  expect(refused.stderr).toContain(`is open in another causebook: `);
  expect(refused.exitCode).toBe(2);

  const second = execa('node', [bin, 'resume', '--take', '--ui', 'none', '--json'], options());
  const left = await first;
  expect(left.stderr).toMatch(
    new RegExp(`asked for the pen and has it now\\. Follow with: causebook show ${id} --follow$`),
  );
  expect(left.stdout).toContain('# A check that hangs');
  await until(() => expect(held).toHaveLength(2));
  await until(() =>
    expect(seen).toMatch(/let go of the pen for .*\n(.*\n)*.*went on with the incident\n(.*\n)*.*runs call$/m),
  );
  held[1]?.end('ok');
  const ended = await second;
  const steps: readonly { readonly id: string; readonly status: string }[] = JSON.parse(ended.stdout).steps;
  expect(Object.fromEntries(steps.map((step) => [step.id, step.status]))).toEqual({
    since: 'pass',
    limit: 'fail',
    call: 'pass',
  });
  await until(() => expect(seen).toMatch(/ {2}pass call: [^\n]+\n(.*\n)*-- nobody has the pen$/m));
  await until(() => expect(seenObjects).toMatch(/"what":"pass call: [^\n]+\n(.*\n)*.*"pen":null\}\n$/));

  follower.kill('SIGINT');
  objects.kill('SIGINT');
  expect((await follower).exitCode).toBe(130);
  const told = await objects;
  expect(told.exitCode).toBe(130);
  const lines = told.stdout.split('\n').map((line) => JSON.parse(line));
  const events = lines.flatMap(({ event }) => (event === undefined ? [] : [event]));
  const kept = (await journal()).text.trimEnd().split('\n').slice(1);
  expect(events).toEqual(kept.map((line) => JSON.parse(line)));
  expect(lines.at(-1)).toMatchObject({ version: 1, pen: null });
  expect(lines.filter(({ axes }) => axes !== undefined)[0]?.axes[0].leader).toBe('low-limit');
}, 120_000);

const canLimit = (() => {
  try {
    execFileSync('prlimit', ['--version']);
    return true;
  } catch {
    return false;
  }
})();

it.skipIf(!canLimit)(
  'a disk that is full is said at once, the walk goes on in memory, and all of it is written in order when there is room',
  async () => {
    // No file may grow past 1,024 bytes: the first event does not fit any more behind a few more.
    const child = execa('sh', ['-c', 'ulimit -S -f 2; exec node "$0" "$@"', bin, ...walkArgv], options());
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    await until(() =>
      expect(said).toContain(
        'causebook: the journal cannot be written, and the walk goes on in memory until it can: EFBIG',
      ),
    );
    await until(() => expect(held).toHaveLength(1));
    execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:']);
    await until(() => expect(said).toContain('causebook: the journal is written again; nothing is missing in it'));
    held[0]?.end('ok');
    expect((await child).exitCode).toBe(3);
    const { text } = await journal();
    const seqs = text
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line).seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    expect(text).toContain('"check-finished","step":"call"');
    expect(text).toContain('Since Monday');
  },
  90_000,
);

it.skipIf(!canLimit)(
  'what could be written nowhere to the end is told, line by line, and can be put back',
  async () => {
    const child = execa('sh', ['-c', 'ulimit -S -f 2; exec node "$0" "$@"', bin, ...walkArgv], options());
    await until(() => expect(held).toHaveLength(1));
    held[0]?.end('ok');
    const { stderr } = await child;
    expect(stderr).toMatch(
      /^causebook: \d+ lines of the journal could not be written, nor kept elsewhere \(EFBIG: .*\); here they are:$/m,
    );
    const lines = stderr.slice(stderr.indexOf('here they are:\n') + 'here they are:\n'.length);
    const { id } = await journal();
    await appendFile(path.join(program.home, 'state', 'causebook', 'incidents', id, 'journal.jsonl'), `${lines}\n`);
    const shown = await program.run(['show', '--json'], { cwd: program.home });
    const steps: readonly { readonly id: string; readonly status: string }[] = JSON.parse(shown.stdout).steps;
    expect(Object.fromEntries(steps.map((step) => [step.id, step.status]))).toEqual({
      since: 'pass',
      limit: 'fail',
      call: 'pass',
    });
  },
  90_000,
);
