import { chmod, link, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bin, createProgram, type Program } from '../helpers/program.ts';
import { writeFolder } from '../helpers/write-folder.ts';

let program: Program;
let folder: string;
let remove: () => Promise<void>;

const line = (id: string) => `{"ts":"2026-05-12T10:00:00Z","id":"${id}"}\n`;
const deep = 'deep/1/2/3/4/5/6/7/8/9';

beforeAll(async () => {
  program = await createProgram();
  ({ folder, remove } = await writeFolder({
    'app.log': line('p1') + line('p2'),
    'mixed/open.log': line('p1'),
    'mixed/closed.log': line('p2'),
    'mixed/within/more.log': line('p3'),
    'shut/a.log': line('p4'),
    'broken/a\nb.log': line('p8') + line('p9'),
    'deep/a.log': line('p5'),
    [`${deep}/b.log`]: line('p6'),
    'syntax.yaml': 'command: [cat, a]\nfoo: [1',
    'key.yaml': 'command: [cat, a]\nstmaps: end\n',
    'files.yaml': 'fields: {}\nfiles: a.log\n',
    ...Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`many/${at}.log`, line(`m${at}`)])),
  }));
  await symlink('app.log', path.join(folder, 'app.log.link'));
  await link(path.join(folder, 'app.log'), path.join(folder, 'app.log.hard'));
  await mkdir(path.join(folder, 'latin'));
  await writeFile(Buffer.concat([Buffer.from(path.join(folder, 'latin/caf')), Buffer.from([0xe9])]), line('p7'));
  await chmod(folder, 0o755);
  for (const closed of ['mixed/closed.log', 'mixed/within', 'shut']) await chmod(path.join(folder, closed), 0);
});
afterAll(async () => {
  for (const closed of ['mixed/within', 'shut']) await chmod(path.join(folder, closed), 0o755);
  await program.remove();
  await remove();
});

/** Nothing is closed to root, so that it asks as somebody else. */
const other = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

const run = (argv: readonly string[], user = {}) =>
  execa('node', [bin, 'check', 'log', ...argv], {
    cwd: folder,
    stdin: 'ignore',
    reject: false,
    // Its own home is closed to others.
    env: { ...program.env, HOME: folder },
    ...user,
  });

async function ask(argv: readonly string[], user = {}) {
  const { stdout, stderr } = await run([...argv, '--json'], user);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

it.each<[string, readonly string[]]>([
  ['twice', ['app.log', 'app.log']],
  ['by several paths', ['app.log', './app.log', '$PWD/app.log']],
  ['by a glob too', ['app.lo?', 'app.log']],
  ['by links to it', ['app.log', 'app.log.link', 'app.log.hard']],
])('a file that is named %s counts once', async (_, files) => {
  const { facts } = await ask(files.map((file) => file.replace('$PWD', folder)));
  expect(facts).toMatchObject({ n: 2, read: { files: ['app.log'] } });
});

it('a file may be two logs under two names', async () => {
  const { facts } = await ask(['a=app.log', 'b=app.log', '--ladder', 'id']);
  expect(facts.rows).toMatchObject([{ lines: 2 }, { lines: 2 }]);
});

it.each<[readonly string[], readonly string[]]>([
  [['mixed/closed.log', 'mixed/open.log'], ['mixed/closed.log cannot be read: no permission']],
  [['mixed/*'], ['mixed/closed.log cannot be read: no permission']],
  [['mixed'], ['mixed/within cannot be read: no permission', 'mixed/closed.log cannot be read: no permission']],
  [['shut', 'mixed/open.log'], ['shut cannot be read: no permission']],
  [['shut/a.log', 'mixed/open.log'], ['shut/a.log cannot be read: no permission']],
])('of %j what can be read is used, and what cannot is told', async (files, problems) => {
  const { status, facts } = await ask(files, other);
  expect(status).toBe('warn');
  expect(facts).toMatchObject({ n: 1, read: { problems } });
});

it('where nothing can be read, it fails and says of each why', async () => {
  expect(await run(['shut'], other)).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: 'causebook: shut cannot be read: no permission',
  });
  expect((await run(['shut', 'mixed/closed.log'], other)).stderr).toBe(
    'causebook: shut cannot be read: no permission\ncausebook: mixed/closed.log cannot be read: no permission',
  );
});

it('a log of which nothing can be read is told beside one that can', async () => {
  const { status, say } = await ask(['a=shut', 'b=app.log', '--ladder', 'id'], other);
  expect({ status, say }).toEqual({ status: 'error', say: 'a: shut cannot be read: no permission' });
});

it('where nothing was found and a file cannot be read, that one is named, and no other', async () => {
  const large = Array.from({ length: 20_000 }, (_, at) => line(`q${at}`)).join('');
  await writeFile(path.join(folder, 'searched.log'), large);
  for (const files of [
    ['shut', 'app.log'],
    ['shut', 'searched.log'],
  ]) {
    const { status, say } = await ask([...files, '-m', 'nosuch'], other);
    expect({ status, say }).toEqual({
      status: 'error',
      say: 'no events, but not all was read: shut cannot be read: no permission',
    });
  }
});

it('a folder too deep to be looked into is told, and named itself it is read', async () => {
  const { status, facts } = await ask(['deep']);
  expect(status).toBe('warn');
  expect(facts).toMatchObject({
    n: 1,
    read: { cut: [deep], problems: [`${deep} is deeper than 8 folders and was not looked into`] },
  });
  for (const place of [`${deep}/b.log`, deep, `${deep}/*.log`, 'dee?/1/2/3/4/5/6/7/8/9/*.log'])
    expect(await ask([place])).toMatchObject({ status: 'pass', facts: { n: 1 } });
});

it('more files than a process may have open are read without a warning', async () => {
  const shell = 'ulimit -n 200 && node "$0" check log many --json';
  const { stdout, stderr } = await execa('bash', ['-c', shell, bin], { cwd: folder });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({ status: 'pass', facts: { n: 400 } });
});

it.each<[string, readonly string[], string]>([
  [
    'a range as a glob',
    ['app.log.[12]'],
    'causebook: there is no file "app.log.[12]". Globs are *, ? and ** alone: without quotes the shell reads the others.',
  ],
  [
    'braces in a glob',
    ['app*.{1,2}'],
    'causebook: nothing is named app*.{1,2}. Globs are *, ? and ** alone: without quotes the shell reads the others.',
  ],
  [
    'a name that is not UTF-8',
    ['latin'],
    'causebook: latin/caf\ufffd cannot be read: its name is not UTF-8: rename it, or give it as standard input',
  ],
  ['a source that is not there', ['--source', 'none.yaml'], 'causebook: none.yaml: there is no such file'],
  ['a source that is a folder', ['--source', 'many'], 'causebook: many: cannot be read: it is a folder'],
  ['a source that is not YAML', ['--source', 'syntax.yaml'], 'causebook: syntax.yaml:2:8: not valid YAML: '],
  [
    'an unknown key of a source',
    ['--source', 'key.yaml'],
    'causebook: key.yaml:2:1: unknown key "stmaps". Did you mean "stamps"?',
  ],
  [
    'files in a source',
    ['--source', 'files.yaml'],
    'causebook: files.yaml:2:1: `files` belongs on the command line. Name the files after `check log`.',
  ],
])('%s is told with the place and the way out', async (_, argv, message) => {
  const ran = await run(argv);
  expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
  expect(ran.stderr.slice(0, message.length)).toBe(message);
  expect(ran.stderr).not.toContain('\n');
});

it.each([
  [['--duration', 'ms'], 'causebook: "ms" is not a duration field. '],
  [['--top', 'id', '--top', 'ts'], 'causebook: --top was given twice; it takes one value'],
])('a wrong call over a large log (%j) ends, though its search has begun', async (flags, message) => {
  await writeFile(path.join(folder, 'large.log'), line('p').repeat(50_000));
  const { exitCode, stdout, stderr } = await run(['large.log', '-m', 'ts', ...flags]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(message);
});

it.each(['broken', 'broken/**', 'broken/a\nb.log', 'events=broken/a\nb.log'])(
  'a file whose name holds a line break is read, and shown in one line (%j)',
  async (word) => {
    const { facts, evidence } = await ask([word, '-m', 'p9']);
    expect(facts).toMatchObject({ n: 1, read: { files: ['broken/a\nb.log'], lines: 2 } });
    expect(evidence[0]).toMatchObject({ source: 'broken/a\nb.log', line: 2 });
    expect((await run([word, '-m', 'p9'])).stdout).toContain('\n  broken/a⏎b.log:2  {');
  },
);
