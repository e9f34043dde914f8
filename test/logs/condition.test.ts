import { setFlagsFromString } from 'node:v8';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { createTest, parseCondition } from '../../src/logs/condition.ts';
import { toSql } from '../../src/logs/condition-sql.ts';
import { compilePattern } from '../../src/logs/pattern.ts';
import { eventsTable } from '../helpers/events-table.ts';
import { logEvent } from '../helpers/log-events.ts';

test.each([
  ['status >= 500', { field: 'status', operator: '>=', value: '500' }],
  ['status>=500', { field: 'status', operator: '>=', value: '500' }],
  ['method = POST', { field: 'method', operator: '=', value: 'POST' }],
  ['method == POST', { field: 'method', operator: '=', value: 'POST' }],
  ['status != 5xx', { field: 'status', operator: '!=', value: '5xx' }],
  ['path ~ ^/v1/', { field: 'path', operator: '~', value: '^/v1/' }],
  ['path=~^/v1/', { field: 'path', operator: '~', value: '^/v1/' }],
  ['path !~ a=b', { field: 'path', operator: '!~', value: 'a=b' }],
  ['request.headers.x-id = "a b"', { field: 'request.headers.x-id', operator: '=', value: 'a b' }],
  [`note = 'it\\'s'`, { field: 'note', operator: '=', value: "it's" }],
  ['  query = a = b ', { field: 'query', operator: '=', value: 'a = b' }],
  ['delta < -1.5', { field: 'delta', operator: '<', value: '-1.5' }],
  ['name = Tom and Jerry', { field: 'name', operator: '=', value: 'Tom and Jerry' }],
  ['msg = "refused or status = 502"', { field: 'msg', operator: '=', value: 'refused or status = 502' }],
  ["msg ~ 'ms and retry=[0-9]'", { field: 'msg', operator: '~', value: 'ms and retry=[0-9]' }],
  ['msg = "say "hi""', { field: 'msg', operator: '=', value: 'say "hi"' }],
])('%s is read', (text, condition) => {
  expect(parseCondition(text)).toEqual(condition);
});

test.each([
  [
    'status',
    '"status" is not a condition. Write a field, one of = != < <= > >= ~ !~ and a value, for example "status >= 500" or "path ~ ^/v1/".',
  ],
  ['status =', '"status =" has no value. Write for example "status = POST".'],
  ['status >', '"status >" has no value. Write for example "status > 500".'],
  [
    'status > high',
    '"status > high" compares with "high", which is not a number. Write for example "status > 500"; for text use = or ~.',
  ],
  ['path ~ (?=a)', 'the pattern /(?=a)/ looks around. Capture what you want in a group (…) instead.'],
  ['path ~ (a)\\1', 'the pattern /(a)\\1/ refers back to a group. Write out what the group matches.'],
  [
    'path ~ (',
    'the pattern /(/ cannot be read: Unterminated group. A special character as itself needs a backslash: \\( \\[ \\? \\*.',
  ],
])('%s is refused', (text, message) => {
  expect(() => parseCondition(text)).toThrow(expect.objectContaining({ name: 'UserError', message }));
});

const forAnd =
  'Write each as a condition of its own (--where twice; in a runbook a list): all must hold. A text that has these words goes into quotes.';
const forOr =
  'Write the values of one field as a pattern ("status ~ ^(500|502)$"), or ask with SQL. A text that has these words goes into quotes.';

test.each([
  ['status = 500 or status = 502', 'or', forOr],
  ['status = "500" or status = "502"', 'or', forOr],
  ['status = 500 || (status = 502)', '||', forOr],
  ['status = 500 or 502', 'or', forOr],
  ['status != 500 and ms > 5', 'and', forAnd],
  ['status != 500 AND NOT path ~ ^/v1', 'AND', forAnd],
  ['path ~ ^/v1/ && status>=500', '&&', forAnd],
])('%s is refused as more than one condition', (text, word, hint) => {
  const message = `"${text}" is more than one condition: "${word}" joins nothing here. ${hint}`;
  expect(() => parseCondition(text)).toThrow(expect.objectContaining({ name: 'UserError', message }));
});

test.each<[string, unknown, boolean]>([
  ['status = 500', 500, true],
  ['status = 500', '500', true],
  ['status = 500', '500.0', true],
  ['status = 0500', 500, true],
  ['status = 5xx', 503, true],
  ['status = 5xx', 5033, false],
  ['status != 5xx', 404, true],
  ['id = 12345678901234567890', '12345678901234567891', false],
  ['id = 1e3', '1000', false],
  ['size > 1e3', '1001', true],
  ['size > 10', 'large', false],
  ['id > 9007199254740993', '9007199254740993', false],
  ['id > 9007199254740993', '9007199254740994', true],
  ['id >= 9007199254740993', '9007199254740992', false],
  ['id < -9007199254740993', '-9007199254740994', true],
  ['id <= 9007199254740993', 9007199254740992, true],
  ['id > 9007199254740993', '1e16', true],
  ['id > 123456789012345678901234567890123456789', '123456789012345678901234567890123456790', true],
  ['size >= 10', undefined, false],
  ['size != 10', undefined, true],
  ['size != 10', null, true],
  ['size !~ 1', '', true],
  ['size ~ ^$', '', false],
  ['ok = true', true, true],
  ['tags ~ "b"', ['a', 'b'], true],
  ['constructor ~ .', undefined, false],
])('%s of %j is %s', (text, value, holds) => {
  const condition = parseCondition(text);
  const fields = value === undefined ? {} : { [condition.field]: value };
  expect(createTest([condition])(logEvent({ ref: 1, fields }))).toBe(holds);
});

test('all conditions must hold, and a path leads into nested fields', () => {
  const isBad = createTest([parseCondition('request.status >= 500'), parseCondition('method = POST')]);
  const bad = logEvent({ ref: 1, fields: { method: 'POST', request: { status: 502 } } });
  expect(isBad(bad)).toBe(true);
  expect(isBad({ ...bad, fields: { ...bad.fields, method: 'GET' } })).toBe(false);
  expect(createTest([])(bad)).toBe(true);
});

test.each(['((a+)+){5}', '(?:(?:a{1,3}){1,4}){5}', '(?:(?:a+){2}a*){5}', '(?:\\S+ ){9}(\\S+)'])(
  '%s, which V8 could try for ever, is refused',
  (source) => {
    expect(() => compilePattern(source)).toThrow('counts too far inside what repeats');
  },
);

test.each([
  ['(a{1,3}b)*c{17}', '(a(?:a(?:a)?)?b)*ccccccccccccccccc'],
  ['(a{2,}?)+\\d{17}', `(aaa*?)+${'\\d'.repeat(17)}`],
])('%s is written out, so that V8 can take its linear engine', (source, plain) => {
  expect(compilePattern(source).source).toBe(plain);
});

test('whatever is let through ends soon on a text that almost matches', () => {
  // As the program does at its start.
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
  const text = `${'a'.repeat(26)}!`;
  const slow: string[] = [];
  for (const inner of ['a', 'a+', 'a{1,3}', '(a|aa)', 'a{1,20}']) {
    for (const often of ['', '+', '{8}', '{1,4}']) {
      for (const then of ['', 'a*', 'a{1,3}']) {
        for (const outer of ['+', '{5}', '*b{20}?']) {
          const source = `^(?:(?:${inner})${often}${then})${outer}$`;
          const started = performance.now();
          try {
            compilePattern(source).test(text);
          } catch (problem) {
            expect(problem).toBeInstanceOf(UserError);
          }
          if (performance.now() - started > 2000) slow.push(source);
        }
      }
    }
  }
  expect(slow).toEqual([]);
});

test('a pattern that is written out matches as before', () => {
  const parts = fc.constantFrom('a{2}', 'b{1,3}', '(a|b{2,})', 'a{0,2}?', '[ab]{3}', '\\w{2,4}', 'a*', 'b+?');
  fc.assert(
    fc.property(fc.array(parts, { minLength: 1, maxLength: 4 }), fc.stringMatching(/^[ab]{0,20}$/), (some, text) => {
      const source = `(${some.join('')})*(a{1,17})`;
      const given = new RegExp(source).exec(text);
      expect(compilePattern(source).exec(text)).toEqual(given);
    }),
  );
});

test.each([
  '(\\d{1,3}\\.){3}\\d{1,3}',
  '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
  '(a+)+',
  '(?:[^ ]* ){9}([^ ]*)',
  '(?:abc?){16}',
  '((a+)+){4}',
  '(a|b)*\\d{4}-\\d{2}',
  '\\w+@\\w+\\.[a-z]{2,24}',
  'cust=(\\w{1,32})',
  '(?<id>pay_[0-9a-z]+)',
  '[(?=]{2}',
])('%s is let through', (source) => {
  expect(compilePattern(source).source).toBe(source);
});

const table = eventsTable({ text: 'text', number: 'number', whole: 'integer', flag: 'boolean', json: 'json' });
afterAll(() => table.close());

const words = fc.constantFrom(
  '500',
  '500.0',
  '-1',
  '0',
  '007',
  '1e3',
  '1000',
  'POST',
  'post',
  '5xx',
  'a b',
  "it's",
  'é',
  '12345678901234567',
  '12345678901234568',
  '+12345678901234569',
  '-12345678901234569',
  '12345678901234568.5',
  '123456789012345678901234567890123456789012',
  '',
  '.5',
  '+5',
);
const field = fc.constantFrom('text', 'number', 'whole', 'flag', 'json', 'json.a', 'json.b.c', 'nowhere', 'Text');
const condition = fc.oneof(
  fc.tuple(
    field,
    fc.constantFrom('=', '!='),
    fc.oneof(words, fc.constantFrom('true', '5xx', '50x', '500.50', '0.1')).filter((word) => word !== ''),
  ),
  fc.tuple(
    field,
    fc.constantFrom('<', '<=', '>', '>='),
    fc.constantFrom('500', '0', '-1.5', '1e3', '12345678901234567', '9007199254740991', '-12345678901234568'),
  ),
  fc.tuple(
    field,
    fc.constantFrom('~', '!~'),
    fc.constantFrom(
      '^5',
      '0$',
      '\\d{3}',
      '[a-z]+',
      '.',
      '^..$',
      'a|P',
      '(?:o|O)st',
      '\\bPOST\\b',
      '[^0-9]',
      "'",
      '\\.',
      '(?<x>e)',
      'é',
      '(?i)post',
      '[[:alpha:]]+',
      '[[:space:]]',
    ),
  ),
);
const json = fc.oneof<fc.Arbitrary<unknown>[]>(
  words,
  fc.constantFrom(1, 500, 0.5, true, null),
  fc.record(
    { a: fc.oneof<fc.Arbitrary<unknown>[]>(words, fc.constantFrom(500, null, true)), b: fc.record({ c: words }) },
    { requiredKeys: [] },
  ),
);

test('SQL lets the same events through as the test does', async () => {
  const columns = { text: 'text', number: 'number', whole: 'integer', flag: 'boolean', json: 'json' } as const;
  await fc.assert(
    fc.asyncProperty(
      fc.array(condition, { minLength: 1, maxLength: 2 }),
      fc.array(
        fc.record(
          {
            text: words,
            number: fc.constantFrom(500, 0.1, 1.5, -1, 1000, 1e21, 500.5, 0),
            whole: fc.constantFrom(500, 0, -1, 1000, 9007199254740991),
            flag: fc.boolean(),
            json,
          },
          { requiredKeys: [] },
        ),
        { minLength: 1, maxLength: 30 },
      ),
      async (written, rows) => {
        const conditions = written.map((parts) => parseCondition(parts.join(' ')));
        const events = rows.map((fields, ref) => logEvent({ ref, fields }));
        const sql = toSql(conditions, columns);
        if (sql === undefined) throw new Error('not told in SQL');
        const found = await table.ask(events, {
          text: `select ref from events where ${sql.text} order by ref`,
          values: sql.values,
        });
        expect(found.map(({ ref }) => ref)).toEqual(events.filter(createTest(conditions)).map(({ ref }) => ref));
      },
    ),
    { numRuns: 150 },
  );
});

test.each(['text.a = 1', 'json.items.0 = 1', 'text ~ \\s', 'text ~ 😀', 'text ~ \\u0041'])(
  '%s is not told in SQL, which could answer differently',
  (text) => {
    expect(toSql([parseCondition(text)], { text: 'text', json: 'json' })).toBeUndefined();
  },
);

test('a pattern that begins anew at each character of a long line ends all the same', () => {
  const long = `${'a'.repeat(1_000_000)}!`;
  const [finds, fails] = ['a+!$', 'a+$'].map((pattern) => createTest([parseCondition(`m ~ ${pattern}`)]));
  const event = logEvent({ ref: 1, fields: { m: long } });
  expect([finds?.(event), fails?.(event)]).toEqual([true, false]);
});

test('a pattern that V8 has no linear engine for is still read in a long line', () => {
  const isSo = createTest([parseCondition('m ~ x{20,40}y')]);
  expect(isSo(logEvent({ ref: 1, fields: { m: `${'-'.repeat(5000)}${'x'.repeat(30)}y` } }))).toBe(true);
});
