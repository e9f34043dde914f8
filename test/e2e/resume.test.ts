import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
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
      - {id: others, ask: Others too?, party: shop, choices: [{id: some, label: Some}, {id: none, label: None}]}
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
beforeEach(async () => {
  program = await createProgram();
  server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await mkdir(path.join(program.home, 'evidence'));
  await writeFile(path.join(program.home, 'evidence', 'shop.env'), 'LIMIT=3\n');
  await writeFile(
    path.join(program.home, 'hanging.yaml'),
    runbook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
  );
  await writeFile(
    path.join(program.home, 'answers.yaml'),
    'answers:\n  - {step: since, text: Since Monday}\n  - {step: others, choice: some, sure: recollected}\n',
  );
});
afterEach(() => program.remove());

const journalFile = async () =>
  path.join(program.home, 'state', 'causebook', 'incidents', (await program.incidents())[0] ?? '', 'journal.jsonl');

it('kill -9 in the middle of the walk loses nothing that was answered or measured', async () => {
  const child = execa(
    'node',
    [bin, 'run', './hanging.yaml', '--evidence', 'evidence', '--answers', 'answers.yaml', '--ui', 'none'],
    {
      cwd: program.home,
      env: program.env,
      reject: false,
    },
  );
  const journal = await vi.waitFor(
    async () => {
      const text = await readFile(await journalFile(), 'utf8');
      for (const needle of ['"step":"limit","result"', '"step":"others","answer"', '"check-started","step":"call"']) {
        if (!text.includes(needle)) throw new Error(`${needle} is not in the journal yet`);
      }
      return text;
    },
    { timeout: 15_000, interval: 20 },
  );
  child.kill('SIGKILL');
  expect((await child).signal).toBe('SIGKILL');
  server.closeAllConnections();
  server.close();
  // The crash came in the middle of a write, too.
  await writeFile(
    await journalFile(),
    `${await readFile(await journalFile(), 'utf8')}{"type":"noted","text":"half a li`,
  );

  const resumed = await program.run(['resume', '--ui', 'none', '--json'], { cwd: program.home });
  expect(resumed.stderr).toMatch(
    /^causebook: the last line of the journal was unfinished and was dropped \(\d+ bytes\)$/,
  );
  expect(resumed.exitCode).toBe(3);
  const { axes, steps } = JSON.parse(resumed.stdout);
  const step = (id: string) => steps.find((one: { id: string }) => one.id === id);
  expect(step('since')).toMatchObject({ status: 'pass', say: expect.stringContaining('Since Monday') });
  expect(step('others')).toMatchObject({ outcome: 'some', quality: 'recollected' });
  const measured = journal.split('\n').find((line) => line.includes('"step":"limit","result"')) ?? '';
  expect(step('limit')).toMatchObject({ outcome: 'low', started_at: JSON.parse(measured).result.startedAt });
  expect(step('call')).toMatchObject({ status: 'fail', outcome: 'refused' });
  expect(axes[0].leader).toBe('low-limit');

  const again = await readFile(await journalFile(), 'utf8');
  expect(again.split('\n').filter((line) => line.includes('"type":"check-finished","step":"limit"'))).toHaveLength(1);
  expect(again.startsWith(journal.slice(0, journal.lastIndexOf('\n') + 1))).toBe(true);
}, 60_000);

it('an incident that is open elsewhere is not opened twice', async () => {
  const child = execa('node', [bin, 'run', './hanging.yaml', '--evidence', 'evidence', '--ui', 'none'], {
    cwd: program.home,
    env: program.env,
    reject: false,
  });
  await vi.waitFor(
    async () => expect(await readFile(await journalFile(), 'utf8')).toContain('"check-started","step":"call"'),
    { timeout: 15_000 },
  );
  const second = await program.run(['resume', '--ui', 'none'], { cwd: program.home });
  expect(second.stderr).toContain(`has the pen (process ${child.pid}, since `);
  expect(second.exitCode).toBe(2);
  const shown = await program.run(['show'], { cwd: program.home });
  expect(shown.exitCode).toBe(0);
  child.kill('SIGTERM');
  expect((await child).exitCode).toBe(143);
  server.closeAllConnections();
  server.close();
}, 60_000);

it('a closed connection, which hangs up more than once, leaves a note and a free pen', async () => {
  const child = execa('node', [bin, 'run', './hanging.yaml', '--evidence', 'evidence', '--ui', 'none'], {
    cwd: program.home,
    env: program.env,
    reject: false,
  });
  await vi.waitFor(
    async () => expect(await readFile(await journalFile(), 'utf8')).toContain('"step":"limit","result"'),
    { timeout: 15_000 },
  );
  child.kill('SIGHUP');
  child.kill('SIGHUP');
  expect((await child).signal).toBe('SIGHUP');
  server.closeAllConnections();
  server.close();
  const folder = path.dirname(await journalFile());
  expect(await readFile(path.join(folder, 'note.md'), 'utf8')).toContain('The limit is 3');
  expect(JSON.parse(await readFile(path.join(folder, 'pen.1'), 'utf8'))).toMatchObject({
    pid: child.pid,
    released: true,
  });
}, 60_000);
