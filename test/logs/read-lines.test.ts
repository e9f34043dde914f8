import { readFileSync } from 'node:fs';
import { appendFile, open, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { type EvidenceFile, openEvidenceFolder } from '../../src/logs/evidence-folder.ts';
import { maxLineBytes, readLines, searchFiles } from '../../src/logs/read-lines.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

async function write(content: string | Uint8Array, name = 'a.log'): Promise<EvidenceFile> {
  const { folder, remove } = await writeFolder({ [name]: content });
  removals.push(remove);
  return fileIn(folder, name);
}

async function fileIn(folder: string, name: string): Promise<EvidenceFile> {
  const [file] = await (await openEvidenceFolder(folder)).files(name);
  if (file === undefined) throw new Error(`${name} is not there`);
  return file;
}

async function read(file: EvidenceFile, match?: string) {
  const lines: (readonly [number, string])[] = [];
  const long: number[] = [];
  const found = { lines, long, problem: undefined as string | undefined };
  try {
    for await (const batch of readLines({
      file,
      match,
      signal: new AbortController().signal,
      onLong: (line) => long.push(line),
    })) {
      lines.push(...batch.map(({ number, text }) => [number, text] as const));
    }
  } catch (cause) {
    found.problem = (cause as Error).message;
  }
  return found;
}

test.each<[string, string | Uint8Array, (readonly [number, string])[]]>([
  ['an empty file', '', []],
  [
    'a file without a last line break',
    'one\ntwo',
    [
      [1, 'one'],
      [2, 'two'],
    ],
  ],
  [
    'empty lines',
    '\n\nx\n',
    [
      [1, ''],
      [2, ''],
      [3, 'x'],
    ],
  ],
  [
    'lines as Windows ends them',
    'one\r\ntwo\r\n',
    [
      [1, 'one'],
      [2, 'two'],
    ],
  ],
  [
    'a byte order mark',
    '\ufeffone\n\ufefftwo\n',
    [
      [1, 'one'],
      [2, '\ufefftwo'],
    ],
  ],
  [
    'NUL bytes',
    'a\u0000b\n\u0000\u0000\nc\n',
    [
      [1, 'a\u0000b'],
      [2, '\u0000\u0000'],
      [3, 'c'],
    ],
  ],
  [
    'bytes that are not UTF-8',
    Buffer.from([0x61, 0xff, 0xfe, 0x0a, 0x62, 0x0a]),
    [
      [1, 'a\ufffd\ufffd'],
      [2, 'b'],
    ],
  ],
  [
    'compressed lines',
    gzipSync('one\ntwo\n'),
    [
      [1, 'one'],
      [2, 'two'],
    ],
  ],
  [
    'a compressed file made of two',
    Buffer.concat([gzipSync('one\n'), gzipSync('two\n')]),
    [
      [1, 'one'],
      [2, 'two'],
    ],
  ],
  ['a compressed file of nothing', gzipSync(''), []],
])('%s is read', async (_, content, lines) => {
  expect(await read(await write(content))).toEqual({ lines, long: [], problem: undefined });
});

test('a file is known as compressed by its bytes, whatever its name', async () => {
  expect((await read(await write('one\n', 'a.log.gz'))).lines).toEqual([[1, 'one']]);
  expect((await read(await write(gzipSync('one\n'), 'a.log'))).lines).toEqual([[1, 'one']]);
});

test('a character that two chunks share comes out whole', async () => {
  const line = `${'x'.repeat(64 * 1024 - 2)}€`;
  expect((await read(await write(`${line}\n€\n`))).lines).toEqual([
    [1, line],
    [2, '€'],
  ]);
});

test('of a compressed file that was cut off, what could be read is used and the rest is told', async () => {
  const text = Array.from({ length: 5000 }, (_, i) => `line ${i} ${Math.sin(i)}`).join('\n');
  const whole = gzipSync(text);
  const { lines, problem } = await read(await write(whole.subarray(0, whole.length / 2)));
  expect(problem).toBe('unexpected end of file');
  expect(lines.length).toBeGreaterThan(1000);
  expect(lines).toEqual(
    text
      .split('\n')
      .slice(0, lines.length)
      .map((line, index) => [index + 1, line]),
  );
  const searched = await read(await write(whole.subarray(0, whole.length / 2)), 'line 1');
  expect(searched.problem).toBe('unexpected end of file');
  expect(searched.lines.length).toBeGreaterThan(100);
});

test('a compressed file whose bytes are damaged is told', async () => {
  const bytes = gzipSync('one\n');
  // The checksum, RFC 1952 section 2.3.1.
  bytes.fill(0xff, bytes.length - 8, bytes.length - 4);
  expect((await read(await write(bytes))).problem).toBe('incorrect data check');
});

test('a line longer than a mebibyte is left out and its number told, read whole or searched', async () => {
  const file = await write(`one\nneedle${'x'.repeat(3 * 1024 * 1024)}\nneedle\n${'y'.repeat(maxLineBytes)}\n`);
  const whole = await read(file);
  expect(whole.long).toEqual([2]);
  expect(whole.lines.map(([number, text]) => [number, text.length])).toEqual([
    [1, 3],
    [3, 6],
    [4, maxLineBytes],
  ]);
  expect(await read(file, 'needle')).toEqual({ lines: [[3, 'needle']], long: [2], problem: undefined });
});

test('a file that is gone when it is read is told', async () => {
  const file = await write('one\n');
  const gone = { ...file, path: `${file.path}.gone` };
  expect((await read(gone)).problem).toMatch(/^ENOENT: no such file or directory, open /);
  expect((await read(gone, 'one')).problem).toMatch(/No such file or directory/);
});

test('a search finds what reading every line and asking each would find', async () => {
  const word = fc.oneof(
    fc.constantFrom(
      'a',
      'A',
      'ab',
      '.',
      '.*',
      '(',
      '[a-z]',
      '\\',
      '\\d',
      '$',
      '^',
      '|',
      '-e',
      '--',
      ' ',
      'é',
      '€',
      '😀',
      'e\u0301',
      '"',
      "'",
      '\t',
      '\u0000',
      ':',
      '7:',
    ),
    fc.string({ maxLength: 3 }),
  );
  const text = fc.array(word, { maxLength: 4 }).map((words) => words.join('').replace(/[\r\n\ufffd\ufeff]/g, ''));
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { maxLength: 12 }),
      text,
      fc.boolean(),
      fc.boolean(),
      async (lines, needle, compressed, crlf) => {
        fc.pre(needle !== '' && !needle.includes('\u0000'));
        const content = lines.map((line) => line + (crlf ? '\r\n' : '\n')).join('');
        const expected = lines.flatMap((line, index) => (line.includes(needle) ? [[index + 1, line]] : []));
        const file = await write(compressed ? gzipSync(content) : content);
        expect(await read(file, needle)).toEqual({ lines: expected, long: [], problem: undefined });
      },
    ),
    { numRuns: 60 },
  );
});

test('a search over many files names the file of each line, and leaves out one that cannot be read', async () => {
  const { folder, remove } = await writeFolder({
    'a.log': 'x 1\n',
    'b.log.gz': gzipSync('y\nx 2\n'),
    'c.log': 'x 3\nx 4\n',
    'd.log': 'x',
  });
  removals.push(remove);
  const files = await (await openEvidenceFolder(folder)).files('*');
  const gone = files.map((file) => (file.name === 'd.log' ? { ...file, path: `${file.path}.gone` } : file));
  const found: string[] = [];
  for await (const { file, line } of searchFiles({ files: gone, match: 'x', signal: new AbortController().signal })) {
    found.push(`${file.name}:${line.number}:${line.text}`);
  }
  expect(found.sort()).toEqual(['a.log:1:x 1', 'b.log.gz:2:x 2', 'c.log:1:x 3', 'c.log:2:x 4']);
});

/** Processes that this one has started and that still run. */
const children = () => readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim();

test.skipIf(process.platform !== 'linux')(
  'a search that is cancelled, or that nobody goes on reading, leaves no process behind',
  async () => {
    const file = await write('needle in a line of some length\n'.repeat(500_000));
    const controller = new AbortController();
    const cancelled = (async () => {
      for await (const batch of readLines({ file, match: 'needle', signal: controller.signal })) {
        expect(batch.length).toBeGreaterThan(0);
        expect(children()).not.toBe('');
        controller.abort();
      }
    })();
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitFor(() => expect(children()).toBe(''));
    for await (const _ of readLines({ file, match: 'needle', signal: new AbortController().signal })) break;
    await vi.waitFor(() => expect(children()).toBe(''));
  },
);

test('reading that is cancelled ends with that', async () => {
  const file = await write('some line\n'.repeat(200_000));
  const controller = new AbortController();
  const reading = (async () => {
    for await (const _ of readLines({ file, signal: controller.signal })) controller.abort();
  })();
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
});

test('lines before and after 2 GB of nothing are found', async (context) => {
  const { folder, remove } = await writeFolder({ 'a.log': 'CUST_1 first\n' });
  removals.push(remove);
  const name = path.join(folder, 'a.log');
  await truncate(name, 2 * 1024 ** 3);
  const { blocks } = await stat(name);
  if (blocks * 512 > 1024 ** 2) context.skip('this file system has no sparse files');
  await appendFile(name, '\nCUST_1 last\n');
  expect(await read(await fileIn(folder, 'a.log'), 'CUST_1')).toEqual({
    lines: [
      [1, 'CUST_1 first'],
      [3, 'CUST_1 last'],
    ],
    long: [],
    problem: undefined,
  });
});

test('a log that grows while it is read gives the lines that were there', async () => {
  const file = await write('one\ntwo\n');
  const writer = await open(file.path, 'a');
  await writeFile(writer, 'three');
  expect((await read(file)).lines).toEqual([
    [1, 'one'],
    [2, 'two'],
    [3, 'three'],
  ]);
  await writer.close();
});
