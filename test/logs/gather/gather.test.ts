import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { parseCondition } from '../../../src/logs/condition.ts';
import { describeFile } from '../../../src/logs/evidence-folder.ts';
import { knowFormats } from '../../../src/logs/formats/known-formats.ts';
import { gather, type LogReading } from '../../../src/logs/gather/gather.ts';
import { createQuestion } from '../../../src/logs/questions/create-question.ts';
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

const at = (time: string) => Date.parse(`2026-05-12T${time}Z`);
const line = (time: string, fields: object = {}) => `${JSON.stringify({ ts: `2026-05-12T${time}Z`, ...fields })}\n`;
const window = (from: string, to: string) => ({ fromMs: at(from), toMs: at(to) });

test('an event knows its file and line, and when it began and ended where the log says both', async () => {
  const folder = await folderOf({ 'a.jsonl': `\n${line('10:00:02.000', { dur_ms: 1500 })}` });
  const { rows } = await gatherRows(folder, { log: { duration: { field: 'dur_ms', unit: 'ms' } } });
  expect(rows).toEqual([
    {
      order: expect.any(Number),
      name: 'a.jsonl:2',
      _raw: '{"ts":"2026-05-12T10:00:02.000Z","dur_ms":1500}',
      ts: at('10:00:02.000'),
      start_ms: at('10:00:02.000'),
      end_ms: at('10:00:03.500'),
      resolution_ms: 1,
      dur_ms: 1500,
    },
  ]);
});

test.each<[string, LogReading, object, number, number]>([
  ['stamped at the start', {}, {}, at('10:00:02'), Number.NaN],
  ['stamped at the end', { stamps: 'end' }, {}, Number.NaN, at('10:00:02')],
  [
    'stamped at the end, with seconds',
    { stamps: 'end', duration: { field: 'rt', unit: 's' } },
    { rt: '1.5' },
    at('10:00:00.500'),
    at('10:00:02'),
  ],
  ['whose duration is missing', { duration: { field: 'rt', unit: 's' } }, {}, at('10:00:02'), Number.NaN],
  ['whose duration is null', { duration: { field: 'rt', unit: 's' } }, { rt: null }, at('10:00:02'), Number.NaN],
  ['whose duration is no number', { duration: { field: 'rt', unit: 's' } }, { rt: '-' }, at('10:00:02'), Number.NaN],
  [
    'whose duration is nested',
    { duration: { field: 'x.rt', unit: 'ms' } },
    { x: { rt: 5 } },
    at('10:00:02'),
    at('10:00:02.005'),
  ],
  [
    'whose duration is out of all measure',
    { duration: { field: 'rt', unit: 's' } },
    { rt: 1e300 },
    at('10:00:02'),
    Number.NaN,
  ],
])('an event %s', async (_, log, fields, start_ms, end_ms) => {
  const { rows } = await gatherRows(await folderOf({ a: line('10:00:02', fields) }), { log });
  expect(rows[0]).toMatchObject({ start_ms, end_ms });
});

test('a duration that no line at the beginning has, or none as a number, is told, once for all files, and not where nothing was found', async () => {
  const folder = await folderOf({
    'a.jsonl': line('10:00:02', { rt: 1 }),
    'b.jsonl': line('10:00:03', { x: 1 }).repeat(2),
    'c.jsonl': line('10:00:04', { id: 'p1' }),
  });
  const problemsOf = async (glob: string, field: string, text?: string) => {
    const filter = { texts: text === undefined ? [] : [text] };
    const log: LogReading = { duration: { field, unit: 's' } };
    return (await gatherRows(folder, { log, glob, filter, sizes: ways.search })).report.problems;
  };
  const told = (files: string, what: string) => [
    `the first lines of ${files} have ${what}, which is to say how long each took`,
  ];
  expect(await problemsOf('*.jsonl', 'tr')).toEqual(told('a.jsonl and of 2 other files', 'no field "tr"'));
  expect(await problemsOf('*.jsonl', 'rt')).toEqual([]);
  expect(await problemsOf('b.jsonl', 'tr', '"x"')).toEqual(told('b.jsonl', 'no field "tr"'));
  expect(await problemsOf('*.jsonl', 'id')).toEqual(
    told('a.jsonl and of 2 other files', 'no number in the field "id"'),
  );
  expect(await problemsOf('b.jsonl', 'tr', 'nowhere')).toEqual([]);
});

test.each<[string, LogReading, readonly string[]]>([
  // The window is 10:00:10 to 10:00:20; each request takes 5 s.
  ['stamped at the start: what begins before and ends inside counts', {}, ['10:00:05', '10:00:10', '10:00:20']],
  [
    'stamped at the end: what ends after and begins inside counts',
    { stamps: 'end' },
    ['10:00:10', '10:00:20', '10:00:25'],
  ],
])('with a duration, %s', async (_, stamps, inside) => {
  const times = ['10:00:04', '10:00:05', '10:00:10', '10:00:20', '10:00:25', '10:00:26'];
  const log = { ...stamps, duration: { field: 'd', unit: 's' as const } };
  const folder = await folderOf({ a: times.map((time) => line(time, { d: 5 })).join('') });
  const { rows, report } = await gatherRows(folder, { log, filter: { window: window('10:00:10', '10:00:20') } });
  expect(rows.map(({ _raw }) => _raw.slice(18, 26))).toEqual(inside);
  expect(report).toMatchObject({ lines: 6, parsed: 6, inWindow: inside.length, unparsed: 0 });
});

test('without a duration the stamp decides, both ends included; a line without a stamp is left out and counted', async () => {
  const times = ['10:00:09.999', '10:00:10', '10:00:20', '10:00:20.001'];
  const folder = await folderOf({ a: `${times.map((time) => line(time)).join('')}{"ev":"no stamp"}\n` });
  const { rows, report } = await gatherRows(folder, { filter: { window: window('10:00:10', '10:00:20') } });
  expect(rows.map(({ name }) => name)).toEqual(['a:2', 'a:3']);
  expect(report).toMatchObject({ lines: 5, parsed: 5, inWindow: 2, unstamped: 1 });
});

test('of a log without stamps all lines are in the window', async () => {
  const folder = await folderOf({ a: '{"ev":"one"}\n{"ev":"two"}\n' });
  const { rows, report } = await gatherRows(folder, { filter: { window: window('10:00:10', '10:00:20') } });
  expect(rows).toHaveLength(2);
  expect(report).toMatchObject({ inWindow: 2, unstamped: 0, first: null });
});

test('a stamp of whole seconds or minutes stands for all of them in a window', async () => {
  const times = ['10:29', '10:30', '10:31', '10:30:16', '10:30:17', '10:30:18', '10:30:17.400', '10:30:17.500'];
  const folder = await folderOf({ a: times.map((time) => line(time)).join('') });
  const { rows } = await gatherRows(folder, { filter: { window: window('10:30:17.500', '10:30:17.900') } });
  expect(rows.map(({ _raw }) => _raw.slice(18, -3))).toEqual(['10:30', '10:30:17', '10:30:17.500']);
});

test.each(['stream', 'scan'] as const)(
  'what does not parse is counted, with the place of the first (%s)',
  async (way) => {
    const folder = await folderOf({
      'a.1': `${line('10:00:00')}${line('10:00:01')}garbage\n  \n{"cut":\n`,
      'a.2': `${line('10:00:02')}more garbage`,
    });
    const { rows, report } = await gatherRows(folder, { sizes: ways[way] });
    expect(rows).toHaveLength(3);
    expect(report).toEqual({
      files: ['a.1', 'a.2'],
      cutEvents: 0,
      formats: ['jsonl'],
      bytes: expect.any(Number),
      lines: 7,
      parsed: 3,
      unparsed: 3,
      firstUnparsed: 'a.1:3',
      inWindow: 3,
      strays: 0,
      unstamped: 0,
      skippedBytes: 0,
      isSearch: false,
      tooLong: 0,
      undecodable: 0,
      first: '2026-05-12T10:00:00.000Z',
      last: '2026-05-12T10:00:02.000Z',
      gaps: [],
      cut: [],
      uncovered: [],
      shared: [],
      problems: [],
    });
  },
);

test.each(['stream', 'search', 'scan'] as const)(
  'lines that have the text and did not parse are counted, and found again (%s)',
  async (way) => {
    const folder = await folderOf({ a: `${seconds('01')}panic: one\nno such\n${line('10:02:00')}panic: two\n` });
    const { report, strays } = await gatherRows(folder, { sizes: ways[way], filter: { texts: ['panic'] } });
    expect(report).toMatchObject({ strays: 2, parsed: way === 'search' ? 0 : 31 });
    expect(strays).toEqual([
      { source: 'a', line: 31, text: 'panic: one' },
      { source: 'a', line: 34, text: 'panic: two' },
    ]);
    const without = await gatherRows(folder, { sizes: ways[way], filter: { where: [parseCondition('level = x')] } });
    expect(without.report.strays).toBe(0);
  },
);

test.each(['stream', 'search', 'scan'] as const)(
  'a file that breaks off does not hide the others, and is told (%s)',
  async (way) => {
    const whole = gzipSync(Array.from({ length: 3000 }, (_, i) => line('10:00:00', { i: Math.sin(i) })).join(''));
    const folder = await folderOf({ 'a.gz': whole.subarray(0, whole.length / 2), b: line('10:00:01') });
    const { rows, report } = await gatherRows(folder, { sizes: ways[way], filter: { texts: ['ts'] } });
    expect(rows.at(-1)).toMatchObject({ name: 'b:1' });
    expect(rows.length).toBeGreaterThan(1000);
    expect(report.cut).toEqual(['a.gz']);
    expect(report.problems).toEqual(['a.gz is cut off or broken (unexpected end of file): what came before was used']);
  },
);

test('a compressed file whose bytes are damaged is told', async () => {
  const bytes = gzipSync(line('10:00:00'));
  // The checksum, RFC 1952 section 2.3.1.
  bytes.fill(0xff, bytes.length - 8, bytes.length - 4);
  const { report } = await gatherRows(await folderOf({ a: bytes }));
  expect(report.problems).toEqual(['a is cut off or broken (incorrect data check): what came before was used']);
});

test.each(['stream', 'search', 'scan'] as const)('a line that is too long is told (%s)', async (way) => {
  const folder = await folderOf({
    a: `${line('10:00:00')}${line('10:00:01', { dump: 'x'.repeat(1024 * 1024) })}${line('10:00:02')}`,
  });
  const { rows, report } = await gatherRows(folder, { sizes: ways[way], filter: { texts: ['ts'] } });
  expect(rows.map(({ name }) => name)).toEqual(['a:1', 'a:3']);
  expect(report).toMatchObject({ tooLong: 1, problems: ['1 line longer than 1 MiB was left out'] });
});

test.each<[string, string]>([
  ['a banner of 60 lines', Array.from({ length: 60 }, (_, i) => `starting module ${i}\n`).join('')],
  ['text beyond the first block', `${'-'.repeat(99)}\n`.repeat(1000)],
])('the format of a log is known behind %s', async (_, head) => {
  const events = Array.from({ length: 9000 }, (_, i) => line('10:00:00', { i })).join('');
  const { report } = await gatherRows(await folderOf({ a: `${head}${events}` }));
  expect(report).toMatchObject({ formats: ['jsonl'], parsed: 9000 });
});

test.each([
  ['small', 900],
  ['packed', 3000],
])('the format of a %s log is known behind a banner of 600 lines', async (kind, count) => {
  const banner = Array.from({ length: 600 }, (_, i) => `starting module ${i}\n`).join('');
  const content = banner + Array.from({ length: count }, (_, i) => line('10:00:00', { i })).join('');
  const { report } = await gatherRows(await folderOf({ a: kind === 'packed' ? gzipSync(content) : content }));
  expect(report).toMatchObject({ formats: ['jsonl'], parsed: count, unparsed: 600 });
});

test('the format of a log is known behind the rest of a stack trace', async () => {
  const frames = Array.from({ length: 30 }, (_, i) => `\tat com.example.App.run(App.java:${i})\n`).join('');
  const events = Array.from({ length: 99 }, (_, i) => `2026-05-12 10:00:00,${100 + i} INFO  [main] c.e.App - ${i}\n`);
  const { report } = await gatherRows(await folderOf({ a: `${frames}${events.join('')}` }));
  expect(report).toMatchObject({ formats: ['log4j'], parsed: 99, unparsed: 30 });
});

test('text far down in an event of several lines is found, and an event that is cut is told', async () => {
  const event = (frames: number, needle: string) =>
    `2026-05-12 10:00:00,100 ERROR [main] c.e.App - broke\n${'\tat com.example.App.run(App.java:1)\n'.repeat(frames)}\t${needle}\n`;
  const folder = await folderOf({ a: event(4000, 'needle'), b: event(40_000, 'lost') });
  const { rows, report } = await gatherRows(folder, { filter: { texts: ['needle', 'lost'] } });
  expect(rows.map(({ name }) => name)).toEqual(['a:1']);
  expect(report.problems.slice(0, 1)).toEqual([
    '1 event of several lines longer than 1 MiB: what is further down in it was left out',
  ]);
});

test('each file may be of a format of its own, and the order is that of their first stamps', async () => {
  const folder = await folderOf({
    'a.log': '1.1.1.1 - - [12/May/2026:10:00:01 +0000] "GET / HTTP/1.1" 200 1\n',
    'b.jsonl': line('10:00:00'),
    'c.bin': Buffer.from([0, 1, 2, 3, 10, 0xff]),
  });
  const { rows, report } = await gatherRows(folder);
  expect(rows.map(({ name }) => name)).toEqual(['b.jsonl:1', 'a.log:1']);
  expect(report).toMatchObject({ unparsed: 2, firstUnparsed: 'c.bin:1', formats: ['jsonl', 'access', 'unknown'] });
});

test('only lines that hold a text are found, and only they count', async () => {
  const folder = await folderOf({ a: `${line('10:00:00', { c: 1 })}garbage\n${line('10:00:01', { c: 2 })}` });
  const { rows, report } = await gatherRows(folder, { sizes: ways.search, filter: { texts: ['"c":2', '"c":3'] } });
  expect(rows.map(({ name }) => name)).toEqual(['a:3']);
  expect(report).toMatchObject({ lines: 1, parsed: 1, unparsed: 0 });
});

test('a silence that stands out is told', async () => {
  const before = Array.from({ length: 30 }, (_, i) => line(`10:00:${String(i).padStart(2, '0')}`)).join('');
  const { report } = await gatherRows(await folderOf({ a: `${before}${line('10:20:00')}${line('10:20:01')}` }));
  expect(report.gaps).toEqual([{ file: 'a', from: '2026-05-12T10:00:29.000Z', to: '2026-05-12T10:20:00.000Z' }]);
});

const seconds = (minute: string, count = 30) =>
  Array.from({ length: count }, (_, i) => line(`10:${minute}:${String(i).padStart(2, '0')}`)).join('');

test.each(['stream', 'scan'] as const)('a line that comes late makes no silence (%s)', async (way) => {
  const folder = await folderOf({
    a: `${seconds('01', 60)}${seconds('02', 60)}${line('10:00:02')}${seconds('03', 60)}`,
  });
  const { report } = await gatherRows(folder, { sizes: ways[way] });
  expect(report.gaps).toEqual([]);
});

test.each(['stream', 'scan'] as const)('what another writer fills is no silence (%s)', async (way) => {
  const pair = (at: string, i: number) => line(`10:${at}:${String(i).padStart(2, '0')}`);
  const behind = Array.from({ length: 50 }, (_, i) => pair('05', i) + pair('00', i)).join('');
  const filled = `${seconds('00', 60)}${seconds('20', 60)}${seconds('10', 60)}`;
  const folder = await folderOf({ a: `${line('10:00:00')}${behind}`, b: filled });
  const { report } = await gatherRows(folder, { sizes: ways[way] });
  expect(report.gaps).toEqual([]);
});

test.each(['gzip', 'Zstandard'])('UTF-16 is read where it is packed too (%s)', async (by) => {
  const text = Buffer.from(
    Array.from({ length: 40 }, (_, i) => line('10:00:00', { i, name: 'Zoë 你😀' })).join(''),
    'utf16le',
  );
  const packed = by === 'gzip' ? gzipSync(text) : toZstd(text);
  for (const way of ['stream', 'search', 'scan'] as const) {
    const { rows } = await gatherRows(await folderOf({ a: packed }), { sizes: ways[way], filter: { texts: ['你😀'] } });
    expect(rows).toHaveLength(40);
  }
});

/** A frame of raw blocks (RFC 8878, 3.1.1.2). */
function toZstd(content: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(content.length);
  const head = Buffer.alloc(3);
  head.writeUIntLE((content.length << 3) | 1, 0, 3);
  return Buffer.concat([Buffer.from('28b52ffda0', 'hex'), size, head, content]);
}

test.each(['stream', 'scan'] as const)('a silence between the files of a set is told (%s)', async (way) => {
  const folder = await folderOf({ 'a.log': seconds('40'), 'a.log.1': seconds('01') });
  const { report } = await gatherRows(folder, { sizes: ways[way] });
  expect(report.gaps).toEqual([
    { file: 'a.log.1 to a.log', from: '2026-05-12T10:01:29.000Z', to: '2026-05-12T10:40:00.000Z' },
  ]);
});

test('however a log is read, the events are the same', async () => {
  const text = fc.oneof(
    fc.constantFrom('', 'a', 'ab', 'é', '😀', '"', '\u0000', 'needle'),
    fc.string({ maxLength: 5 }),
  );
  const record = fc.record({ s: fc.nat(3000), v: text });
  const entry = fc.oneof(
    { weight: 8, arbitrary: record },
    { weight: 1, arbitrary: fc.constantFrom('garbage', '', '  ', '{"ts":') },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(entry, { maxLength: 60 }),
      fc.boolean(),
      fc.boolean(),
      fc.option(fc.tuple(fc.nat(3000), fc.nat(1000)), { nil: undefined }),
      fc.option(fc.constantFrom('a', 'needle', 'é'), { nil: undefined }),
      async (entries, isPacked, isSorted, span, needle) => {
        const ordered = isSorted ? [...entries].sort((a, b) => stampOf(a) - stampOf(b)) : entries;
        const content = ordered
          .map((one) =>
            typeof one === 'string'
              ? `${one}\n`
              : `${JSON.stringify({ ts: new Date(one.s * 1000).toISOString(), v: one.v })}\n`,
          )
          .join('');
        const folder = await folderOf({ 'a.log': isPacked ? gzipSync(content) : content });
        const filter = {
          texts: needle === undefined ? [] : [needle],
          window: span && { fromMs: span[0] * 1000, toMs: (span[0] + span[1]) * 1000 },
        };
        const [first, ...others] = await Promise.all(
          Object.values(ways).map(async (sizes) => {
            const { rows, places, signal } = await gatherRows(folder, { filter, sizes });
            const again = await places.find(
              rows.map(({ name }) => name),
              signal,
            );
            for (const { name, _raw } of rows) {
              const found = again.get(name);
              expect([found?.source, found?.text]).toEqual(['a.log', _raw]);
              expect(JSON.parse(_raw)).toEqual(JSON.parse(content.split('\n')[(found?.line ?? 0) - 1] ?? ''));
            }
            return rows.map(({ name: _, order: __, ...row }) => row);
          }),
        );
        for (const other of others) expect(other).toEqual(first);
      },
    ),
    { numRuns: 40 },
  );
});

test('however the lines of JSON are taken from their blocks, each is counted under its value', async () => {
  const value = fc.oneof(
    fc.constantFrom('a', 'b', 'é', '😀', 'x"y', '\\', '\u0001', '', '{', 'Ã©'),
    fc.integer({ min: -2, max: 2 }),
    fc.constantFrom(1.5, true, false, null, undefined),
  );
  const entry = fc.oneof(
    { weight: 6, arbitrary: fc.record({ v: value, other: value, deep: fc.record({ v: value }) }) },
    { weight: 1, arbitrary: fc.record({ other: value, v: value }) },
    { weight: 1, arbitrary: fc.constantFrom('garbage', '', ' ', '{"v":"a"', '{"v":"a"} x') },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(entry, { maxLength: 80 }),
      fc.boolean(),
      fc.boolean(),
      async (entries, isWindows, isBroken) => {
        const lines = entries.map((one, index) =>
          typeof one === 'string' ? one : JSON.stringify({ ts: new Date(index * 1000).toISOString(), ...one }),
        );
        const content = Buffer.from(lines.map((one) => `${one}${isWindows ? '\r\n' : '\n'}`).join(''));
        // One byte that is no UTF-8, in a block of its own rights.
        if (isBroken && content.length > 300) content[content.lastIndexOf('garbage')] = 0xff;
        const folder = await folderOf({ 'a.log': content });
        const expected = new Map<string, number>();
        for (const one of content.toString('utf8').split(/\r?\n/)) {
          try {
            const { v } = JSON.parse(one);
            if (v === undefined || v === null || v === '') continue;
            expected.set(String(v), (expected.get(String(v)) ?? 0) + 1);
          } catch {
            // What does not parse is under no value.
          }
        }
        for (const sizes of [ways.stream, ways.scan]) {
          const { state, report, places } = await gather({
            files: [await describeFile(path.join(folder, 'a.log'), 'a.log')],
            log: { format: 'jsonl' },
            known: knowFormats(),
            filter: { texts: [], regex: undefined, where: [], window: undefined },
            spec: { kind: 'keys', by: 'v' },
            signal: new AbortController().signal,
            sizes,
          });
          const { rows, refs } = createQuestion({ kind: 'keys', by: 'v' }).finish(state);
          expect(new Map(rows.map(({ key, n }) => [key, n]))).toEqual(expected);
          const found = await places.resolve(refs, new AbortController().signal);
          expect(found.map(({ text }) => String(JSON.parse(text).v))).toEqual(rows.map(({ key }) => key));
          expect(report.parsed + report.unparsed).toBe(lines.filter((one) => one.trim() !== '').length);
          expect(report.lines).toBe(lines.length);
        }
      },
    ),
    { numRuns: 60 },
  );
});

function stampOf(entry: string | { readonly s: number }): number {
  return typeof entry === 'string' ? 0 : entry.s;
}

test('a read that is cancelled ends with that, whatever the way', async () => {
  const folder = await folderOf({ a: line('10:00:00').repeat(400_000) });
  for (const sizes of Object.values(ways)) {
    const controller = new AbortController();
    const reading = gatherRows(folder, {
      sizes: { ...sizes, part: 100_000 },
      signal: controller.signal,
      filter: { texts: ['ts'] },
    });
    setImmediate(() => controller.abort());
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  }
});
