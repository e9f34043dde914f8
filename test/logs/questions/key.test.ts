import { expect, test } from 'vitest';
import { createKeyReader, fieldsOfKey, parseKey } from '../../../src/logs/questions/key.ts';
import { logEvent } from '../../helpers/log-events.ts';

test.each<[string, string, { readonly [name: string]: unknown }, string | undefined]>([
  ['cust', '', { cust: 'a' }, 'a'],
  ['cust', '', { cust: 7 }, '7'],
  ['cust', '', { cust: '' }, undefined],
  ['cust', '', {}, undefined],
  ['request.id', '', { request: { id: 'r' } }, 'r'],
  ['request.id', '', { 'request.id': 'whole' }, 'whole'],
  ['tags', '', { tags: ['a', 'b'] }, '["a","b"]'],
  ['constructor', '', {}, undefined],
  ['x-request-id', '', { 'x-request-id': 'x' }, 'x'],
  ['/cust=(\\w+)/', 'GET /?cust=CUST_7890&a=1', {}, 'CUST_7890'],
  ['/CUST_\\d+/', 'GET /?cust=CUST_7890&a=1', {}, 'CUST_7890'],
  ['/cust=(\\w*)/', 'GET /?cust=&a=1', {}, undefined],
  ['/(a)|b/', 'b', {}, undefined],
  ['/^Caused by: (\\w+)/', 'failed\nCaused by: Timeout\n\tat a', {}, 'Timeout'],
  ['/id=(\\w+)$/', 'failed id=7\n\tat a', {}, '7'],
  ['/v1/', '/v1/payments', {}, 'v1'],
])('%s of %s with %j is %s', (key, raw, fields, value) => {
  expect(createKeyReader(parseKey(key))(logEvent({ ref: 1, raw, fields }))).toBe(value);
});

test.each([
  [
    '/cust=(\\w+)/i',
    'the key "/cust=(\\w+)/i" is not a pattern. Write it between slashes and without flags, for example /cust=(\\w+)/; [Cc] takes either case.',
  ],
  [
    '//',
    'the key "//" is not a pattern. Write it between slashes and without flags, for example /cust=(\\w+)/; [Cc] takes either case.',
  ],
  [
    'status = 5',
    '"status = 5" is not a key. Write a field (cust), a path (request.id) or a pattern with one group (/cust=(\\w+)/).',
  ],
  ['/(?<=a)b/', 'the pattern /(?<=a)b/ looks around. Capture what you want in a group (…) instead.'],
  ['/(a)\\k<x>/', 'the pattern /(a)\\k<x>/ refers back to a group. Write out what the group matches.'],
])('%s is refused', (key, message) => {
  expect(() => parseKey(key)).toThrow(expect.objectContaining({ name: 'UserError', message }));
});

test('a path also reads the field it begins with', () => {
  expect(fieldsOfKey(parseKey('request.headers.host'))).toEqual(['request.headers.host', 'request']);
  expect(fieldsOfKey(parseKey('cust'))).toEqual(['cust']);
  expect(fieldsOfKey(parseKey('/cust/'))).toEqual([]);
});
