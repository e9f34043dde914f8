import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { describeFile } from '../../../src/logs/evidence-folder.ts';
import { knowFormats } from '../../../src/logs/formats/known-formats.ts';
import { gather } from '../../../src/logs/gather/gather.ts';
import type { CountState } from '../../../src/logs/questions/count.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

const line = (n: number) =>
  `{"ts":"${new Date(Date.parse('2026-05-12T10:00:00Z') + n * 1000).toISOString()}","id":"p${n}","step":"order taken"}`;
const text = (from: number, to: number) =>
  `${Array.from({ length: to - from }, (_, index) => line(from + index)).join('\n')}\n`;
/** RFC 8878, 3.1.1: a frame of raw blocks, which tells how much it holds. */
const zstd = (content: string): Buffer => {
  const bytes = Buffer.from(content);
  const head = Buffer.alloc(9);
  head.writeUInt32LE(0xfd2fb528);
  head.writeUInt8(0b10100000, 4);
  head.writeUInt32LE(bytes.length, 5);
  const blocks: Buffer[] = [head];
  for (let at = 0; at < bytes.length; at += blockBytes) {
    const block = bytes.subarray(at, at + blockBytes);
    const begin = Buffer.alloc(3);
    begin.writeUIntLE((block.length << 3) | (at + blockBytes >= bytes.length ? 1 : 0), 0, 3);
    blocks.push(begin, block);
  }
  return Buffer.concat(blocks);
};
const blockBytes = 100_000;
const twice = 'what stands in both counts twice';

async function read(files: { readonly [name: string]: string | Uint8Array }) {
  const { folder, remove } = await writeFolder(files);
  removals.push(remove);
  const described = await Promise.all(Object.keys(files).map((name) => describeFile(path.join(folder, name), name)));
  const { state, report } = await gather({
    files: described,
    log: {},
    known: knowFormats(),
    filter: { texts: [], regex: undefined, where: [], window: undefined },
    spec: { kind: 'count' },
    signal: new AbortController().signal,
  });
  const { shared, problems, files: names } = report;
  const twice = shared.flatMap(({ say, countsTwice }) => (countsTwice ? [say] : []));
  return { n: (state as CountState).n, twice, problems, names: [...names].sort() };
}

const isSame = (kept: string) => `is left out: it is the same as ${kept}`;
const large = text(0, 110_000);

test.each<[string, { readonly [name: string]: string | Uint8Array }, number, readonly string[]]>([
  ['gzip', { 'a.gz': gzipSync(text(0, 20)), a: text(0, 20) }, 20, ['a.gz is left out: it is a, packed']],
  ['Zstandard', { a: text(0, 20), 'a.zst': zstd(text(0, 20)) }, 20, ['a.zst is left out: it is a, packed']],
  ['twice', { 'a.gz': gzipSync(text(0, 20)), 'b.gz': gzipSync(text(0, 20)) }, 20, [`b.gz ${isSame('a.gz')}`]],
  [
    'in two ways',
    { 'a.gz': gzipSync(text(0, 20)), 'a.zst': zstd(text(0, 20)) },
    20,
    ['a.zst is left out: it is the text of a.gz'],
  ],
  ['not at all', { a: text(0, 20), b: text(0, 20) }, 20, [`b ${isSame('a')}`]],
  [
    'two ways beside it',
    { a: text(0, 20), 'a.gz': gzipSync(text(0, 20)), 'a.zst': zstd(text(0, 20)) },
    20,
    ['a.gz is left out: it is a, packed', 'a.zst is left out: it is a, packed'],
  ],
  ['large', { a: large, 'a.gz': gzipSync(large) }, 110_000, ['a.gz is left out: it is a, packed']],
  ['large, by Zstandard', { a: large, 'a.zst': zstd(large) }, 110_000, ['a.zst is left out: it is a, packed']],
  ['large, not at all', { a: large, b: large }, 110_000, [`b ${isSame('a')}`]],
])('a copy of a file, packed %s, is left out and told', async (_, files, n, problems) => {
  const kept = Object.keys(files).filter((name) => !problems.some((problem) => problem.startsWith(`${name} `)));
  expect(await read(files)).toEqual({ n, twice: [], problems, names: kept.sort() });
});

test.each<[string, { readonly [name: string]: string | Uint8Array }, number, readonly string[]]>([
  [
    'a log that went on growing after it was packed',
    { a: text(0, 30), 'a.gz': gzipSync(text(0, 20)) },
    50,
    [`a begins with all 20 lines of a.gz: ${twice}`],
  ],
  [
    'a large one that went on growing',
    { a: text(0, 2000), 'a.gz': gzipSync(text(0, 1500)) },
    3500,
    [`a and a.gz begin with the same lines: ${twice}`],
  ],
  [
    'one of the same size that goes on otherwise',
    { a: text(0, 2000), b: text(0, 2000).replace('"p1900"', '"q1900"') },
    4000,
    [`a and b begin with the same lines: ${twice}`],
  ],
  [
    'a large one of the same size that ends otherwise',
    { a: large, b: large.replace('"p109999"', '"q109999"') },
    220_000,
    [`a and b begin with the same lines: ${twice}`],
  ],
  [
    'one that was packed, and others behind it in the same file',
    { a: large, 'a.zst': Buffer.concat([zstd(large), zstd(text(0, 3))]) },
    220_003,
    [`a and a.zst begin with the same lines: ${twice}`],
  ],
  [
    'one that is a copy but for its end',
    { a: text(0, 20), b: text(0, 19) },
    39,
    [`a begins with all 19 lines of b: ${twice}`],
  ],
  ['exports that overlap', { a: text(0, 8), b: text(3, 12) }, 17, [`b begins with the last 5 lines of a: ${twice}`]],
  [
    'a packed export that overlaps',
    { a: text(0, 8), 'b.gz': gzipSync(text(3, 12)) },
    17,
    [`b.gz begins with the last 5 lines of a: ${twice}`],
  ],
])('the lines of %s count, and are told as what counts twice', async (_, files, n, problems) => {
  expect(await read(files)).toEqual({ n, twice: problems, problems, names: Object.keys(files).sort() });
});

test('a few lines that stand in two files may have been written in both', async () => {
  expect(await read({ a: text(0, 8), b: text(5, 12) })).toMatchObject({
    n: 15,
    twice: [],
    problems: [`b begins with the last 3 lines of a: ${twice}`],
  });
  const none = { twice: [], problems: [] };
  expect(await read({ a: text(0, 6), b: text(6, 12) })).toMatchObject(none);
  expect(await read({ a: text(1, 2).repeat(9), 'a.gz': gzipSync(text(1, 2).repeat(9)) })).toMatchObject({
    n: 18,
    ...none,
  });
  const banner = '# one\n# two\n# three\n# four\n';
  expect(await read({ a: banner + text(0, 9), 'b.gz': gzipSync(banner + text(9, 18)) })).toMatchObject(none);
});

test('a copy that breaks off is no copy', async () => {
  const packed = gzipSync(text(0, 2000));
  const { n, twice: told } = await read({ a: text(0, 2000), 'a.gz': packed.subarray(0, packed.length - 500) });
  expect(n).toBeGreaterThan(2000);
  expect(told).toEqual([`a and a.gz begin with the same lines: ${twice}`]);
});
