import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { openEvidenceFolder } from '../../src/logs/evidence-folder.ts';
import { readLog } from '../../src/logs/read-log.ts';
import type { LogSource } from '../../src/logs/source.ts';
import type { Window } from '../../src/logs/window.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

const at = (time: string) => Date.parse(`2026-05-12T${time}Z`);

async function read(
  files: { readonly [name: string]: string | Uint8Array },
  options: {
    readonly log?: Partial<LogSource>;
    readonly window?: readonly [string, string];
    readonly match?: string;
  } = {},
) {
  const { folder, remove } = await writeFolder(files);
  removals.push(remove);
  const window: Window | undefined = options.window && { fromMs: at(options.window[0]), toMs: at(options.window[1]) };
  return readLog({
    log: { files: '*', stamps: 'start', fields: {}, ...options.log },
    files: await (await openEvidenceFolder(folder)).files('*'),
    match: options.match,
    window,
    signal: new AbortController().signal,
  });
}

const line = (time: string, fields: object = {}) => `${JSON.stringify({ ts: `2026-05-12T${time}Z`, ...fields })}\n`;

test('an event knows its file and line, and when it began and ended where the log says both', async () => {
  const { events } = await read(
    { 'a.jsonl': `\n${line('10:00:02.000', { dur_ms: 1500 })}` },
    { log: { duration: { field: 'dur_ms', unit: 'ms' } } },
  );
  expect(events).toEqual([
    {
      file: 'a.jsonl',
      line: 2,
      raw: '{"ts":"2026-05-12T10:00:02.000Z","dur_ms":1500}',
      startMs: at('10:00:02.000'),
      endMs: at('10:00:03.500'),
      resolutionMs: 1,
      fields: { ts: '2026-05-12T10:00:02.000Z', dur_ms: 1500 },
    },
  ]);
});

test.each<[string, Partial<LogSource>, object, number | null, number | null]>([
  ['stamped at the start', {}, {}, at('10:00:02'), null],
  ['stamped at the end', { stamps: 'end' }, {}, null, at('10:00:02')],
  [
    'stamped at the end, with seconds',
    { stamps: 'end', duration: { field: 'rt', unit: 's' } },
    { rt: '1.5' },
    at('10:00:00.500'),
    at('10:00:02'),
  ],
  ['whose duration is missing', { duration: { field: 'rt', unit: 's' } }, {}, at('10:00:02'), null],
  ['whose duration is no number', { duration: { field: 'rt', unit: 's' } }, { rt: '-' }, at('10:00:02'), null],
  [
    'whose duration is out of all measure',
    { duration: { field: 'rt', unit: 's' } },
    { rt: 1e300 },
    at('10:00:02'),
    null,
  ],
])('an event %s', async (_, log, fields, startMs, endMs) => {
  const { events } = await read({ a: line('10:00:02', fields) }, { log });
  expect(events[0]).toMatchObject({ startMs, endMs });
});

test.each<[string, Partial<LogSource>, readonly string[]]>([
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
  const { events, report } = await read(
    { a: times.map((time) => line(time, { d: 5 })).join('') },
    { log, window: ['10:00:10', '10:00:20'] },
  );
  expect(events.map((event) => event.raw.slice(18, 26))).toEqual(inside);
  expect(report).toMatchObject({ lines: 6, parsed: 6, inWindow: inside.length, unparsed: 0 });
});

test('without a duration the stamp decides, both ends included; a line without a stamp is kept', async () => {
  const times = ['10:00:09.999', '10:00:10', '10:00:20', '10:00:20.001'];
  const { events, report } = await read(
    { a: `${times.map((time) => line(time)).join('')}{"ev":"no stamp"}\n` },
    { window: ['10:00:10', '10:00:20'] },
  );
  expect(events.map((event) => event.line)).toEqual([2, 3, 5]);
  expect(report).toMatchObject({ lines: 5, parsed: 5, inWindow: 3 });
});

test('what does not parse is counted, with the place of the first', async () => {
  const { events, report } = await read({
    'a.1': `${line('10:00:00')}${line('10:00:01')}garbage\n  \n{"cut":\n`,
    'a.2': `${line('10:00:00')}more garbage`,
  });
  expect(events).toHaveLength(3);
  expect(report).toEqual({
    files: ['a.1', 'a.2'],
    bytes: expect.any(Number),
    lines: 7,
    parsed: 3,
    unparsed: 3,
    firstUnparsed: 'a.1:3',
    inWindow: 3,
    tooLong: 0,
    problems: [],
  });
});

test('a file that breaks off does not hide the others, and is told', async () => {
  const whole = gzipSync(line('10:00:00', { from: 'cut' }).repeat(2000));
  const { events, report } = await read({ 'a.gz': whole.subarray(0, whole.length - 20), b: line('10:00:01') });
  expect(events.at(-1)).toMatchObject({ file: 'b' });
  expect(report.problems).toEqual(['a.gz: unexpected end of file']);
});

test('a line that is too long is told', async () => {
  const { events, report } = await read({
    a: `${line('10:00:00')}${line('10:00:01', { dump: 'x'.repeat(1024 * 1024) })}`,
  });
  expect(events).toHaveLength(1);
  expect(report).toMatchObject({ tooLong: 1, problems: ['1 lines longer than 1048576 bytes were left out'] });
});

test('each file may be of a format of its own', async () => {
  const { events, report } = await read({
    'a.jsonl': line('10:00:00'),
    'b.log': '1.1.1.1 - - [12/May/2026:10:00:01 +0000] "GET / HTTP/1.1" 200 1\n',
    'c.bin': Buffer.from([0, 1, 2, 3, 10, 0xff]),
  });
  expect(events.map(({ file }) => file)).toEqual(['a.jsonl', 'b.log']);
  expect(report).toMatchObject({ unparsed: 2, firstUnparsed: 'c.bin:1' });
});

test('only lines that hold the text are read, and only they count', async () => {
  const { events, report } = await read(
    { a: `${line('10:00:00', { c: 1 })}garbage\n${line('10:00:01', { c: 2 })}` },
    { match: '"c":2' },
  );
  expect(events.map((event) => event.line)).toEqual([3]);
  expect(report).toMatchObject({ lines: 1, parsed: 1, unparsed: 0 });
});
