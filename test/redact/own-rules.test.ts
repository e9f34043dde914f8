import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRedactor } from '../../src/redact/redactor.ts';
import { parseRunbook } from '../../src/runbook/parse.ts';
import { policyOf } from '../../src/runbook/redaction-policy.ts';

const small = readFileSync(new URL('../fixtures/runbooks/small.yaml', import.meta.url), 'utf8');
const shown = (redact: string, text: string) => {
  const { runbook } = parseRunbook(small.replace('axes:', `${redact}\naxes:`), 'runbook.yaml');
  return createRedactor({ key: 'k', secrets: [], policy: policyOf(runbook) })
    .text(text)
    .replace(/:[0-9a-f]{6}\]/g, ':*]');
};

test('a runbook hides what it says, by pattern and by name, beside what is hidden everywhere', () => {
  const redact = String.raw`redact: {rules: [{id: holder, regex: 'holder=(\w+)'}, {id: plate, fields: [plate_no]}]}`;
  expect(shown(redact, 'holder=Jane plate_no=W12345 to jane@example.com')).toBe(
    'holder=[holder:*] plate_no=[plate:*] to [email:*]',
  );
});

test('profiles choose between personal data, addresses of machines and headers; secrets and cards always go', () => {
  const text = 'jane@example.com 10.0.0.1 4111111111111111 password=hunter22';
  expect(shown('redact: {profiles: []}', text)).toBe('jane@example.com 10.0.0.1 [card:****1111] password=[secret:*]');
  expect(shown('redact: {profiles: [network]}', text)).toBe(
    'jane@example.com [ip:*] [card:****1111] password=[secret:*]',
  );
  expect(shown('redact: {profiles: [headers]}', '> X-Tenant: acme\n> Date: today')).toBe(
    '> X-Tenant: [header:*]\n> Date: today',
  );
});

test.each([
  ["{id: a, regex: '(a+)(?=b)'}", 'the pattern /(a+)(?=b)/ looks around'],
  ["{id: a, regex: 'a*'}", 'the pattern /a*/ matches nothing at all, everywhere'],
  ['{id: a}', 'takes either `regex` or `fields`'],
  ['{id: email, fields: [x]}', '"email" is the word of a rule that is always there'],
])('a rule that cannot be is told with its place: %s', (rule, message) => {
  const text = small.replace('axes:', `redact: {rules: [${rule}]}\naxes:`);
  const line = text.split('\n').findIndex((one) => one.startsWith('redact:')) + 1;
  expect(() => parseRunbook(text, 'runbook.yaml')).toThrow(
    new RegExp(`runbook\\.yaml:${line}:\\d+: .*${message.replace(/[*()[\]?+/\\=]/g, '\\$&')}`),
  );
});
