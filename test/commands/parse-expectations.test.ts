import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ofAnswer, ofCommand, parseExpectations } from '../../src/commands/check/parse-expectations.ts';
import { UserError } from '../../src/errors.ts';

test.each([
  [['status 200'], { status: 200 }],
  [['status == 200'], { status: 200 }],
  [['status 2xx, 404'], { status: ['2xx', 404] }],
  [['status < 500'], { status: '< 500' }],
  [['header x-cache: == HIT'], { headers: { 'x-cache': { equals: 'HIT' } } }],
  [['header x-a exists', 'header x-b absent'], { headers: { 'x-a': { exists: true }, 'x-b': { exists: false } } }],
  [
    ['header a contains x', 'header a contains y', 'header a matches ^z'],
    { headers: { a: { contains: ['x', 'y'], matches: '^z' } } },
  ],
  [
    ['json $.a == active', 'json $.b == 3'],
    {
      json: [
        { path: '$.a', equals: 'active' },
        { path: '$.b', equals: 3 },
      ],
    },
  ],
  [
    ['json $.a == null', 'json $.b == "3"'],
    {
      json: [
        { path: '$.a', equals: null },
        { path: '$.b', equals: '3' },
      ],
    },
  ],
  [
    ['json $.n >= 2', 'json $[*] count 3'],
    {
      json: [
        { path: '$.n', compare: '>= 2' },
        { path: '$[*]', count: 3 },
      ],
    },
  ],
  [['json "$[?@.a == 1].b" absent'], { json: [{ path: '$[?@.a == 1].b', exists: false }] }],
  [['text contains a b', 'text lacks c', 'text lacks d'], { text: { contains: 'a b', lacks: ['c', 'd'] } }],
  [['total_ms <= 500', 'redirects 2', 'dns_ms == 0'], { total_ms: '<= 500', redirects: 2, dns_ms: '== 0' }],
  [
    ['redirect_to == https://a.test/?b', 'http_version != 1.0'],
    {
      redirect_to: { equals: 'https://a.test/?b' },
      http_version: { not_equals: '1.0' },
    },
  ],
])('--expect %j', (given, expected) => {
  expect(parseExpectations(given, ofAnswer)).toEqual(expected);
});

test.each([
  [['stauts 200'], '--expect "stauts 200" does not say what is expected. Did you mean "status"?'],
  [['json'], '--expect "json" does not say which json'],
  [
    ['header x-a HIT'],
    '--expect "header x-a HIT" does not say how it is measured. Write ==, !=, contains, lacks, matches, exists or absent after it; json takes count and <= too.',
  ],
  [['status 200', 'status 201'], '--expect says status twice'],
])('--expect %j is refused with what could stand there', (given, message) => {
  expect(() => parseExpectations(given, ofAnswer)).toThrow(new UserError({ message }).message);
});

test('no text breaks it but with words for the one who typed it', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `json ${text}`),
        ),
        { minLength: 1 },
      ),
      (given) => {
        try {
          parseExpectations(given, ofAnswer);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      },
    ),
  );
});

test('what is expected of a command is read the same way', () => {
  const given = ['exit_code 0,1', 'stdout contains ok', 'stderr == ', 'lines >= 1', 'number 3', 'json $.a == up'];
  expect(parseExpectations(given, ofCommand)).toEqual({
    exit_code: [0, 1],
    stdout: { contains: 'ok' },
    stderr: { equals: '' },
    lines: '>= 1',
    number: 3,
    json: [{ path: '$.a', equals: 'up' }],
  });
  expect(() => parseExpectations(['status 200'], ofCommand)).toThrow(
    '--expect "status 200" does not say what is expected. It begins with one of exit_code, json, stdout, stderr, lines, number, duration_ms.',
  );
});
