import { expect, test } from 'vitest';
import { createRedactor } from '../../src/redact/redactor.ts';

const body = [
  'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj',
  'MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu',
  'NMoSfm76oqFvAp8Gy0iz5sxjZmSnXyCdPEovGhLa0VzMaQ8s+CLOyS56YyCFGeJZ',
  'qgtzJ6Y=',
];
/** One line of a log, or a member of a list that has it. */
const logged = (text: string, index = 0) => `2026-05-12T10:30:0${index}Z INFO ${text}`;
const key = ['-----BEGIN PRIVATE KEY-----', ...body, '-----END PRIVATE KEY-----'];

const shown = <T>(value: T): T =>
  JSON.parse(
    JSON.stringify(createRedactor({ key: 'k', secrets: [] }).value(value)).replace(/\[secret:[0-9a-f]{6}\]/g, '*'),
  ) as T;

test.each<[string, (text: string, index: number) => unknown]>([
  ['texts', (text, index) => logged(text, index)],
  ['excerpts', (text, line) => ({ source: 'app', line, text: logged(text, line) })],
  ['rows', (text, n) => ({ n, cell: text })],
])('no line of a key is left of a list of %s', (_, member) => {
  const list = shown(key.map(member));
  for (const line of body) expect(JSON.stringify(list)).not.toContain(line);
  expect(list).toEqual(['*', '*', '*', '*', '*', '-----END PRIVATE KEY-----'].map(member));
});

test('other lines between those of a key stay, hashes and ids too, and so does what comes after its end', () => {
  const between = [
    'request done',
    'image sha256:04ce6087413e3b266f850f1578b5c72dc4ee60caea63367c29a80b21ead8f062',
    'GET /v1/customers?customer=CUST_7890',
  ];
  const lines = [key[0], body[0], ...between, body[1], body[3], key[5], 'took', 'aGVsbG8='];
  expect(shown(lines)).toEqual(['*', '*', ...between, '*', '*', key[5], 'took', 'aGVsbG8=']);
});

test('a key whose end, or whose beginning, is not in the list goes too', () => {
  expect(shown(['started', ...key.slice(0, 4)])).toEqual(['started', '*', '*', '*', '*']);
  expect(shown(['started', ...key.slice(2), 'stopped'])).toEqual(['started', '*', '*', '*', key[5], 'stopped']);
  expect(shown(['request done', '-----END PRIVATE KEY-----'])).toEqual(['request done', '-----END PRIVATE KEY-----']);
});

test('what is public stays: certificates, public keys, also right behind a key that has no end', () => {
  const [, ...lines] = body;
  const certificate = ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'];
  const publicKey = ['-----BEGIN PUBLIC KEY-----', ...lines, '-----END PUBLIC KEY-----'];
  expect(shown([...certificate, ...publicKey])).toEqual([...certificate, ...publicKey]);
  expect(shown([key[0], body[0], ...certificate])).toEqual(['*', '*', ...certificate]);
});

test('a beginning without an end does not reach far', () => {
  const lines = Array.from({ length: 300 }, () => body[1] ?? '');
  const of = createRedactor({ key: 'k', secrets: [] });
  const list = of.value([key[0], ...lines]);
  expect(list.filter((line) => line === body[1])).toHaveLength(100);
  expect(of.counts()).toEqual({ 'private key': 201 });
});

test('a pasted log has no line of a key left', () => {
  const text = ['started', ...key, 'stopped'].map(logged).join('\n');
  expect(shown(text)).toBe(`${logged('started')}\n${logged('*', 1)}\n${logged('stopped', 7)}`);
});
