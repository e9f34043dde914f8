import { setFlagsFromString } from 'node:v8';
import { expect, test } from 'vitest';
import { createRedactor } from '../../src/redact/redactor.ts';
import { runSecret } from './corpus.ts';

// As the program does: patterns of a person run on the linear engine once they have tried too much.
setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');

const policy = {
  profiles: ['personal', 'network', 'headers'],
  rules: [
    { id: 'holder', pattern: /(a*)*b/ },
    { id: 'field', fields: ['holder'] },
  ],
} as const;

/** What makes each rule begin, and go on as long as it can without an end. */
const beginnings: readonly string[] = [
  'a',
  'a.b-',
  '0',
  '4111 ',
  '12-34 ',
  ' ',
  '\n',
  '\\',
  '"',
  "'",
  '=',
  ':',
  '@',
  '%',
  '%25',
  '&',
  '<',
  '{',
  '[',
  '-',
  '$',
  '+1 ',
  '(',
  'é',
  'http://',
  'http://a:',
  '://a',
  'token="',
  'token=',
  "token='",
  'token=[',
  'token: |\n',
  'password ',
  'password is ',
  "password '",
  'name: x value',
  'name="token" ',
  '--token ',
  '-u a:',
  ' -u a',
  '<token>',
  '<token ',
  '&lt;token&gt;',
  '%26token%3D',
  '\\u0026token\\u003d',
  'authorization: ',
  'Authorization: Digest a=b, ',
  'Bearer ',
  'Digest a=b ',
  'cookie: a=b; ',
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN ',
  'MIIEowIBAAKCAQEA',
  'eyJhbGciOiJI',
  'eyJhbGciOiJI.aa.',
  'sk_live_',
  'ghp_',
  'xoxb-',
  '0:AA',
  '123456789:AA',
  'aws ',
  'secret ',
  'AKIA',
  'mysql ',
  'sshpass ',
  'jdbc:oracle:',
  '"kty" "d":"',
  '$2y$',
  '{SSHA}',
  'a@b.',
  'a@',
  'a%40b.',
  '+254 7',
  '07',
  'AT61 ',
  'AT61',
  '1.',
  'a::',
  'a:',
  '-H "A: ',
  '> A: ',
  'headers":{',
  'headers": {"a":"',
  runSecret.slice(0, 8),
  runSecret.slice(0, 21),
  Buffer.from(runSecret).toString('base64').slice(0, 20),
  '[secret:3f9a1c]',
  '[secret:',
  'arn:aws:',
  '\\"',
  '\\\\"token\\\\":\\\\"',
];

/** Of the processor, so that a machine with other work does not matter. */
function secondsFor(...texts: readonly string[]): number {
  const redactor = createRedactor({ key: 'k', secrets: [runSecret], policy });
  const before = process.cpuUsage();
  for (const text of texts) redactor.text(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

test('a text takes no longer than twice its half, whatever it is made of', () => {
  const slow = beginnings.flatMap((beginning) => {
    const text = beginning.repeat(Math.ceil(2 ** 20 / beginning.length));
    const whole = secondsFor(text);
    if (whole < 0.8) return [];
    const half = secondsFor(text.slice(0, text.length / 2));
    return whole > 6 || whole > half * 3.3 ? [{ beginning, half, whole }] : [];
  });
  expect(slow).toEqual([]);
}, 240_000);

test('a log of megabytes in one text takes little more than its lines one by one', () => {
  const lines = Array.from(
    { length: 20_000 },
    (_, index) =>
      `203.0.113.${index % 250} - - [12/May/2026:10:30:15 +0000] "POST /v1/customers?id=CUST_${index} HTTP/1.1" 201 512 ` +
      `"-" "aspin/2.3" ${JSON.stringify(JSON.stringify({ request: index, took_ms: index % 900 }))} by jane@example.com`,
  );
  const alone = secondsFor(...lines);
  expect(secondsFor(lines.join('\n'))).toBeLessThan(alone * 3);
});
