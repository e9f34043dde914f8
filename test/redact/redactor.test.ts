import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRedactor } from '../../src/redact/redactor.ts';

const key = 'key of this incident';
const secret = 'pa55 w/ord+"ü"';
const bytes = Buffer.from(secret);
const redactor = () => createRedactor({ key, secrets: [secret] });
const token = /\[secret:[0-9a-f]{6}\]/g;

test.each([
  ['as it is', secret],
  ['in base64', bytes.toString('base64')],
  ['in base64 without its padding', bytes.toString('base64').replace(/=+$/, '')],
  ['in base64url', bytes.toString('base64url')],
  ['in hex', bytes.toString('hex')],
  ['in upper-case hex', bytes.toString('hex').toUpperCase()],
  ['URL-encoded', encodeURIComponent(secret)],
  ['URL-encoded in lower case', encodeURIComponent(secret).replace(/%../g, (found) => found.toLowerCase())],
  ['form-encoded', encodeURIComponent(secret).replaceAll('%20', '+')],
  ['in JSON', JSON.stringify(secret).slice(1, -1)],
])('a known secret %s goes, wherever it stands, and is the same token', (_, spelling) => {
  const of = redactor();
  const [plain] = of.text(secret).match(token) ?? [];
  expect(of.text(`before${spelling}after ${spelling}`)).toBe(`before${plain}after ${plain}`);
  expect(of.counts()).toEqual({ 'known secret': 3 });
});

test('no known secret survives in any spelling, whatever stands around it', () => {
  const letters = fc
    .string({ minLength: 6, maxLength: 30 })
    .filter((text) => text.trim().length >= 6 && !/secret:/i.test(text));
  fc.assert(
    fc.property(letters, fc.string(), fc.string(), (hidden, before, after) => {
      const of = createRedactor({ key, secrets: [hidden] });
      for (const spelling of [hidden, Buffer.from(hidden).toString('base64'), encodeURIComponent(hidden)]) {
        expect(of.text(`${before}${spelling}${after}`).replace(token, '')).not.toContain(spelling);
      }
    }),
    { numRuns: 300 },
  );
});

test('a secret too short to tell from other text stays, and an empty one hides nothing', () => {
  expect(createRedactor({ key, secrets: ['abc', ''] }).text('abc def')).toBe('abc def');
});

// What must go, and what must be left of it.
test.each([
  ['Authorization: Bearer 4f5e6d7c8b9a', 'Authorization: Bearer *'],
  ['authorization: bearer opaque1234token', 'authorization: bearer *'],
  ['"authorization":"abcdef1234567890"', '"authorization":"*"'],
  ['curl -H "Authorization: Basic dXNlcjpwYXNz" https://x', 'curl -H "Authorization: Basic *" https://x'],
  ['sent with Token A1b2C3d4E5', 'sent with Token *'],
  ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdefghijkl end', 'jwt * end'],
  ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', '*'],
  ['sk_live_4eC39HqLyjWDarjtT1zdp7dc', '*'],
  ['ghp_16C7e42F292c6912E7710c838347Ae178B4a', '*'],
  ['glpat-ABCdef123456789012345', '*'],
  ['xoxb-123456789012-abcdefghijkl', '*'],
  ['AKIAIOSFODNN7EXAMPLE', '*'],
  ['AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY', '*'],
  ['postgres://crm:hunter2@db.internal/crm', 'postgres://crm:*@db.internal/crm'],
  ['redis://:hunter2@cache:6379', 'redis://:*@cache:6379'],
  ['https://x.test/cb?token=abc12345&y=2', 'https://x.test/cb?token=*&y=2'],
  ['password=hunter2 next', 'password=* next'],
  ['DB_PASSWORD: "correct horse battery" next', 'DB_PASSWORD: "*" next'],
  ["password='correct horse'", "password='*'"],
  ['{"api_key":"12345678","n":1}', '{"api_key":"*","n":1}'],
  ['X-Api-Key: 12345678', 'X-Api-Key: *'],
  ['aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCY', 'aws_secret_access_key=*'],
  ['private_key=abcdefgh1234', 'private_key=*'],
  ['"Set-Cookie":"sid=abcdef; Path=/"', '"Set-Cookie":"*"'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\nAAAA\n-----END RSA PRIVATE KEY-----\nend', '*\nend'],
  ['key -----BEGIN PRIVATE KEY-----\\nMIIE and then it was cut', 'key *'],
])('%j becomes %j', (text, shown) => {
  const of = createRedactor({ key, secrets: [] });
  expect(of.text(text).replace(token, '*')).toBe(shown);
  expect(Object.values(of.counts())).toEqual([1]);
});

// What an engineer needs to read.
test.each([
  'commit 3f9a1c2b4d5e6f708192a3b4c5d6e7f801234567',
  'trace 4bf92f3577b34da6a3ce929d0e0e4736, request 7c9e6679-7425-40de-944b-e07fc1f90ae7',
  'customer CUST_7890, order ORD-2026-000017, payment pay_3NqX',
  '2026-05-12T10:30:15.123Z 1778581817.013 12/May/2026:10:30:17 +0000',
  '10.0.1.11:8080 from 203.0.113.17 and 2001:db8::1',
  'idem=sha256:7f83b1657ff1fc53b92dc18148a1d65d',
  '{"token":"sha256:7f83b165"}',
  'WWW-Authenticate: Bearer error="invalid_token", error_description="expired"',
  'Bearer realm="crm"',
  'Token validation failed',
  'Basic authentication required',
  'token: null, secret: none, password: false',
  'secret_version: 3, max_tokens: 4096, token_ttl=15m',
  'idempotency_key=7b0f-11aa-22bb',
  'the secret is out',
  'https://host:8080/path@2x.png',
  'POST /v1/customers?customer=CUST_1 HTTP/1.1',
  '[secret:3f9a1c] and password=[secret:3f9a1c]',
])('%j stays as it is', (text) => {
  const of = createRedactor({ key, secrets: [secret] });
  expect(of.text(text)).toBe(text);
  expect(of.counts()).toEqual({});
});

test('the same secret is the same token wherever it is found, and another in another incident', () => {
  const of = createRedactor({ key, secrets: ['hunter22'] });
  const [a, b, c, d] = ['hunter22', 'postgres://crm:hunter22@db/crm', 'password=hunter22', '{"secret":"hunter22"}'].map(
    (text) => of.text(text).match(token)?.[0],
  );
  expect(new Set([a, b, c, d]).size).toBe(1);
  expect(of.text('password=hunter23').match(token)?.[0]).not.toBe(a);
  const shape = createRedactor({ key, secrets: [] });
  expect(shape.text('password=hunter22')).toBe(shape.text('password=hunter22'));
  expect(shape.text('postgres://crm:hunter22@db').match(token)).toEqual(shape.text('token=hunter22').match(token));
  expect(createRedactor({ key: 'another key', secrets: ['hunter22'] }).text('hunter22')).not.toBe(a);
});

test('inside a value every text is read, and under the name of a secret the whole text goes', () => {
  const of = createRedactor({ key, secrets: [secret] });
  const shown = of.value({
    said: `it was ${secret}`,
    n: 1,
    none: null,
    list: [{ deep: 'password=hunter2' }, true],
    password: 'correct horse battery staple',
    authorization: 'abcdef123456',
    private_key: 'abc def',
    access_token: 'null',
    api_key: '',
    token: 'sha256:7f83b165',
    'session-cookie': 'x=1; y=2',
  });
  expect(JSON.parse(JSON.stringify(shown).replace(token, '*'))).toEqual({
    said: 'it was *',
    n: 1,
    none: null,
    list: [{ deep: 'password=*' }, true],
    password: '*',
    authorization: '*',
    private_key: '*',
    access_token: 'null',
    api_key: '',
    token: 'sha256:7f83b165',
    'session-cookie': '*',
  });
});

test('redacting twice changes nothing more', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'password=',
      'Bearer ',
      'token: ',
      '"secret":"',
      'postgres://a:',
      '@',
      '"',
      ' ',
      'cookie: ',
      'whsec_',
      '[secret:3f9a1c]',
      '[secret:',
      ']',
      secret,
      'abcdef123456',
      '\n',
    ),
    fc.string({ maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const of = redactor();
      const once = of.text(pieces.join(''));
      // A second pass may still find what the first laid bare, but it never touches a token.
      const tokens: readonly string[] = once.match(token) ?? [];
      const twice: readonly string[] = of.text(once).match(token) ?? [];
      expect(twice.filter((one) => tokens.includes(one))).toHaveLength(tokens.length);
    }),
    { numRuns: 500 },
  );
});
