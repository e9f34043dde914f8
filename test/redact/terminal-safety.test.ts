import { mkdir, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toVisible, toVisibleJson } from '../../src/redact/visible.ts';
import { bin, createProgram, type Program } from '../helpers/program.ts';
import { runInTerminal } from '../helpers/terminal.ts';
import { type TextsRunbook, writeTextsRunbook } from '../helpers/texts-runbook.ts';
import { escapeMark, escapes } from './corpus.ts';
import { raw, withoutOwn } from './terminal-bytes.ts';

const everything = escapes.join(' ');
/** As much of it as may stand in a name of a file or an argument. */
const named = escapes.slice(0, 3).join('').replaceAll('/', '').slice(0, 60);

let program: Program;
let texts: TextsRunbook;
let url: string;
let port: number;
const server = createServer((socket) => {
  socket.on('error', () => undefined);
  // Nobody's library takes the first for HTTP; the second is HTTP, as far as bytes beyond ASCII may stand in it.
  socket.once('data', (request) => {
    const [head, header] = String(request).startsWith('GET /broken')
      ? [escapes[0], everything]
      : ['Not \u202efound\u009d0;zq7\u009c', '\u009b31m \u202e zq7'];
    socket.end(`HTTP/1.1 500 ${head}\r\nX-Evil: ${header}\r\nContent-Type: text/plain\r\n\r\n${everything}`);
  });
});
const banner = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.write(`220 ${everything}\r\n`);
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => banner.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  port = (banner.address() as AddressInfo).port;
  program = await createProgram();
  texts = await writeTextsRunbook(path.join(program.home, 'texts'), {
    texts: escapes,
    inputs: [{ id: 'who', type: 'string', ask: `Who? ${everything}`, default: everything }],
    steps: [
      { id: 'call', http: { url, expect: { status: 200 } } },
      { id: 'do_it', do: `Do this: ${everything}`, why: everything, party: 'crm' },
      {
        id: 'no_source',
        log: { source: 'app', match: everything },
        outcomes: [{ id: 'any', status: 'warn', say: everything }],
      },
      { id: 'names', sql: { source: 'table', sql: `select 1 as "a${(escapes[6] ?? '').replaceAll('"', '')}"` } },
    ],
  });
  await writeFile(path.join(texts.evidence, `${named}.log`), `${everything}\n`);
});
afterAll(async () => {
  server.close();
  banner.close();
  await program.remove();
});

test('every sample is made visible, as text and as JSON', () => {
  expect(escapes.length).toBeGreaterThanOrEqual(60);
  for (const text of escapes) {
    expect(text).toContain(escapeMark);
    expect(text).toMatch(raw);
    expect(toVisible(text)).not.toMatch(raw);
    expect(toVisibleJson(JSON.stringify(text))).not.toMatch(raw);
    expect(JSON.parse(toVisibleJson(JSON.stringify(text)))).toBe(text);
  }
});

const walk = () => ['run', texts.runbook, '--evidence', texts.evidence, '--answers', texts.answers];

describe('nothing of it reaches a pipe or a terminal raw', () => {
  test('from a walk, and from all that tells of it afterwards', async () => {
    const commands = [
      [...walk(), '--ui', 'none'],
      [...walk(), '--json'],
      [...walk(), '--dry-run'],
      [...walk(), '--dry-run', '--json'],
      ['show'],
      ['show', '--json'],
      ['note'],
      ['note', '--format', 'json'],
      ['list'],
      ['list', '--json'],
      ['lint', texts.runbook, '--weights'],
    ];
    for (const argv of commands) {
      const { stdout, stderr } = await program.run(argv);
      expect(stdout.length, argv.join(' ')).toBeGreaterThan(20);
      expect(`${stdout}${stderr}`, argv.join(' ')).not.toMatch(raw);
      if (argv[0] === 'run' && !argv.includes('--dry-run')) expect(stdout).toContain(escapeMark);
    }
  }, 120_000);

  test('from checks by hand', async () => {
    const log = path.join(texts.evidence, 'app.log');
    const hostile = path.join(texts.evidence, `${named}.log`);
    const checks = [
      ['log', log, '--match', escapeMark],
      ['log', hostile],
      ['log', log, '--sql', 'select * from events limit 100'],
      ['log', log, '--sql', 'select * from events limit 100', '--json'],
      ['log', `${named}-missing.log`],
      ['config', path.join(texts.evidence, 'settings.json')],
      ['config', path.join(texts.evidence, 'settings.json'), '--json'],
      ['sql', '--file', `t=${path.join(texts.evidence, 'table.csv')}`, 'select * from t'],
      ['sql', '--file', `t=${path.join(texts.evidence, 'table.csv')}`, 'select * from t', '--json'],
      ['sql', '--file', `t=${path.join(texts.evidence, 'table.csv')}`, `select nothing "${named}`],
      ['http', url],
      ['http', url, '--json'],
      ['http', `${url}broken`],
      ['http', `${url}broken`, '--json'],
      ['http', url, '--header', `X-A: ${named}`],
      ['tcp', `127.0.0.1:${port}`, '--banner'],
      ['tcp', `127.0.0.1:${port}`, '--json'],
      ['dns', named],
      ['tls', '--file', hostile],
      ['tls', named],
      ['signature', hostile],
      [named],
    ];
    for (const argv of checks) {
      const { stdout, stderr } = await program.run(['check', ...argv]);
      expect(`${stdout}${stderr}`.length, argv.join(' ')).toBeGreaterThan(10);
      expect(`${stdout}${stderr}`, argv.join(' ')).not.toMatch(raw);
    }
  }, 120_000);

  test('from errors: of the command line, of a runbook, of answers, of a report, of a journal edited by hand', async () => {
    const dir = path.join(program.home, 'broken');
    await mkdir(dir, { recursive: true });
    const write = async (name: string, text: string) => {
      await writeFile(path.join(dir, name), text);
      return path.join(dir, name);
    };
    const broken = await write(
      'runbook.yaml',
      `causebook: 1\n${JSON.stringify(named)}: 1\nid: ${JSON.stringify(everything)}\nparties: [{id: ${JSON.stringify(everything)}}]\n`,
    );
    const badYaml = await write('bad.yaml', `a: ${everything.replace(/[\r\n]/g, '')}\n  b: [`);
    const answers = await write(
      'answers.yaml',
      `answers: [{step: ${JSON.stringify(everything)}, choice: x}, {${JSON.stringify(named)}: 1}]\n`,
    );
    const report = await write(
      'report.md',
      `${everything}\nduplicate customer registrations for CUST_7890 ${everything}\n`,
    );
    const commands = [
      [named],
      [`--${named}`],
      ['run', named],
      ['run', texts.runbook, '--input', `${named}=1`],
      ['run', texts.runbook, '--input', named],
      ['run', texts.runbook, '--evidence', named],
      ['run', texts.runbook, '--ui', named],
      ['run', texts.runbook, '--test-target', named],
      ['run', texts.runbook, '--answers', answers],
      ['lint', broken],
      ['lint', badYaml],
      ['lint', named],
      ['show', named],
      ['rm', named],
      ['test', named],
      ['triage', report, '--ui', 'none'],
      ['check', 'step', texts.runbook, named],
      ['demo', named],
    ];
    for (const argv of commands) {
      const { stdout, stderr } = await program.run(argv);
      expect(`${stdout}${stderr}`.length, argv.join(' ')).toBeGreaterThan(10);
      expect(`${stdout}${stderr}`, argv.join(' ')).not.toMatch(raw);
    }
    const [id = ''] = [...(await program.incidents())].sort();
    const journal = path.join(program.home, 'state', 'causebook', 'incidents', id, 'journal.jsonl');
    await writeFile(journal, `{"journal":"causebook","version":${JSON.stringify(everything)}}\n`);
    const { stderr } = await program.run(['show', id]);
    expect(stderr).not.toMatch(raw);
  }, 120_000);

  test.each(['plain', 'tui'] as const)('on a terminal with %s', async (ui) => {
    const words = [process.execPath, bin, ...walk(), '--ui', ui].map((one) => `"${one}"`).join(' ');
    const run = runInTerminal({
      command: words,
      columns: 120,
      rows: 40,
      env: { ...program.env, NODE_ENV: 'production', TERM: ui === 'plain' ? 'dumb' : 'xterm-256color' },
    });
    if (ui === 'plain') {
      await run.shows('Type a number');
    } else {
      await run.shows(/q quit/);
      await run.shows(escapeMark);
    }
    run.signal('SIGINT');
    await run.exited;
    const rest = withoutOwn(run.bytes());
    expect(rest).toContain(escapeMark);
    expect(rest).not.toMatch(raw);
    for (const one of ['\u001b[3J', '\u001b[6n', '\u001b[5i', '\u001b[21t']) expect(run.bytes()).not.toContain(one);
  });
});
