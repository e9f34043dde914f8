import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtInFormats, createFormats } from '../../src/logs/formats/formats.ts';

const formats = createFormats(builtInFormats);
const logFormats = formats.all.map(({ id }) => id);
const context = { zone: 'UTC', modifiedMs: Date.parse('2026-06-01T00:00:00Z') };
const parsers = new Map(formats.all.map((format) => [format.id, format.open(context)]));
const parseLine = (format: string, text: string) => parsers.get(format)?.parse(text);
const quickStamp = (format: string, text: string) => parsers.get(format)?.quickStamp(text);
const detectFormat = (lines: readonly string[]) => formats.detect(lines, context)?.id;

const at = (text: string) => Date.parse(text);

test.each<[string, string, string, number, number, object]>([
  [
    'a JSON line',
    'jsonl',
    '{"ts":"2026-05-12T10:30:15.123Z","cust":"CUST_1","n":{"a":[1]}}',
    at('2026-05-12T10:30:15.123Z'),
    1,
    { cust: 'CUST_1', n: { a: [1] } },
  ],
  [
    'a JSON line stamped in whole seconds',
    'jsonl',
    '{"ts":"2026-05-12T10:30:15Z"}',
    at('2026-05-12T10:30:15Z'),
    1000,
    {},
  ],
  [
    'a JSON line stamped in another zone',
    'jsonl',
    '{"a":1,"ts":"2026-05-12T13:30:15.5+03:00"}',
    at('2026-05-12T10:30:15.500Z'),
    1,
    { a: 1 },
  ],
  ['a JSON line stamped with seconds since 1970', 'jsonl', '{"time":1778581817}', 1778581817000, 1000, {}],
  ['a JSON line stamped with fractions of a second', 'jsonl', '{"time":1778581817.013}', 1778581817013, 1, {}],
  ['a JSON line stamped with milliseconds', 'jsonl', '{"timestamp":1778581817013}', 1778581817013, 1, {}],
  [
    'a JSON line that names its stamp as Elasticsearch does',
    'jsonl',
    '{"@timestamp":"2026-05-12T10:30:15Z"}',
    at('2026-05-12T10:30:15Z'),
    1000,
    {},
  ],
  ['a JSON line without a stamp', 'jsonl', '{"a":1}', Number.NaN, Number.NaN, { a: 1 }],
  ['a JSON line with a stamp that is none', 'jsonl', '{"ts":"soon"}', Number.NaN, Number.NaN, {}],
  ['a JSON line stamped beyond all dates', 'jsonl', '{"ts":1e300}', Number.NaN, Number.NaN, {}],
  [
    'an edge line',
    'access',
    '41.90.64.7 [12/May/2026:10:30:17 +0000] msec=1778581817.013 "POST /v1/customers HTTP/1.1" 499 rt=2.001 ua=10.0.1.11:8080 us=- rid=4bf9 idk=-',
    1778581817013,
    1,
    {
      ip: '41.90.64.7',
      method: 'POST',
      path: '/v1/customers',
      protocol: 'HTTP/1.1',
      status: 499,
      bytes: null,
      rt: '2.001',
      us: '-',
      rid: '4bf9',
      idk: '-',
    },
  ],
  [
    'an edge line that tried several upstreams',
    'access',
    '10.0.0.1 [12/May/2026:10:30:17 +0000] "POST / HTTP/1.1" 202 rt=4.1 ua=10.0.1.11:8080, 10.0.1.12:8080 us=504, 202 ut=2.000, 2.100 rid=a',
    at('2026-05-12T10:30:17Z'),
    1000,
    { ua: '10.0.1.11:8080, 10.0.1.12:8080', us: '504, 202', ut: '2.000, 2.100', rid: 'a' },
  ],
  [
    'the combined format',
    'access',
    '203.0.113.9 - alice [12/May/2026:13:30:17 +0300] "GET /a?b=c HTTP/2" 200 512 "https://a.test/?x=1" "curl/8.0 (a b)"',
    at('2026-05-12T10:30:17Z'),
    1000,
    { ip: '203.0.113.9', method: 'GET', path: '/a?b=c', status: 200, bytes: 512 },
  ],
  [
    'a zone west of Greenwich',
    'access',
    '1.1.1.1 [12/May/2026:05:00:17 -0530] "GET / HTTP/1.1" 200 1',
    at('2026-05-12T10:30:17Z'),
    1000,
    { bytes: 1 },
  ],
  [
    'a quote inside the request',
    'access',
    '1.1.1.1 - - [12/May/2026:10:30:17 +0000] "GET /\\"x\\" HTTP/1.1" 400 -',
    at('2026-05-12T10:30:17Z'),
    1000,
    { path: '/\\"x\\"', bytes: null },
  ],
  [
    'a request that was never sent whole',
    'access',
    '1.1.1.1 - - [12/May/2026:10:30:17 +0000] "" 400 0',
    at('2026-05-12T10:30:17Z'),
    1000,
    { method: '', status: 400 },
  ],
  [
    'a value in quotes',
    'access',
    '1.1.1.1 [12/May/2026:10:30:17 +0000] "GET / HTTP/1.1" 200 host="a b" rid=7',
    at('2026-05-12T10:30:17Z'),
    1000,
    { host: 'a b', rid: '7' },
  ],
  [
    'a stamp that is empty',
    'access',
    '1.1.1.1 [12/May/2026:10:30:17 +0000] msec= "GET / HTTP/1.1" 200',
    at('2026-05-12T10:30:17Z'),
    1000,
    { msec: '' },
  ],
  [
    'an nginx error',
    'nginx-error',
    '2026/05/12 10:30:17 [error] 31#31: *1207 upstream timed out (110: Connection timed out) while reading, client: 41.90.64.7, server: crm.test, request: "POST /v1/customers HTTP/1.1", upstream: "http://10.0.1.11:8080/v1", host: "crm.test"',
    at('2026-05-12T10:30:17Z'),
    1000,
    {
      level: 'error',
      pid: 31,
      connection: 1207,
      message: 'upstream timed out (110: Connection timed out) while reading',
      client: '41.90.64.7',
      request: 'POST /v1/customers HTTP/1.1',
      upstream: 'http://10.0.1.11:8080/v1',
      host: 'crm.test',
    },
  ],
  [
    'an nginx notice without a connection',
    'nginx-error',
    '2026/05/12 10:30:17 [notice] 1#0: signal 15 received, exiting',
    at('2026-05-12T10:30:17Z'),
    1000,
    { level: 'notice', connection: null, message: 'signal 15 received, exiting' },
  ],
])('%s is read', (_, format, text, atMs, resolutionMs, fields) => {
  const parsed = parseLine(format, text);
  expect(parsed?.atMs).toBe(atMs);
  expect(parsed?.resolutionMs).toBe(resolutionMs);
  expect(parsed?.fields).toMatchObject(fields);
});

test('what the client sent in quotes names no field of the line', () => {
  const line =
    '1.1.1.1 - - [12/May/2026:10:30:17 +0000] "POST / HTTP/1.1" 202 5 "-" "evil rid=forged status=200 x=" rt=0.1 rid=true';
  expect(parseLine('access', line)?.fields).toEqual({
    ip: '1.1.1.1',
    ident: null,
    user: null,
    time: '12/May/2026:10:30:17 +0000',
    method: 'POST',
    path: '/',
    protocol: 'HTTP/1.1',
    status: 202,
    bytes: 5,
    referrer: null,
    agent: 'evil rid=forged status=200 x=',
    rt: '0.1',
    rid: 'true',
  });
});

test.each<[string, string]>([
  ['jsonl', ''],
  ['jsonl', '{"a":'],
  ['jsonl', '[1]'],
  ['jsonl', 'null'],
  ['jsonl', '"text"'],
  ['access', '1.1.1.1 - - "GET / HTTP/1.1" 200'],
  ['access', '\u0000\u0001\u0002'],
  ['nginx-error', '2026-05-12 10:30:17 [error] 1#1: x'],
])('as %s, %j is no line', (format, text) => {
  expect(parseLine(format, text)).toBeUndefined();
});

test('the format of a log is the one that reads most of a sample, or none when none reads half of it', () => {
  const json = '{"ts":"2026-05-12T10:30:15Z"}';
  const access = '1.1.1.1 - - [12/May/2026:10:30:17 +0000] "GET / HTTP/1.1" 200 1';
  expect(detectFormat([json, 'noise', json])).toBe('jsonl');
  expect(detectFormat([access, access, 'noise'])).toBe('access');
  expect(detectFormat(['2026/05/12 10:30:17 [warn] 1#1: x'])).toBe('nginx-error');
  expect(detectFormat([json, 'noise', 'noise'])).toBeUndefined();
  expect(detectFormat([])).toBeUndefined();
});

// Text that is nearly a line: whole lines, lines cut short, lines with pieces of others in them, and anything else.
const pieces = fc.constantFrom(
  '{"ts":"2026-05-12T10:30:15.123Z"',
  '{"ts":"2026-05-12T10:30:15.123Z","a":"b"}',
  ',"ts":"2027-01-01T00:00:00Z"',
  ',"ts" : 5',
  ',"n":{"ts":1}',
  '}',
  '"',
  ' ',
  ']',
  '1.1.1.1 [12/May/2026:10:30:17 +0000]',
  '1.1.1.1 [12/May/2026:10:30:17 msec=7 +0000]',
  ' msec=1778581817.013',
  ' msec=',
  ' msec=- ',
  ' msec=1e300 ',
  ' "GET / HTTP/1.1" 200 rt=1',
  ' "x msec=5 y"',
  '2026/05/12 10:30:17 [error] 31#31: *1 x, client: y',
);
const whole = fc
  .tuple(
    fc.constantFrom(
      '{"ts":"2026-05-12T10:30:15.123Z"',
      '1.1.1.1 [12/May/2026:10:30:17 +0000] msec=1778581817.013 "GET / HTTP/1.1" 200',
    ),
    fc.array(pieces, { maxLength: 2 }),
    fc.constantFrom('}', ' rid=1'),
  )
  .map(([head, middle, tail]) => head + middle.join('') + tail);
const nearLines = fc.oneof(
  fc.string(),
  whole,
  fc
    .array(fc.oneof({ weight: 4, arbitrary: pieces }, { weight: 1, arbitrary: fc.string({ maxLength: 4 }) }), {
      maxLength: 6,
    })
    .map((parts) => parts.join('')),
);

test('no text makes the parser throw, and no instant lies beyond all dates', () => {
  fc.assert(
    fc.property(nearLines, fc.constantFrom(...logFormats), (text, format) => {
      const atMs = parseLine(format, text)?.atMs ?? 0;
      expect(Number.isNaN(atMs) || !Number.isNaN(new Date(atMs).getTime())).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('the quick stamp of a line is that of the whole parse, wherever it gives one', () => {
  let answered = 0;
  fc.assert(
    fc.property(nearLines, fc.constantFrom(...logFormats), (text, format) => {
      const quick = quickStamp(format, text);
      const parsed = parseLine(format, text);
      if (quick === undefined || parsed === undefined) return;
      answered += 1;
      expect(quick).toBe(parsed.atMs);
    }),
    { numRuns: 5000 },
  );
  expect(answered).toBeGreaterThan(20);
});

test('the quick stamp answers for the lines that loggers write, so that a big log is not parsed whole', () => {
  expect(quickStamp('jsonl', '{"ts":"2026-05-12T10:30:15.123Z","a":1}')).toBe(at('2026-05-12T10:30:15.123Z'));
  expect(quickStamp('access', '1.1.1.1 [12/May/2026:10:30:17 +0000] msec=1778581817.013 "GET / HTTP/1.1" 200')).toBe(
    1778581817013,
  );
  expect(quickStamp('jsonl', '{"ts":"2026-05-12T10:30:15.123Z","a":')).toBeUndefined();
});

test('a JSON line gives back the fields it was made of', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string().filter((key) => key !== '__proto__'),
        fc.jsonValue({ maxDepth: 2 }),
      ),
      (fields) => {
        const text = JSON.stringify(fields);
        const isLong = (value: unknown) => Number.isInteger(value) && !Number.isSafeInteger(value);
        const expected = JSON.parse(text, (_, value) =>
          isLong(value) && Math.abs(value) < 1e21 ? String(value) : value,
        );
        expect(parseLine('jsonl', text)?.fields).toEqual(expected);
      },
    ),
    { numRuns: 200 },
  );
});
