import { rgPath } from '@vscode/ripgrep';
import { execa } from 'execa';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Condition } from '../../../src/logs/condition.ts';
import { builtInFormats, createFormats } from '../../../src/logs/formats/formats.ts';
import { fieldOf } from '../../../src/logs/log-event.ts';
import { nearLines } from './near-lines.ts';

const formats = createFormats(builtInFormats);
const context = { zone: 'UTC', modifiedMs: Date.parse('2026-06-01T00:00:00Z') };
const parsers = new Map(formats.all.map((format) => [format.id, format.open(context)]));
const find = (id: string, text: string) => formats.get(id)?.find(condition(text));

test.each<[string, string, string | undefined]>([
  ['access', 'status >= 500', '" (?:[5-9]\\d\\d)\\b'],
  ['access', 'status > 502', '" (?:[6-9]\\d\\d|5[1-9]\\d|50[3-9])\\b'],
  ['access', 'status = 5xx', '" (?:5\\d\\d)\\b'],
  ['access', 'status = 50x', '" (?:50\\d)\\b'],
  ['access', 'status = 503', '" (?:503)\\b'],
  ['access', 'status > 1000', undefined],
  ['access', 'status != 200', undefined],
  ['access', 'status < 300', undefined],
  ['access', 'status = 0x1f7', undefined],
  ['access', 'path = /v1/customers?id=7', '/v1/customers\\?id=7'],
  ['access', 'rt = 2.0', undefined],
  ['access', 'user = ', undefined],
  ['access', 'rid ~ ^4bf', undefined],
  ['jsonl', 'customer_id = CUST_7890', 'CUST_7890|\\\\u00'],
  ['jsonl', 'path = /v1/a', '\\\\?/v1\\\\?/a|\\\\u00'],
  ['jsonl', 'name = José', 'José|\\\\u'],
  ['jsonl', 'say = a"b', undefined],
  ['jsonl', 'list = 1,2', undefined],
  ['jsonl', 'tags.length = 2', undefined],
  ['logfmt', 'level = error', 'error|\\\\u'],
  ['syslog', 'app = sshd', 'sshd'],
  ['syslog', 'severity = err', undefined],
  ['cri', 'message = hello', undefined],
  ['cri', 'stream = stderr', ' stderr '],
  ['access', 'method = POST', '"POST[ "]'],
  ['nginx-error', 'level = error', '\\[error\\] '],
  ['postgres', 'level = ERROR', ' ERROR:  '],
  ['haproxy', 'status = 5xx', '/[+-]?\\d+ (?:5\\d\\d) \\+?\\d+ '],
])('in %s, %s is found by %s', (id, text, expected) => {
  expect(find(id, text)).toBe(expected);
});

test('ripgrep takes the expressions', async () => {
  const asked = [
    'status >= 510',
    'status = 5xx',
    'path = /a?(b)[c]{d}+$^|.*',
    'duration > 2000',
    'a.b = x#&-~ y',
    'name = José',
  ];
  const sources = formats.all.flatMap(({ find: look }) => asked.flatMap((text) => look(condition(text)) ?? []));
  expect(sources.length).toBeGreaterThan(20);
  const { exitCode, stderr } = await execa(
    rgPath,
    ['--no-config', ...sources.flatMap((source) => ['-e', source]), '-'],
    {
      input: '\n',
      reject: false,
    },
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
});

test('what finds a status passes over the lines of others', () => {
  const lines = [200, 499, 503, 504].map(
    (status) => `10.0.0.4 - - [12/May/2026:10:30:17 +0000] "GET /500 HTTP/1.1" ${status} 503 "-" "500 503"`,
  );
  const json = [200, 499, 503, 504].map((status) => `{"ts":"2026-05-12T10:30:17Z","a":500,"status":${status},"b":503}`);
  const found = (id: string, text: string, from: readonly string[]) =>
    from.filter((line) => new RegExp(find(id, text) ?? '').test(line)).length;
  expect(found('access', 'status >= 500', lines)).toBe(2);
  expect(found('access', 'status = 5xx', lines)).toBe(2);
  expect(found('access', 'status = 503', lines)).toBe(1);
  expect(found('jsonl', 'status >= 500', json)).toBe(2);
  expect(found('jsonl', 'status = 5xx', json)).toBe(2);
  expect(found('jsonl', 'status = 503', json)).toBe(1);
});

test('every line whose field fulfils a condition matches what finds it', () => {
  let fulfilled = 0;
  const line = fc.oneof(
    { weight: 2, arbitrary: fc.tuple(nearLines, fc.constantFrom(...formats.all.map(({ id }) => id))) },
    { weight: 1, arbitrary: jsonLines().map((text) => [text, 'jsonl'] as const) },
    { weight: 1, arbitrary: accessLines().map((text) => [text, 'access'] as const) },
  );
  fc.assert(
    fc.property(line, fc.nat(), operators, fc.nat(5), ([text, id], pick, operator, twist) => {
      const fields = parsers.get(id)?.parse(text)?.fields;
      if (fields === undefined) return;
      const paths = pathsOf(fields);
      const field = paths[pick % Math.max(1, paths.length)] ?? 'status';
      const value = twisted(String(fieldOf(fields, field)), twist);
      const asked = { field, operator, value };
      const source = formats.get(id)?.find(asked);
      if (source === undefined || !isFulfilled(asked, fieldOf(fields, field))) return;
      fulfilled += 1;
      expect({ text, asked, source, matches: new RegExp(source, 'u').test(text) }).toMatchObject({ matches: true });
    }),
    { numRuns: 20_000 },
  );
  expect(fulfilled).toBeGreaterThan(1500);
});

const operators = fc.constantFrom(...(['=', '=', '=', '=', '>', '>=', '<', '<=', '!=', '~', '!~'] as const));

/** The value of a field, or one near it, as a person might ask for it. */
function twisted(value: string, twist: number): string {
  if (twist === 1 && /^\d\d+$/.test(value)) return `${value[0]}${'x'.repeat(value.length - 1)}`;
  if (twist === 2 && /^\d+$/.test(value)) return String(Number(value) - 1);
  if (twist === 3 && /^\d/.test(value)) return String(Number.parseFloat(value));
  return twist === 4 && /^\d+$/.test(value) ? `${value}.0` : value;
}

/** JSON lines in which texts, keys and numbers are written in all the ways that JSON allows. */
function jsonLines(): fc.Arbitrary<string> {
  const keys = fc.constantFrom('status', 'a', 'path');
  const text = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.constantFrom('/v1/a', 'José', '503', ' 503', '0503', 'a,b', '5_3', '😀'),
  );
  const spelled = fc.tuple(text, fc.nat(3)).map(([value, how]) => {
    if (how === 1) return JSON.stringify(value).replaceAll('/', '\\/');
    if (how === 2) return `"${[...value].map((one) => (one.length === 1 ? escaped(one) : one)).join('')}"`;
    return JSON.stringify(value);
  });
  const number = fc.oneof(
    fc.nat(1100).map(String),
    fc.constantFrom('503.0', '5.03e2', '503e0', '0.503E3', '-503', '1e9', '20000'),
  );
  const value = fc.oneof(
    spelled,
    number,
    number.map((one) => `"${one}"`),
    fc.constantFrom('true', 'null', '[503]', '{"status":503}', '["a"]'),
  );
  const key = fc
    .tuple(keys, fc.nat(4))
    .map(([name, how]) => (how === 1 ? `"${[...name].map(escaped).join('')}"` : `"${name}"`));
  const blank = fc.constantFrom('', ' ', '\t');
  const pair = fc.tuple(key, blank, blank, value).map(([name, before, after, it]) => `${name}${before}:${after}${it}`);
  return fc.array(pair, { minLength: 1, maxLength: 3 }).map((pairs) => `{${pairs.join(',')}}`);
}

function accessLines(): fc.Arbitrary<string> {
  const status = fc.oneof(
    fc.integer({ min: 0, max: 999 }).map((one) => String(one).padStart(3, '0')),
    fc.constant('-'),
  );
  const word = fc.constantFrom(
    'rt=2.001',
    'us=502, 200',
    'status=503',
    '"a b"',
    'x="a  b"',
    'ua=a,  b',
    '503',
    'bytes=5',
    'method=GET',
  );
  return fc
    .tuple(fc.boolean(), status, fc.constantFrom('', ' 0', ' -'), fc.array(word, { maxLength: 3 }))
    .map(([common, code, bytes, words]) =>
      [
        `1.1.1.1${common ? ' - -' : ''} [12/May/2026:10:30:17 +0000] "GET /a b HTTP/1.1" ${code}${bytes}`,
        ...words,
      ].join(' '),
    );
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function pathsOf(fields: { readonly [name: string]: unknown }, prefix = ''): readonly string[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const path = `${prefix}${name}`;
    const isNested = typeof value === 'object' && value !== null;
    return [path, ...(isNested ? pathsOf(value as { readonly [name: string]: unknown }, `${path}.`) : [])];
  });
}

/** What `Condition` says, in the readings that fulfil most. */
function isFulfilled({ operator, value }: Condition, found: unknown): boolean {
  if (found === undefined || found === null) return operator === '!=' || operator === '!~';
  const text = typeof found === 'object' ? JSON.stringify(found) : String(found);
  const [left, right] = [Number(text), Number(value)];
  const areNumbers = text.trim() !== '' && value.trim() !== '' && !Number.isNaN(left) && !Number.isNaN(right);
  if (operator === '=') {
    if (/^\d+x+$/.test(value) && new RegExp(`^${value.replaceAll('x', '\\d')}$`).test(text)) return true;
    return text === value || String(found) === value || (areNumbers && left === right);
  }
  if (operator === '>') return areNumbers && left > right;
  if (operator === '>=') return areNumbers && left >= right;
  if (operator === '<') return areNumbers && left < right;
  return operator === '<=' && areNumbers && left <= right;
}

function condition(text: string): Condition {
  const [, field = '', operator = '', value = ''] = /^(\S+) (\S+) (.*)$/.exec(text) ?? [];
  return { field, operator: operator as Condition['operator'], value };
}
