import { expect, test } from 'vitest';
import type { Definition } from '../../../src/logs/formats/definition.ts';
import { builtInFormats, createFormats } from '../../../src/logs/formats/formats.ts';

const formats = createFormats(builtInFormats);
const context = { zone: 'UTC', modifiedMs: Date.parse('2026-06-01T00:00:00Z') };
const detect = (lines: readonly string[], among = formats) => among.detect(lines, context)?.id;
const lineOf = (id: string, index = 0) => builtInFormats.find((one) => one.id === id)?.samples[index]?.line ?? '';

const json = '{"ts":"2026-05-12T10:30:15Z"}';
const java = '2026-05-12 10:30:17,013 ERROR [main] com.partner.crm.CustomerService - boom';
const trace = [
  'java.lang.IllegalStateException: boom',
  ...Array.from({ length: 30 }, (_, at) => `\tat com.partner.A.b(A.java:${at})`),
];

test('a format wins that reads half of the lines, and none where none does', () => {
  expect(detect([json, 'noise'])).toBe('jsonl');
  expect(detect([json, '', '  ', 'noise'])).toBe('jsonl');
  expect(detect([json, 'noise', 'noise'])).toBeUndefined();
  expect(detect([])).toBeUndefined();
  expect(detect(['', ' '])).toBeUndefined();
});

test('the lines of a stack trace count as read, but not before the event they belong to', () => {
  expect(detect([java, ...trace, java, ...trace])).toBe('log4j');
  expect(detect([...trace, java])).toBeUndefined();
});

test('events of another format do not count as going on with an event', () => {
  expect(detect([java, ...Array.from({ length: 20 }, () => json)])).toBe('jsonl');
});

test('a special format wins over a general one that also reads the odd line beside it', () => {
  const haproxy = lineOf('haproxy');
  const notice = 'May 12 10:30:00 lb haproxy[14389]: Proxy http-in started.';
  expect(detect([notice])).toBe('syslog');
  expect(detect([notice, ...Array.from({ length: 9 }, () => haproxy)])).toBe('haproxy');
  expect(detect([notice, notice, notice, haproxy])).toBe('syslog');
});

test('lines that only have a stamp in common are of a format where no special one reads them', () => {
  const line = '2026-05-12 10:30:15 worker 3 took job 4711';
  expect(detect([line])).toBe('stamped');
  expect(detect([line, ...Array.from({ length: 3 }, () => 'and some more')])).toBe('stamped');
  // Not where it would take nearly everything for the rest of few events.
  expect(detect([line, ...Array.from({ length: 4 }, () => 'and some more')])).toBeUndefined();
  // The special one reads half of them.
  expect(detect([java, line, java, line])).toBe('log4j');
  expect(detect([java, line, line])).toBe('stamped');
});

test.each([
  ['JSON lines behind the name of a container', `crm-1  | ${json}`],
  ['a sentence with a = in it', 'the total is=5 of all'],
  ['settings', 'IDEMPOTENCY_TTL=24h'],
  ['a table', 'id,name,created_at'],
  ['prose that begins with a date', '2026-05-12 was a Tuesday'],
])('%s are of no format', (_, line) => {
  expect(detect([line, line])).toBeUndefined();
});

test("of people's own formats, one that reads just what is its own wins, and one for any text loses", () => {
  const own = (id: string, pattern: string, line: string): Definition => ({
    id,
    title: id,
    patterns: [pattern],
    samples: [{ line, at: null, fields: {} }],
  });
  const orders: Definition = {
    id: 'orders',
    title: 'Orders',
    syntax: 'json',
    require: ['order.id'],
    samples: [{ line: '{"order":{"id":1}}', at: null, fields: { order: { id: 1 } } }],
  };
  const more = createFormats([...builtInFormats, own('any', '^(?<message>.*)$', 'x'), orders]);
  expect(detect([json, json], more)).toBe('jsonl');
  expect(detect(['{"order":{"id":7}}'], more)).toBe('orders');
  expect(detect(['whatever'], more)).toBe('any');
  expect(detect([lineOf('access'), lineOf('access', 1), 'whatever'], more)).toBe('any');
  expect(detect([...Array.from({ length: 9 }, () => lineOf('access')), 'whatever'], more)).toBe('access');
});

test('of two definitions with one id the later counts', () => {
  const mine: Definition = {
    id: 'access',
    title: 'Mine',
    patterns: ['^(?<a>.*)$'],
    samples: [{ line: 'a', at: null, fields: { a: 'a' } }],
  };
  const more = createFormats([...builtInFormats, mine]);
  expect(more.get('access')?.title).toBe('Mine');
  expect(more.all).toHaveLength(builtInFormats.length);
  expect(more.get('nothing')).toBeUndefined();
});
