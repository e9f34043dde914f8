import { isAscii } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBlock, lineIn } from '../../../src/logs/block.ts';
import type { LineParser } from '../../../src/logs/formats/format.ts';
import { builtInFormats, createFormats } from '../../../src/logs/formats/formats.ts';
import { fieldOf } from '../../../src/logs/log-event.ts';
import { nearLines } from './near-lines.ts';

const formats = createFormats(builtInFormats);
const context = { zone: 'Europe/Berlin', modifiedMs: Date.parse('2026-06-01T00:00:00Z') };
const ids = fc.constantFrom(...formats.all.map(({ id }) => id));
const whole = new Map(formats.all.map((format) => [format.id, format.open(context)]));
const open = (id: string, fields: readonly string[]) => formats.get(id)?.open({ ...context, fields });

/** The names and paths that stand in any sample, and some that stand in none. */
const names = [
  ...new Set(builtInFormats.flatMap(({ samples }) => samples.flatMap(({ fields }) => Object.keys(fields)))),
  ...[
    'data.origin.ip',
    'request.headers.host',
    'message.level',
    'nothing',
    'a.b',
    'msec',
    'extra1',
    'extra2',
    'extra4',
    '__proto__',
    'constructor',
  ],
];

test('no text makes a parser throw, no instant lies beyond all dates, and where there is one its resolution is known', () => {
  fc.assert(
    fc.property(nearLines, ids, (text, id) => {
      const parser = whole.get(id);
      const parsed = parser?.parse(text);
      parser?.quickStamp(text);
      parser?.isContinuation?.(text);
      if (parsed === undefined) return;
      expect(Number.isNaN(parsed.atMs) || !Number.isNaN(new Date(parsed.atMs).getTime())).toBe(true);
      expect(Number.isNaN(parsed.resolutionMs)).toBe(Number.isNaN(parsed.atMs));
    }),
    { numRuns: 5000 },
  );
});

test('the quick stamp of a line is that of the whole parse, wherever it gives one', () => {
  const answered = new Set<string>();
  fc.assert(
    fc.property(nearLines, ids, (text, id) => {
      const quick = whole.get(id)?.quickStamp(text);
      const parsed = whole.get(id)?.parse(text);
      if (quick === undefined || parsed === undefined) return;
      answered.add(id);
      expect(quick).toBe(parsed.atMs);
    }),
    { numRuns: 20_000 },
  );
  expect([...answered].sort()).toEqual(formats.all.map(({ id }) => id).sort());
});

test('a parser for some fields reads the same lines, at the same instants, and gives of each just those fields', () => {
  fc.assert(
    fc.property(nearLines, ids, fc.subarray(names, { maxLength: 4 }), (text, id, fields) => {
      const all = whole.get(id)?.parse(text);
      const some = open(id, fields)?.parse(text);
      expect(some?.atMs).toBe(all?.atMs);
      expect(some?.resolutionMs).toBe(all?.resolutionMs);
      if (all === undefined || some === undefined) return;
      // Of JSON others may be given too, where a whole parse has made them.
      const given = id === 'jsonl' ? only(some.fields, fields) : some.fields;
      expect(given).toEqual(only(all.fields, fields));
    }),
    { numRuns: 10_000 },
  );
});

test('a line among others in a block is read as it is read alone, where it is read at all', () => {
  const read = new Map<string, number>();
  fc.assert(
    fc.property(
      ids,
      fc.array(nearLines, { minLength: 1, maxLength: 4 }),
      fc.option(fc.subarray(names, { maxLength: 3 }), { nil: undefined }),
      fc.boolean(),
      fc.boolean(),
      (id, texts, fields, isWindows, isWarm) => {
        // Each twice: a parser of JSON knows in place what it has read once.
        const lines = [...texts, ...texts].map((text) => text.replace(/[\r\n]/g, ''));
        const bytes = Buffer.from(lines.map((line) => line + (isWindows ? '\r\n' : '\n')).join(''));
        const block = createBlock(bytes, isAscii(bytes));
        const [inBlock, alone] = [context, context].map((one) => formats.get(id)?.open({ ...one, fields }));
        if (isWarm && inBlock !== undefined) readOften(inBlock, id);
        let from = 0;
        for (const line of lines) {
          const next = from + Buffer.byteLength(line) + (isWindows ? 2 : 1);
          const parsed = inBlock?.parseAt?.(block, from);
          if (parsed !== undefined) {
            read.set(id, (read.get(id) ?? 0) + 1);
            expect(inBlock?.end?.()).toBe(next);
            expect(lineIn(block, from, next)).toBe(line);
            const single = alone?.parse(line);
            // Of JSON others may be given too, where a whole parse has made them.
            const given = (all: object) => (fields === undefined ? all : only(all as never, fields));
            expect({ ...parsed, fields: given(parsed.fields) }).toEqual({
              ...single,
              fields: given(single?.fields ?? {}),
            });
          } else inBlock?.parse(line);
          from = next;
        }
      },
    ),
    { numRuns: 5000 },
  );
  // Formats that know no lines in place are read line by line.
  expect([...read.keys()].sort()).toEqual([...formats.all.map(({ id }) => id)].filter((id) => id !== 'logfmt').sort());
});

/** Reads the samples of a format, so that its parser reads in the way that large logs are read in. */
function readOften(parser: LineParser, id: string): void {
  const samples = builtInFormats.find((one) => one.id === id)?.samples ?? [];
  for (const { line } of samples) {
    for (let count = 0; count < 40; count++) parser.parseAt?.(createBlock(Buffer.from(`${line}\n`), true), 0);
  }
}

test('a parser keeps nothing of one line for the next', () => {
  fc.assert(
    fc.property(fc.array(nearLines, { maxLength: 5 }), ids, (texts, id) => {
      const one = open(id, names);
      for (const text of texts) expect(one?.parse(text)).toEqual(open(id, names)?.parse(text));
    }),
    { numRuns: 500 },
  );
});

test('a line of half a megabyte without an end takes hardly any time', () => {
  const long = ['"', '\\"', '[a b="', ' x=', '{', ' ', 'a', '0', ' a=1', ', client: ', ' [', '- ', '] "'].map((piece) =>
    piece.repeat(Math.ceil(500_000 / piece.length)),
  );
  let slowest = { ms: 0, id: '', text: '' };
  for (const { id, samples } of builtInFormats) {
    const parser = whole.get(id);
    for (const { line: start } of samples.slice(0, 2)) {
      for (const tail of long) {
        const text = start.slice(0, -1) + tail;
        const begun = process.cpuUsage();
        parser?.parse(text);
        parser?.quickStamp(text);
        parser?.isContinuation?.(text);
        const ms = process.cpuUsage(begun).user / 1000;
        if (ms > slowest.ms) slowest = { ms, id, text: text.slice(0, 300) };
      }
    }
  }
  // Some ten milliseconds of the processor; what takes the square of the length takes seconds.
  expect(slowest.ms, `${slowest.id}: ${slowest.text}`).toBeLessThan(700);
});

test("a field of the line's own is not replaced by a pair of its name, but a pair stands in for what is left out", () => {
  const stamp = '1.1.1.1 [12/May/2026:10:30:17 +0000] msec=1778581817.013';
  const forged = `${stamp} "GET /a HTTP/1.1" 200 5 status=503 bytes=7 method=X ip=9 msec=1 rid=b rid=c`;
  const own = { ip: '1.1.1.1', method: 'GET', path: '/a', protocol: 'HTTP/1.1', status: 200, bytes: 5 };
  const access = whole.get('access');
  expect(access?.parse(forged)).toMatchObject({
    atMs: 1778581817013,
    fields: { ...own, msec: '1778581817.013', rid: 'c' },
  });
  expect(access?.parse(`${stamp} "GET /a HTTP/1.1" 200 bytes=7`)?.fields).toMatchObject({ bytes: 7 });
  expect(open('access', ['bytes'])?.parse(`${stamp} "GET /a HTTP/1.1" 200 bytes=7`)?.fields).toEqual({ bytes: 7 });
});

test('the quick stamp of a JSON line is none where a key further on may go first, however it is spelled', () => {
  const quick = whole.get('jsonl')?.quickStamp;
  expect(quick?.('{"at":"2026-05-12T10:30:17Z","events":[]}')).toBe(Date.parse('2026-05-12T10:30:17Z'));
  expect(quick?.('{"at":"2026-05-12T10:30:17Z","ts":"2027-01-01T00:00:00Z"}')).toBeUndefined();
  expect(quick?.('{"at":"2026-05-12T10:30:17Z","\\u0074s":"2027-01-01T00:00:00Z"}')).toBeUndefined();
});

test('whoever is inside a line is found by its path', () => {
  const line = '<165>1 2026-05-12T10:30:17Z mx1 app 8 ID [origin ip="10.0.0.7"] hello';
  const parsed = open('syslog', ['data.origin.ip'])?.parse(line);
  expect(fieldOf(parsed?.fields ?? {}, 'data.origin.ip')).toBe('10.0.0.7');
  expect(Object.keys(parsed?.fields ?? {})).toEqual(['data']);
});

/** Those of the fields that are asked for by name, or hold what is asked for by its path. */
function only(all: { readonly [name: string]: unknown }, fields: readonly string[]): object {
  const isAsked = (name: string) => fields.some((field) => field === name || field.startsWith(`${name}.`));
  return Object.fromEntries(Object.entries(all).filter(([name]) => isAsked(name)));
}
