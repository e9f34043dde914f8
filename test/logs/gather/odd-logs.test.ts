import { renameSync, rmSync } from 'node:fs';
import { mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { afterEach, expect, test } from 'vitest';
import { describeFile } from '../../../src/logs/evidence-folder.ts';
import { knowFormats } from '../../../src/logs/formats/known-formats.ts';
import { gather } from '../../../src/logs/gather/gather.ts';
import { maxLineBytes } from '../../../src/logs/read/line-splitter.ts';
import { gatherRows, ways } from '../../helpers/gather-rows.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

async function folderOf(files: { readonly [name: string]: string | Uint8Array }): Promise<string> {
  const { folder, remove } = await writeFolder(files);
  removals.push(remove);
  return folder;
}

const line = (second: number, more = '') =>
  `{"ts":"2026-05-12T10:00:${String(second).padStart(2, '0')}Z","id":"p${second}"${more}}`;
const all = ['stream', 'search', 'scan'] as const;

test.each(all)(
  'Windows line ends, a byte order mark, NUL bytes and bytes that are not UTF-8 cost no line (%s)',
  async (way) => {
    const folder = await folderOf({
      a: Buffer.concat([
        Buffer.from(`\ufeff${line(0)}\r\n${line(1)}\n`),
        Buffer.from(line(2, ',"x":"a\u0000b"').replace('\u0000', '\\u0000')),
        Buffer.from('\r\n'),
        Buffer.concat([Buffer.from(line(3, ',"x":"').slice(0, -1)), Buffer.from([0xe9, 0xff]), Buffer.from('"}\n')]),
        Buffer.from([0, 0, 0, 0x0a]),
        Buffer.from(`${line(4, ',"x":"é"')}\n`),
      ]),
    });
    const { rows, report } = await gatherRows(folder, { sizes: ways[way], filter: { texts: ['ts', '\u0000'] } });
    expect(rows.map(({ name }) => name)).toEqual(['a:1', 'a:2', 'a:3', 'a:4', 'a:6']);
    expect(report).toMatchObject({ parsed: 5, unparsed: 1, firstUnparsed: 'a:5', undecodable: 1 });
    expect(report.problems).toEqual([
      '1 line holds bytes that are not UTF-8; they were read with a mark in their place',
    ]);
  },
);

test.each(all)('UTF-16, as Windows writes it, is read like any other (%s)', async (way) => {
  const text = `\ufeff${line(0)}\r\n${line(1, ',"x":"é😀"')}\r\n`;
  const folder = await folderOf({ le: Buffer.from(text, 'utf16le'), be: Buffer.from(text, 'utf16le').swap16() });
  const { rows } = await gatherRows(folder, { sizes: ways[way], filter: { texts: ['😀'] } });
  expect(rows.map(({ name, _raw }) => [name, _raw])).toEqual([
    ['be:2', line(1, ',"x":"é😀"')],
    ['le:2', line(1, ',"x":"é😀"')],
  ]);
});

test.each(all)('Zstandard is unpacked, and where it is cut off what came before counts (%s)', async (way) => {
  const file = fileURLToPath(new URL('../../fixtures/logs/three-thousand.jsonl.zst', import.meta.url));
  const { execaSync } = await import('execa');
  const packed = execaSync('cat', [file], { encoding: 'buffer' }).stdout;
  const folder = await folderOf({ whole: packed });
  const { rows, report } = await gatherRows(folder, { sizes: ways[way], filter: { texts: ['"p29'] } });
  expect(rows.map(({ name }) => name).filter((name) => /:(30|2991|3000)$/.test(name))).toEqual([
    'whole:30',
    'whole:2991',
    'whole:3000',
  ]);
  expect(report.problems).toEqual([]);
  const cut = await gatherRows(await folderOf({ cut: packed.subarray(0, packed.length - 30) }), {
    sizes: ways[way],
    filter: { texts: ['"p'] },
  });
  expect(cut.report.cut).toEqual(['cut']);
  expect(cut.report.problems[0]).toMatch(/^cut is cut off or broken \(.*\): what came before was used$/);
});

test.each(all)('a line of megabytes is told, and held nowhere, packed or not (%s)', async (way) => {
  const content = `${line(0)}\n${'x'.repeat(20_000_000)}\n${line(1)}\n`;
  const folder = await folderOf({ a: content, b: gzipSync(content) });
  const { rows, report } = await gatherRows(folder, { sizes: ways[way], filter: { texts: ['ts', 'xxx'] } });
  expect(rows.map(({ name }) => name)).toEqual(['a:1', 'a:3', 'b:1', 'b:3']);
  expect(report).toMatchObject({
    bytes: 2 * content.length,
    tooLong: 2,
    problems: ['2 lines longer than 1 MiB were left out'],
  });
});

test.each(all)('the border of a line that is too long is the same, packed or not (%s)', async (way) => {
  const long = (bytes: number) => line(1, `,"x":"${'x'.repeat(bytes - line(1, ',"x":"","end":1').length)}","end":1`);
  const lengths = [maxLineBytes - 1, maxLineBytes, maxLineBytes + 1, 2 * maxLineBytes];
  const content = lengths.map((length) => `${long(length)}\n`).join('');
  const folder = await folderOf({ a: content, b: gzipSync(content) });
  const { rows, report } = await gatherRows(folder, { sizes: ways[way], filter: { texts: ['end'] } });
  expect(rows.map(({ name }) => name)).toEqual(['a:1', 'a:2', 'b:1', 'b:2']);
  expect(report).toMatchObject({ tooLong: 4, problems: ['4 lines longer than 1 MiB were left out'] });
});

test.each(all)('of a packed file that breaks off before its first byte nothing was used (%s)', async (way) => {
  const folder = await folderOf({ a: gzipSync(`${line(0)}\n`).subarray(0, 10) });
  const { report } = await gatherRows(folder, { sizes: ways[way], filter: { texts: ['ts'] } });
  expect(report).toMatchObject({
    cut: ['a'],
    problems: ['a is cut off or broken (unexpected end of file): nothing of it could be read'],
  });
});

test('how many bytes a packed file has does not depend on the way it is read', async () => {
  const content = `${line(0)}\n`.repeat(1000);
  const folder = await folderOf({ a: gzipSync(content) });
  for (const way of all) {
    const { report } = await gatherRows(folder, { sizes: ways[way], filter: { texts: ['ts'] } });
    expect(report.bytes).toBe(content.length);
  }
});

test.each(all)('what UTF-16 cannot hold is marked and counted (%s)', async (way) => {
  const text = `\ufeff${line(0, ',"x":"\ud800"')}\n${line(1, ',"x":"\ufffd"')}\n`;
  const folder = await folderOf({ a: Buffer.from(text, 'utf16le') });
  const { report } = await gatherRows(folder, { sizes: ways[way], filter: { texts: ['ts'] } });
  expect(report).toMatchObject({
    parsed: 2,
    undecodable: 1,
    problems: ['1 line holds bytes that are not UTF-16; they were read with a mark in their place'],
  });
});

test('what is packed in a way that is not read is told, and the others are read', async () => {
  const folder = await folderOf({ 'a.log': `${line(0)}\n`, 'a.log.1.bz2': Buffer.from('BZh91AY&SY\x93', 'latin1') });
  const { rows, report } = await gatherRows(folder);
  expect(rows).toHaveLength(1);
  expect(report).toMatchObject({
    cut: ['a.log.1.bz2'],
    problems: ['a.log.1.bz2 is packed with bzip2, which is not read: unpack it first (bunzip2 -k …)'],
  });
});

test.each(all)('a tar archive is told, packed or not, and nothing of it is read as a log (%s)', async (way) => {
  const from = await folderOf({ 'b.log': `${line(1)}\n`.repeat(100) });
  const { stdout: tar } = await execa('tar', ['-cf', '-', 'b.log'], { cwd: from, encoding: 'buffer' });
  const folder = await folderOf({ 'a.log': `${line(0)}\n`, 'b.tar': tar, 'b.tgz': gzipSync(tar) });
  const { rows, report } = await gatherRows(folder, { sizes: ways[way], filter: { texts: ['ts'] } });
  expect(rows).toHaveLength(1);
  const how = 'is a tar archive, which is not read: unpack it first (tar -xf …)';
  expect(report).toMatchObject({
    unparsed: 0,
    cut: ['b.tar', 'b.tgz'],
    problems: [`b.tar ${how}`, `b.tgz ${how}`],
  });
});

test('what is no file, and links that go in a circle, take nothing away from the others', async () => {
  const folder = await folderOf({ 'a.log': `${line(0)}\n` });
  await execa('mkfifo', [path.join(folder, 'b.log')]);
  await mkdir(path.join(folder, 'c.log'));
  await symlink('d.log', path.join(folder, 'd.log'));
  await symlink(folder, path.join(folder, 'round'));
  await symlink('/nowhere', path.join(folder, 'e.log'));
  const { rows, report } = await gatherRows(folder, { glob: '**/*.log' });
  expect(rows.map(({ name }) => name)).toEqual(['a.log:1']);
  expect(report.cut).toEqual(['b.log', 'd.log', 'e.log']);
  expect(report.problems).toEqual([
    'b.log is not a regular file',
    'd.log cannot be read: its links go round in a circle',
    'e.log cannot be read: it does not exist',
  ]);
});

test.skipIf(process.getuid?.() === 0)('a file without permission is told', async () => {
  const folder = await folderOf({ a: line(0), b: line(1) });
  await execa('chmod', ['000', path.join(folder, 'b')]);
  const { rows, report } = await gatherRows(folder);
  expect(rows).toHaveLength(1);
  expect(report).toMatchObject({ cut: ['b'], problems: ['b cannot be read: no permission'] });
});

const question = {
  log: {},
  known: knowFormats(),
  filter: { texts: ['ts'], regex: undefined, where: [], window: undefined },
  spec: { kind: 'count' },
  signal: new AbortController().signal,
} as const;

test('a file that is renamed while threads read it is read to its end, not the one that takes its place', async () => {
  const folder = await folderOf({ a: `${line(0)}\n`.repeat(50_000) });
  const file = await describeFile(path.join(folder, 'a'), 'a');
  let isMoved = false;
  const { report } = await gather({
    ...question,
    files: [file],
    sizes: { ...ways.scan, part: 64 * 1024 },
    onProgress: () => {
      if (isMoved) return;
      isMoved = true;
      renameSync(file.path, `${file.path}.1`);
    },
  });
  expect(report).toMatchObject({
    parsed: 50_000,
    cut: ['a'],
    problems: ['a was removed or renamed while it was read: what was read was used'],
  });
});

test.each(all)('a file that has gone before it is read is told once (%s)', async (way) => {
  const folder = await folderOf({ a: `${line(0)}\n`, b: `${line(1)}\n` });
  const files = await Promise.all(['a', 'b'].map((name) => describeFile(path.join(folder, name), name)));
  await rm(path.join(folder, 'b'));
  const { report } = await gather({ ...question, files, sizes: ways[way] });
  expect(report).toMatchObject({ parsed: 1, cut: ['b'], problems: ['b cannot be read: it does not exist'] });
});

test('a file that goes before threads open it is told as not there', async () => {
  const folder = await folderOf({ a: `${line(0)}\n`.repeat(200), b: `${line(1)}\n`.repeat(400) });
  const files = await Promise.all(['a', 'b'].map((name) => describeFile(path.join(folder, name), name)));
  const { report } = await gather({
    ...question,
    files,
    // `a` is read here, `b` in threads.
    sizes: { ...ways.scan, scan: files[0]?.bytes ?? 0 },
    onProgress: () => rmSync(path.join(folder, 'b'), { force: true }),
  });
  expect(report.cut).toEqual(['b']);
  expect(report.problems).toEqual(['b cannot be read: it does not exist']);
});

test.each(all)('a file that shrinks while it is read gives what was there, and it is told (%s)', async (way) => {
  const folder = await folderOf({ a: `${line(0)}\n`.repeat(50_000) });
  const file = await describeFile(path.join(folder, 'a'), 'a');
  await truncate(file.path, 1000);
  const { report } = await gather({ ...question, files: [file], sizes: ways[way] });
  expect(report.parsed).toBeGreaterThan(10);
  expect(report.cut).toEqual(['a']);
  expect(report.problems).toEqual(['a was cut or replaced while it was read: what was read was used']);
});

test.each(all)('a pattern that would back-track for ever elsewhere ends (%s)', async (way) => {
  const folder = await folderOf({ a: `${line(0, `,"x":"${'a=b '.repeat(2000)}!"`)}\n`.repeat(20) });
  const { rows } = await gatherRows(folder, { sizes: ways[way], filter: { regex: '^(\\w+=(\\w+\\s*)+)+$' } });
  expect(rows).toEqual([]);
});

test('a log that somebody goes on writing gives whole lines, and the half one when it is whole', async () => {
  const folder = await folderOf({ a: `${line(0)}\n${line(1).slice(0, 20)}` });
  const before = await gatherRows(folder);
  expect(before.report).toMatchObject({ parsed: 1, unparsed: 1, firstUnparsed: 'a:2' });
  await writeFile(path.join(folder, 'a'), `${line(0)}\n${line(1)}\n`);
  expect((await gatherRows(folder)).report).toMatchObject({ parsed: 2, unparsed: 0 });
});

test('the hour that clocks show twice is told, and is no silence; stamps with a zone are left alone', async () => {
  // Clocks in New York were put back on 2026-11-01 at 06:00Z.
  const instants = Array.from({ length: 180 }, (_, minute) => Date.parse('2026-11-01T04:30:00Z') + minute * 60_000);
  const local = (ms: number) =>
    new Date(ms - (ms < Date.parse('2026-11-01T06:00:00Z') ? 4 : 5) * 3_600_000).toISOString();
  const told =
    'clocks in America/New_York were put back at 2026-11-01T06:00:00Z: lines of the second pass are taken as the first, 2026-11-01T05:00:00Z to 2026-11-01T06:00:00Z, and up to 2026-11-01T07:00:00Z there seem to be none';
  const reportOf = async (stamps: readonly string[]) => {
    const folder = await folderOf({ 'a.jsonl': stamps.map((ts) => `{"ts":"${ts}"}\n`).join('') });
    const { report } = await gather({
      files: [await describeFile(path.join(folder, 'a.jsonl'), 'a.jsonl')],
      log: { zone: 'America/New_York' },
      known: knowFormats(),
      filter: { texts: [], regex: undefined, where: [], window: undefined },
      spec: { kind: 'count' },
      signal: new AbortController().signal,
    });
    return report;
  };
  const without = instants.map((ms) => local(ms).replace('Z', ''));
  expect(await reportOf(without)).toMatchObject({ gaps: [], problems: [told] });
  expect(await reportOf(without.filter((_, minute) => minute < 20))).toMatchObject({ problems: [] });
  expect(await reportOf(instants.map((ms) => new Date(ms).toISOString()))).toMatchObject({ problems: [] });
});
