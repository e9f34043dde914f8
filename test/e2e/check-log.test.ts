import { generateKeyPairSync } from 'node:crypto';
import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { askLogs } from '../helpers/ask-logs.ts';
import { bin, createProgram, type Program } from '../helpers/program.ts';
import { writeFolder } from '../helpers/write-folder.ts';

let program: Program;
let folder: string;
let remove: () => Promise<void>;

const ts = (second: number) => new Date(Date.UTC(2026, 4, 12, 10, 0, 0) + second * 1000).toISOString();
const sent = (second: number, id: string, more: object = {}) =>
  `${JSON.stringify({ ts: ts(second), id, status: 200, ms: 100 + second, node: 'a', ...more })}\n`;

beforeAll(async () => {
  program = await createProgram();
  ({ folder, remove } = await writeFolder({
    // Rotated: the newest has the plain name, and the order of the names is not that of time.
    'app.jsonl': [
      sent(40, 'p4'),
      sent(41, 'p4', { status: 503, node: 'b' }),
      sent(44, 'p4', { status: 503, node: 'b' }),
    ].join(''),
    'app.jsonl.1': [sent(20, 'p2'), sent(22, 'p3', { status: 500, node: 'b' }), 'half a li'].join(''),
    'app.jsonl.2.gz': gzipSync([sent(0, 'p1'), sent(1, 'p1')].join('')),
    'edge.log': [2, 21, 42]
      .map(
        (s, i) =>
          `10.0.0.${i} - - [12/May/2026:10:00:${String(s).padStart(2, '0')} +0000] "POST /pay?id=p${i + 1} HTTP/1.1" 202 12 "-" "curl"\n`,
      )
      .join(''),
    'plain.txt': 'first thing\nsecond thing\n',
    'ids.txt': 'p1\np9\n',
    'source.yaml': `command: [sh, -c, "cat $LOG_DIR/app.jsonl"]\nenv: [LOG_DIR]\n`,
  }));
  await mkdir(path.join(folder, 'nested'));
  await writeFile(path.join(folder, 'nested', 'more.jsonl'), sent(60, 'p6'));
});
afterAll(async () => {
  await program.remove();
  await remove();
});

const ask = (files: readonly string[], ...flags: readonly string[]) => askLogs({ program, folder, files, flags });

it('large logs are searched side by side, and what is found before anybody reads it is not lost', async () => {
  const lines = (node: string) => Array.from({ length: 20_000 }, (_, at) => sent(at % 60, `order-${at}`, { node }));
  await writeFile(path.join(folder, 'first.jsonl'), lines('a').join(''));
  await writeFile(path.join(folder, 'second.jsonl'), lines('b').join(''));
  const { facts } = await ask(['first.jsonl', 'second.jsonl'], '--match', '"order-7"', '--top', 'node');
  expect(facts).toMatchObject({ n: 2, keys: 2 });
});

it('that a large log does not have what is sought is an answer, also where ripgrep has ended before it is asked', async () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => sent(index % 60, `order-${index}`));
  await writeFile(path.join(folder, 'without.jsonl'), lines.join(''));
  await writeFile(path.join(folder, 'absent.txt'), 'order-x\norder-y\n');
  const file = path.join(folder, 'without.jsonl');
  const { stdout, exitCode } = await program.run(['check', 'log', file, '--match', 'order-x']);
  expect([stdout.split('\n')[0], exitCode]).toEqual(['pass: no events', 0]);
  expect((await ask(['without.jsonl'], '--missing-ids', 'absent.txt')).facts).toMatchObject({
    missing: ['order-x', 'order-y'],
  });
});

it('to end without an answer is no success', async () => {
  const file = path.join(folder, 'never.cjs');
  await writeFile(file, "require('node:fs/promises').open = () => new Promise(() => {});");
  const ran = await program.run(['check', 'log', path.join(folder, 'plain.txt')], {
    env: { NODE_OPTIONS: `--require ${file}` },
  });
  expect(ran.exitCode).toBe(1);
  expect(ran.stderr).toContain('it came to its end without an answer');
});

it('ids that are looked for in a large log are the same from a file and from a pipe, which can be read but once', async () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => sent(index % 60, `order-${index}`));
  await writeFile(path.join(folder, 'large.jsonl'), lines.join(''));
  await writeFile(path.join(folder, 'wanted.txt'), 'order-7\norder-none\n');
  const ask = async (ids: string) => {
    const asked = `"$0" check log large.jsonl --missing-ids ${ids} --json`;
    const { stdout, stderr } = await execa('bash', ['-c', asked, bin], { cwd: folder });
    expect(stderr).toBe('');
    return JSON.parse(stdout).facts;
  };
  const facts = await ask('wanted.txt');
  expect(facts).toMatchObject({ n_missing: 1, missing: ['order-none'] });
  expect(await ask('<(cat wanted.txt)')).toEqual(facts);
});

it('a rotated set, packed or not, is one log in the order of time, and says what it read', async () => {
  const { facts, say, evidence } = await ask(['app.jsonl*']);
  expect(say).toBe(
    '7 events from 2026-05-12T10:00:00Z to 2026-05-12T10:00:44Z (44 s); 1 of 8 lines did not parse, first at app.jsonl.1:3',
  );
  expect(facts.read).toMatchObject({
    files: ['app.jsonl.2.gz', 'app.jsonl.1', 'app.jsonl'],
    formats: ['jsonl'],
    lines: 8,
    parsed: 7,
    unparsed: 1,
    firstUnparsed: 'app.jsonl.1:3',
    first: '2026-05-12T10:00:00.000Z',
    last: '2026-05-12T10:00:44.000Z',
  });
  expect(evidence[0]).toEqual({ source: 'app.jsonl.2.gz', line: 1, text: sent(0, 'p1').trim() });
});

it('a folder is all that lies in it', async () => {
  const { facts } = await ask(['nested', 'app.jsonl']);
  expect(facts.read.files).toEqual(['app.jsonl', 'nested/more.jsonl']);
  expect(facts.n).toBe(4);
});

it.each<[string, readonly string[], object]>([
  ['texts, of which one is enough', ['-m', 'p1', '-m', 'p3'], { n: 3 }],
  ['a pattern in either case', ['-e', '(?i)"NODE":"B"'], { n: 3 }],
  ['conditions, all of them', ['-w', 'status = 5xx', '-w', 'id != p3'], { n: 2 }],
  ['a window', ['--window', `${ts(20)}/${ts(22)}`], { n: 2 }],
  ['how often each value comes', ['--top', 'node'], { keys: 2 }],
  ['repeats within a time', ['--repeats', 'id', '--within', '2s'], { repeated_keys: 2, keys: 4 }],
  ['counts over time', ['--over-time', 'status', '--every', '10s'], { n: 7, every_ms: 10_000 }],
  ['percentiles of a group', ['--percentiles', 'ms', '--by', 'node'], { n: 7, groups: 2 }],
  ['the first after a moment', ['--first-after', ts(23)], { after_ms: 17_000 }],
  ['what the bad ones have in common', ['--common', 'status >= 500'], { n_bad: 3, n_good: 4 }],
  ['ids that never appear', ['--missing', 'p1,p9'], { n_missing: 1, missing: ['p9'] }],
  ['ids from a file', ['--missing-ids', 'ids.txt'], { n_missing: 1, missing: ['p9'] }],
  ['SQL', ['--sql', 'select count(*) as n, max(ms) as ms from events where status >= 500'], { n: 3, ms: 144 }],
])('%s', async (_, flags, facts) => {
  expect((await ask(['app.jsonl*'], ...flags)).facts).toMatchObject(facts);
});

it('a large log is searched before the program is loaded, and answers as it would anyway', async () => {
  const lines = Array.from({ length: 30_000 }, (_, i) => sent(i % 60, `p${i}`, { row: i }));
  await writeFile(path.join(folder, 'large.jsonl'), lines.join(''));
  const early = await ask(['large.jsonl'], '-m', '"p29998"', '-m', '"p7"', '--top', 'id');
  // With a condition that always holds in another form, nothing is begun ahead.
  const late = await ask(
    ['large.jsonl'],
    '-m',
    '"p29998"',
    '-m',
    '"p7"',
    '--top',
    'id',
    '--window',
    `${ts(-1)}/${ts(100)}`,
  );
  expect(early.facts.rows).toMatchObject([{ key: 'p29998' }, { key: 'p7' }]);
  expect(early.facts.rows).toEqual(late.facts.rows);
  expect(early.evidence).toEqual(late.evidence);
  expect(early.evidence).toEqual([
    { source: 'large.jsonl', line: 29_999, text: lines[29_998]?.trim() },
    { source: 'large.jsonl', line: 8, text: lines[7]?.trim() },
  ]);
  // Events of several lines cannot be searched line by line: what was begun is given up.
  const trace = Array.from(
    { length: 30_000 },
    (_, i) =>
      `2026-05-12 10:00:${String(i % 60).padStart(2, '0')},001 ERROR [main] c.e.App - failed ${i}\n\tat c.e.App.run(App.java:${i})\n`,
  );
  await writeFile(path.join(folder, 'large.log'), trace.join(''));
  expect((await ask(['large.log'], '-m', 'App.java:7)', '--format', 'log4j')).facts).toMatchObject({ n: 1 });
});

it('standard input, and lines of no known format, are a log too', async () => {
  const { stdout } = await program.run(['check', 'log', '-', '-m', 'second', '--json'], {
    cwd: folder,
    input: 'a\nsecond thing\n',
  });
  expect(JSON.parse(stdout)).toMatchObject({
    facts: { n: 1 },
    evidence: [{ source: 'stdin', line: 2, text: 'second thing' }],
    command: 'causebook check log - --match second',
  });
  expect((await ask(['plain.txt'], '-m', 'thing')).facts).toMatchObject({ n: 2, first: null });
});

it('a source file names a command, which gets the variables it asks for', async () => {
  expect((await ask([], '--source', 'source.yaml', '-w', 'status >= 500')).facts).toMatchObject({ n: 2 });
});

it('what the command line says of how lines are read counts for a source file too', async () => {
  const { facts } = await ask([], '--source', 'source.yaml', '--format', 'text', '-m', '503');
  expect(facts).toMatchObject({ n: 2, unstamped: 2, read: { formats: ['text'] } });
});

it('lines that are stamped at the end began before', async () => {
  const { facts } = await ask(['app.jsonl'], '--stamps', 'end', '--duration', 'ms:ms');
  expect(facts).toMatchObject({ n: 3, first: '2026-05-12T10:00:39.860Z' });
});

it.each([
  ['-m', 'p1', '-w', 'status = 200', '--repeats', 'id', '--within', '10s'],
  ['--zone', 'Europe/Berlin', '--format', 'text', '-m', "it's", '-m', 'p2'],
  ['--stamps', 'end', '--duration', 'ms:ms', '--missing-ids', 'ids.txt'],
])('the line that repeats %s %s %s … repeats it', async (...flags) => {
  const { command, facts } = await ask(['app.jsonl*'], ...flags);
  expect(command).toContain(`'${path.join(folder, 'app.jsonl*')}'`);
  const again = await execa('sh', ['-c', `${command.replace(/^causebook/, `node ${bin}`)} --json`], {
    cwd: '/',
    env: program.env,
    reject: false,
  });
  expect(JSON.parse(again.stdout).facts).toEqual({ ...facts, read: expect.anything() });
});

it('a secret in the line that repeats it is hidden, and the quotes stay', async () => {
  const { command } = await ask(['plain.txt'], '-m', `password="abc 'def"`, '--top', 'id');
  expect(command).toMatch(/ --match 'password="\[secret:[0-9a-f]{6}\]"' --top id$/);
});

it('what it prints for people is the answer, the lines, what was read, and a table', async () => {
  const { stdout, exitCode } = await program.run(['check', 'log', 'app.jsonl', '--top', 'node'], { cwd: folder });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('pass: 2 keys in 3 events\n');
  expect(stdout).toContain('  read: app.jsonl, ');
  expect(stdout).toMatch(/key +n +first +last\n/);
});

it.each<[string, readonly string[], string]>([
  ['no file', [], 'causebook: which log? Name files, folders or globs, - for standard input, or --source FILE.'],
  ['a file that is not there', ['gone.log'], 'causebook: there is no file "gone.log"'],
  ['a glob that names nothing', ['gone*'], 'causebook: nothing is named gone*'],
  ['an unknown format', ['app.jsonl', '--format', 'jsnol'], 'causebook: "jsnol" is not a known format'],
  ['a condition that is none', ['app.jsonl', '-w', 'status'], 'causebook: "status" is not a condition'],
  ['a pattern that could run for ever', ['app.jsonl', '-e', '(?=a)'], 'looks around'],
  [
    'two questions',
    ['app.jsonl', '--top', 'a', '--repeats', 'b'],
    'causebook: one question at a time, not --repeats and --top',
  ],
  [
    'a flag without its question',
    ['app.jsonl', '--top', 'status', '--by', 'node'],
    'causebook: --by goes with --percentiles,',
  ],
  ['a number that is none', ['app.jsonl', '--first-after', ts(0), '--first', 'x'], 'causebook: --first: "x" is not'],
  ['too many', ['app.jsonl', '--first-after', ts(0), '--first', '500'], '"500" is not a number from 1 to 20'],
  [
    'a file beside a source',
    ['app.jsonl', '--source', 'source.yaml'],
    'causebook: --source is a log already, and app.jsonl is another. To compare them, give it a name: other=app.jsonl.',
  ],
  ['a ladder of one log', ['app.jsonl', '--ladder', 'id'], 'causebook: --ladder needs several logs'],
  ['a zone that is none', ['app.jsonl', '--zone', 'Mars/Base'], 'Mars/Base'],
])('%s is told with what to do', async (_, argv, message) => {
  const ran = await program.run(['check', 'log', ...argv], { cwd: folder });
  expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
  expect(ran.stderr).toContain(message);
});

it('a statement that is no SELECT, or is none at all, is an error of the check', async () => {
  for (const sql of ["copy events to '/tmp/x'", 'select nothing from', "select * from read_text('/etc/passwd')"]) {
    const ran = await program.run(['check', 'log', 'app.jsonl', '--sql', sql], { cwd: folder });
    expect(ran.exitCode).toBe(5);
    expect(ran.stdout).toMatch(/^error: the query /);
  }
});

it('a private key that a log has line by line is hidden, whether its lines come one by one or one is searched for', async () => {
  const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  const lines = String(pem).trim().split('\n');
  const body = lines.slice(1, -1);
  const stamped = (text: string) => `2026-05-12T10:30:15.000Z INFO ${text}\n`;
  const file = path.join(folder, 'live.log');
  await writeFile(file, stamped('begun'));
  const child = execa('node', [bin, 'check', 'log', file, '--follow'], { env: program.env, reject: false });
  let out = '';
  child.stdout.on('data', (text) => {
    out += text;
  });
  await vi.waitFor(
    async () => {
      await appendFile(file, stamped('listening'));
      expect(out).toContain('listening');
    },
    { timeout: 10_000, interval: 200 },
  );
  for (const line of [...lines, 'done with the key']) await appendFile(file, stamped(line));
  await vi.waitFor(() => expect(out).toContain('done with the key'), { timeout: 10_000 });
  child.kill('SIGINT');
  await child;
  const searched = await program.run(['check', 'log', file, '--match', body[3] ?? ''], { cwd: folder });
  expect(searched.stdout).toMatch(/ {2}\S+live\.log:\d+ {2}2026-05-12T10:30:15\.000Z INFO \[secret:[0-9a-f]{6}\]\n/);
  const asked = await program.run(['check', 'log', file, '--sql', 'select * from events', '--json'], {
    cwd: folder,
  });
  expect(asked.stdout).toContain('done with the key');
  // The line that runs it again has what was typed.
  const shown = searched.stdout.replace(/^ {2}\$ .*$/m, '');
  for (const line of body) expect(`${out}${shown}${asked.stdout}`).not.toContain(line);
});

it('a log is followed as it is written, cut and rotated, until Ctrl-C', async () => {
  const file = path.join(folder, 'live.jsonl');
  await writeFile(file, sent(0, 'old'));
  const child = execa('node', [bin, 'check', 'log', file, '--follow', '-m', 'new'], {
    env: program.env,
    reject: false,
  });
  let out = '';
  child.stdout.on('data', (text) => {
    out += text;
  });
  // It follows from where the file ended when it was opened: only once it prints is it known to listen.
  await vi.waitFor(
    async () => {
      await appendFile(file, sent(1, 'new \u001b]0;title\u0007'));
      expect(out).toContain('new');
    },
    { timeout: 10_000, interval: 200 },
  );
  expect(out).not.toContain('\u001b');
  await rename(file, `${file}.1`);
  await writeFile(file, sent(2, 'new after rotation'));
  await vi.waitFor(() => expect(out).toContain('new after rotation'), { timeout: 10_000 });
  child.kill('SIGINT');
  const { exitCode, stderr } = await child;
  expect(exitCode).toBe(130);
  expect(stderr).toMatch(
    /^causebook: \S+live\.jsonl was cut or replaced, and is followed from its beginning\n\d+ lines? came$/,
  );
  expect(out).not.toContain('"old"');
});
