import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bin, createProgram, type Program } from '../helpers/program.ts';

const small = fileURLToPath(new URL('../fixtures/runbooks/small.yaml', import.meta.url));
const isRoot = process.getuid?.() === 0;
/** A disk of one's own needs no root where the system lets everybody have name spaces. */
const isMissing = spawnSync('unshare', ['-rm', 'true']).status !== 0;

let program: Program;
beforeEach(async () => {
  program = await createProgram();
  for (const name of ['state', 'tmp', 'evidence']) await mkdir(path.join(program.home, name));
  await cp(small, path.join(program.home, 'small.yaml'));
  await writeFile(path.join(program.home, 'evidence', 'scans.jsonl'), '{"parcel":"P_1","gate":"A"}\n');
});
afterEach(() => program.remove());

const walk = ['run', 'small.yaml', '--evidence', 'evidence', '--input', 'parcel_id=P_1', '--ui', 'none'];

/** Runs causebook with a disk that `mount` makes at `$1`, the state folder; `after` then tells of that disk. */
async function runOn(mount: string, argv: readonly string[], after = 'true') {
  const script = `state=$1; shift; ${mount} && cd "$HOME" && { node "$@"; code=$?; ${after}; exit $code; }`;
  const { stdout, stderr, exitCode } = await execa(
    'unshare',
    ['-rm', 'sh', '-c', script, 'sh', path.join(program.home, 'state'), bin, ...argv],
    { env: { ...program.env, TMPDIR: path.join(program.home, 'tmp') }, stdin: 'ignore', reject: false },
  );
  return { stdout, stderr, exitCode };
}

const readOnlyFolder = 'mount --bind "$state" "$state" && mount -o remount,ro,bind "$state"';
const emptyReadOnly = 'mount -t tmpfs -o ro tmpfs "$state"';
const fullDisk =
  'mount -t tmpfs -o size=64k tmpfs "$state" && { dd if=/dev/zero of="$state/rest" bs=1k status=none 2>&-; true; }';

/** Does what the program told to do with what it could not write. */
async function bringBack(stderr: string): Promise<void> {
  await execa('sh', ['-c', /^ {2}(mkdir .*)$/m.exec(stderr)?.[1] ?? 'false']);
}

describe.skipIf(isMissing)(`a disk${isMissing ? ', without a way to make one here' : ''}`, () => {
  it('that is full is said by questions about logs that need it, and what it took is used', async () => {
    // Between the two, `state` is the temporary folder.
    const tiny = 'mount -t tmpfs -o size=256k tmpfs "$state" && export TMPDIR="$state"';
    const lines = Array.from({ length: 20_000 }, (_, at) => `{"ts":"2026-05-12T10:30:15Z","id":"P_${at}"}\n`).join('');
    await writeFile(path.join(program.home, 'app.jsonl'), lines);
    await writeFile(
      path.join(program.home, 'cat.yaml'),
      'command: [cat, app.jsonl]\n'.replace('app', `${program.home}/app`),
    );
    const full = `the temporary folder ${program.home}/state is full`;
    const output = await runOn(tiny, ['check', 'log', '--source', 'cat.yaml', '--match', '"P_3"']);
    expect(output).toMatchObject({ exitCode: 4, stdout: expect.stringContaining(`${full}, what came first was used`) });
    expect(output.stdout).toContain('warn: 1 event');
    const stream = await runOn(
      `mkfifo pipe && { cat app.jsonl >pipe & } && ${tiny}`.replaceAll(/pipe|app\.jsonl/g, '"$HOME"/$&'),
      [...['check', 'log', 'pipe', '--match', '"P_3"']],
    );
    expect(stream).toMatchObject({ exitCode: 4, stdout: expect.stringContaining(`${full}, what came first was used`) });
    const table = await runOn(tiny, ['check', 'log', 'app.jsonl', '--sql', 'select count(distinct id) from events']);
    expect(`${table.stdout}${table.stderr}`).toContain(`error: ${full}\n  Make room there`);
    expect(table.exitCode).toBe(5);
  });

  it.each([
    ['read-only', emptyReadOnly, 'EROFS: read-only file system, mkdir'],
    ['full', fullDisk, 'ENOSPC: no space left on device'],
  ])('that is %s is said at once, the walk goes on, and nothing of it is lost', async (_, mount, why) => {
    const ran = await runOn(mount, walk);
    expect(ran.exitCode).toBe(3);
    expect(ran.stdout).toContain('seen 1 times');
    expect(ran.stderr.split('\n')[0]).toContain(
      `causebook: the journal cannot be written, and the walk goes on in memory until it can: ${why}`,
    );
    await bringBack(ran.stderr);
    const shown = await program.run(['note', ...(await program.incidents())]);
    expect(shown.stdout).toContain('seen 1 times');
  });

  it('that is read-only lets an incident be read; what would write it refuses or keeps what it was told', async () => {
    const [id = ''] = (await program.run(walk, { cwd: program.home })).incidents;
    const folder = path.join(program.home, 'state', 'causebook', 'incidents', id);
    for (const argv of [['list'], ['show', id], ['note', id], ['handover', id]])
      expect((await runOn(readOnlyFolder, argv)).exitCode).toBe(0);
    for (const argv of [
      ['rm', id],
      ['verify', id, 'any'],
    ]) {
      const refused = await runOn(readOnlyFolder, argv);
      expect(refused.stderr).toMatch(
        new RegExp(`^causebook: incident ${id} cannot be written, and nothing of it was changed: EROFS`),
      );
      expect(refused.stderr).toMatch(/Make room or make it writable: \S+$/);
      expect(refused.exitCode).toBe(2);
    }
    await program.run(['ask', id, '--party', 'courier']);
    const before = await readFile(path.join(folder, 'journal.jsonl'), 'utf8');
    await writeFile(path.join(program.home, 'reply.txt'), '1a\n');
    const answered = await runOn(readOnlyFolder, ['answer', id, 'reply.txt', '--party', 'courier']);
    expect(answered.stderr).toMatch(
      /causebook: 1 line of the journal could not be written; it is in \S+unsaved\.jsonl\./,
    );
    expect(answered.exitCode).toBe(5);
    expect(await readFile(path.join(folder, 'journal.jsonl'), 'utf8')).toBe(before);
    await bringBack(answered.stderr);
    expect((await program.run(['note', id])).stdout).toContain('They took it');
  });

  it('that is full gives up an incident, and a try to write it leaves no drafts behind', async () => {
    const id = '20260512-1030-aaaa';
    const make = `mkdir -p "$state/causebook/incidents/${id}"`;
    const resumed = await runOn(
      fullDisk.replace(' && {', ` && ${make} && {`),
      ['resume', id, '--ui', 'none'],
      `ls "$state/causebook/incidents/${id}"`,
    );
    expect(resumed.stdout).toBe('');
    const removed = await runOn(
      fullDisk.replace(' && {', ` && ${make} && {`),
      ['rm', id],
      'ls "$state/causebook/incidents"',
    );
    expect(removed).toMatchObject({ stdout: `removed ${id}`, exitCode: 0 });
  });
});

it.skipIf(isRoot)(
  `a journal of somebody else is refused with a way out${isRoot ? ', which root may read all the same' : ''}`,
  async () => {
    const [id = ''] = (await program.run(walk, { cwd: program.home })).incidents;
    const journal = path.join(program.home, 'state', 'causebook', 'incidents', id, 'journal.jsonl');
    await chmod(journal, 0);
    for (const argv of [
      ['show', id],
      ['note', id],
      ['resume', id, '--ui', 'none'],
    ]) {
      const refused = await program.run(argv);
      expect(refused.stderr).toBe(
        `causebook: ${journal}: is a journal that only whoever opened the incident may read. Go on as them, or have them hand over what causebook note writes.`,
      );
      expect(refused.exitCode).toBe(2);
    }
  },
);

it('an error names folders by their names: where one stands is no secret', async () => {
  const file = path.join(program.home, 'file');
  await writeFile(file, '');
  const ran = await program.run(walk, { cwd: program.home, env: { XDG_STATE_HOME: file, PWD: program.home } });
  expect(ran.stderr).toContain(`incidents cannot be kept in ${path.join(file, 'causebook', 'incidents')}: ENOTDIR`);
  expect(await readdir(path.join(program.home, 'tmp'))).toEqual([]);
});
