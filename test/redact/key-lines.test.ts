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
  // Shorter than those of a key, which are told alone.
  const line = body[1]?.slice(0, 60) ?? '';
  const lines = Array.from({ length: 300 }, () => line);
  const of = createRedactor({ key: 'k', secrets: [] });
  const list = of.value([key[0], ...lines]);
  expect(list.filter((one) => one === line)).toHaveLength(100);
  expect(of.counts()).toEqual({ 'private key': 201 });
});

test('a pasted log has no line of a key left', () => {
  const text = ['started', ...key, 'stopped'].map(logged).join('\n');
  expect(shown(text)).toBe(`${logged('started')}\n${logged('*', 1)}\n${logged('stopped', 7)}`);
});

test.each([
  ['alone', (text: string) => text],
  ['behind what a log writes before it', (text: string) => logged(text)],
  ['in JSON', (text: string) => `{"level":"INFO","message":"${text}","n":1}`],
])('a line that was taken out of a key is told by itself, %s: in a list, as a fact, and in a row', (_, written) => {
  const line = written(body[1] ?? '');
  expect(shown([{ source: 'app', line: 7, text: line }])).toEqual([{ source: 'app', line: 7, text: written('*') }]);
  expect(shown([`${'0a'.repeat(32)} ${line} ${body[2]}`])).toEqual([`${'0a'.repeat(32)} ${written('*')} *`]);
  expect(shown({ first: line, rows: [{ cell: line }] })).toEqual({
    first: written('*'),
    rows: [{ cell: written('*') }],
  });
});

test('what only looks like a line of a key stays', () => {
  const kept = [
    `sha384-${body[1]}`,
    'image sha256:04ce6087413e3b266f850f1578b5c72dc4ee60caea63367c29a80b21ead8f062',
    '04ce6087413e3b266f850f1578b5c72dc4ee60caea63367c29a80b21ead8f062',
    '/usr/lib/node/modules/some/package/with/a/long/path/and/more/of/it',
    'a'.repeat(64),
    `GET /v1/${body[1]}`,
    body[1]?.slice(0, 40),
  ];
  expect(shown(kept)).toEqual(kept);
  expect(shown({ kept })).toEqual({ kept });
});

test.each<[string, (text: string, index: number) => string]>([
  ['as they are', (text) => text],
  ['each behind a stamp', (text, index) => logged(text, index)],
])('of lines that come one by one, %s, none of a key is shown, nor its short last one', (_, written) => {
  const of = createRedactor({ key: 'k', secrets: [] });
  const hide = of.keyLines();
  const lines = ['started', ...key, 'stopped', 'qgtzJ6Y='].map(written);
  const seen = lines.map((line) => of.text(hide(line)).replace(/\[secret:[0-9a-f]{6}\]/g, '*'));
  expect(seen).toEqual(
    ['started', '*', '*', '*', '*', '*', '-----END PRIVATE KEY-----', 'stopped', 'qgtzJ6Y='].map(written),
  );
  expect(of.counts()).toEqual({ 'private key': 5 });
});

test('what others log between the lines of a key stays, and a certificate that comes line by line does', () => {
  const hide = createRedactor({ key: 'k', secrets: [] }).keyLines();
  const seen = [logged(key[0] ?? ''), logged('request done', 1), 'GET /v1/customers', logged(body[3] ?? '', 2)].map(
    (line) => hide(line).replace(/\[secret:[0-9a-f]{6}\]/g, '*'),
  );
  expect(seen.slice(1)).toEqual([logged('request done', 1), 'GET /v1/customers', logged('*', 2)]);
  const certificate = ['-----BEGIN CERTIFICATE-----', ...body, '-----END CERTIFICATE-----'];
  expect(certificate.map(hide)).toEqual(certificate);
});
