import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bin, createProgram, type Program } from '../helpers/program.ts';
import { runInTerminal } from '../helpers/terminal.ts';
import { type TextsRunbook, writeTextsRunbook } from '../helpers/texts-runbook.ts';
import { mustHide, runSecret } from './corpus.ts';

let program: Program;
let texts: TextsRunbook;
let env: Record<string, string>;
const server = createServer((request, response) => {
  response.writeHead(403, `No ${request.headers['x-run'] ?? ''}`.slice(0, 60), {
    'x-echo': request.headers['x-run'] ?? '',
    'content-type': 'application/json',
  });
  response.end(
    JSON.stringify({ error: `"${String(request.headers['x-run'])}" is not known`, password: 'server-side-pw' }),
  );
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  program = await createProgram();
  env = { ...program.env, RUN_SECRET: runSecret };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1?token=query-secret-77`;
  texts = await writeTextsRunbook(path.join(program.home, 'texts'), {
    texts: mustHide.map(({ text }) => text),
    inputs: [{ id: 'run_secret', type: 'string', secret: true, env: 'RUN_SECRET' }],
    steps: [
      { id: 'echo', http: { url, headers: { 'X-Run': '${{ inputs.run_secret }}' }, expect: { status: 200 } } },
      { id: 'search', log: { source: 'app', match: '${{ inputs.run_secret }}' } },
    ],
  });
});
afterAll(async () => {
  server.close();
  await program.remove();
});

/**
 * What must be nowhere: the pieces of the corpus (a shorter one stands by chance in the number of a line, say), and the secrets that the
 * walk itself sends and gets.
 */
const pieces = [
  ...mustHide.flatMap(({ hidden }) => hidden).filter((piece) => piece.length >= 6),
  runSecret,
  'query-secret-77',
  'server-side-pw',
];

/** The pieces that a text still has, also as JSON writes them and with line breaks made visible. */
function leaks(text: string): readonly string[] {
  return pieces.filter((piece) =>
    [piece, JSON.stringify(piece).slice(1, -1), piece.replaceAll('\n', '⏎'), piece.replaceAll('\n', ' ')].some((one) =>
      text.includes(one),
    ),
  );
}

/** Every command line of this process's descendants, as long as `run` lasts. */
async function watchCommandLines<T>(pid: number | undefined, run: Promise<T>): Promise<string> {
  let seen = '';
  let isOver = false;
  void run.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one) && Number(one) > (pid ?? 0))) {
      try {
        seen += readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        // It has ended.
      }
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return seen;
}

/** What a command that goes on prints until `last` has come; it then gets Ctrl-C. */
async function followed(args: readonly string[], last: string): Promise<string> {
  const child = execa('node', [bin, ...args], { env, reject: false, stdin: 'ignore', all: true });
  let seen = '';
  for await (const chunk of child.iterable({ from: 'all', binary: true })) {
    seen += Buffer.from(chunk).toString();
    if (seen.includes(last)) child.kill('SIGINT');
  }
  const { exitCode } = await child;
  expect(exitCode, seen.slice(-500)).toBe(130);
  return seen;
}

const argv = () => ['run', texts.runbook, '--evidence', texts.evidence, '--answers', texts.answers];

test('of an unattended walk nothing leaks: screen, journal, note, JSON, list, command lines of children', async () => {
  const child = execa('node', [bin, ...argv(), '--ui', 'none', '--junit', path.join(program.home, 'steps.xml')], {
    env,
    reject: false,
    stdin: 'ignore',
  });
  const commandLines = await watchCommandLines(child.pid, child);
  const { stdout, stderr, exitCode } = await child;
  expect(exitCode).toBe(3);
  const [id = ''] = await program.incidents();
  const folder = path.join(program.home, 'state', 'causebook', 'incidents', id);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:jsonl|md|log)$/.test(name),
  );
  const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');
  const json = await program.run(
    ['run', texts.runbook, '--evidence', texts.evidence, '--answers', texts.answers, '--json'],
    { env },
  );
  // A format of the note is one line here.
  const printed = await Promise.all(
    [
      ['show', id],
      ['show', id, '--json'],
      ['note', id],
      ['note', id, '--format', 'json'],
      ['note', id, '--format', 'html'],
      ['note', id, '--audience', 'partner', '--party', 'crm'],
      ['note', id, '--audience', 'partner', '--party', 'crm', '--format', 'html'],
      ['show', id, '--redactions'],
      ['handover', id],
      ['ask', id, '--party', 'crm', '--no-mark'],
      ['list'],
      ['list', '--json'],
    ].map(async (args) => [args.join(' '), (await program.run(args)).stdout] as const),
  );
  const places = new Map([
    ['stdout', stdout],
    ['stderr', stderr],
    ['command lines', commandLines],
    ['junit', readFileSync(path.join(program.home, 'steps.xml'), 'utf8')],
    ['run --json', json.stdout + json.stderr],
    ...files.map((name) => [name, read(name)] as const),
    ...printed,
    ['show --follow', await followed(['show', id, '--follow'], 'nobody has the pen')],
    ['show --follow --json', await followed(['show', id, '--follow', '--json'], '"pen":null')],
  ]);
  expect(files).toContain('journal.jsonl');
  expect(
    [...places].filter(([name, text]) => text.length < 20 && name !== 'stderr' && name !== 'command lines'),
  ).toEqual([]);
  expect([...places].flatMap(([name, text]) => leaks(text).map((piece) => `${name}: ${piece}`))).toEqual([]);
  // The walk has really met them.
  expect(read('journal.jsonl').match(/\[secret:[0-9a-f]{6}\]/g)?.length).toBeGreaterThan(1000);
  // Two walks and fourteen commands.
}, 240_000);

test('of a walk with prompts and of one on a screen nothing leaks', async () => {
  for (const ui of ['plain', 'tui'] as const) {
    const command = `"${process.execPath}" "${bin}" ${argv()
      .map((one) => `"${one}"`)
      .join(' ')} --ui ${ui}`;
    const run = runInTerminal({
      command,
      columns: 140,
      rows: 40,
      env: { ...env, NODE_ENV: 'production', TERM: ui === 'plain' ? 'dumb' : 'xterm-256color' },
    });
    if (ui === 'plain') await run.shows('Type a number');
    else {
      await run.shows(/q quit/);
      for (const [key, title] of [
        ['o', 'Incident note'],
        ['w', '━━ Why'],
        ['?', 'Up, or scroll up'],
      ] as const) {
        run.press(key);
        await run.shows(title);
        run.press('\u001b');
        await run.until((screen) => !screen.includes(title));
      }
    }
    run.signal('SIGINT');
    await run.exited;
    expect(leaks(run.bytes())).toEqual([]);
  }
}, 60_000);

test('errors show none of it, and none of what the environment calls a secret', async () => {
  const samples = mustHide.filter(({ text }) => !/[\n/]/.test(text)).filter((_, index) => index % 40 === 0);
  for (const { text, hidden } of samples) {
    const ran = await program.run(['run', text, '--evidence', `no ${runSecret}`], { env });
    expect(ran.exitCode).toBe(2);
    for (const piece of [...hidden, runSecret]) expect(`${ran.stdout}${ran.stderr}`).not.toContain(piece);
  }
});
