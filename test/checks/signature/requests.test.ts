import { expect, test } from 'vitest';
import { check, github, hmac, raw, secret, sentAt, stripe } from './check.ts';

const body = '{"note":"it’s Zoë\\n"}';

const entry = (headers: { readonly [name: string]: string }, text: string, status = 200, answer = '') => ({
  startedDateTime: sentAt.toISOString(),
  request: {
    method: 'POST',
    url: 'https://h.example/in?x=1',
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    postData: { mimeType: 'application/json', text },
  },
  response: {
    status,
    headers: [{ name: 'WWW-Authenticate', value: 'Signature realm="x"' }],
    content: { text: answer },
  },
});
const har = (...entries: readonly object[]) => JSON.stringify({ log: { version: '1.2', entries } });

test('a HAR file: the one signed entry is taken, an entry can be named, and the time of arrival is its own', async () => {
  const file = har(entry({ accept: '*/*' }, ''), entry({ ...stripe(body) }, body, 401, 'invalid signature'));
  const taken = await check({ 'a.har': file }, { request: 'a.har', scheme: 'auto', received_at: undefined });
  expect(taken.verdict).toMatchObject({ status: 'pass', say: 'a.har: the stripe signature is right' });
  expect(taken.facts).toMatchObject({
    age_s: 0,
    auth_reason: 'signature_invalid',
    recognised_by: 'its header stripe-signature',
  });
  const named = check({ 'a.har': file }, { request: 'a.har', scheme: 'stripe', entry: 1 });
  expect((await named).verdict.outcome).toBe('no-signature');
  await expect(check({ 'a.har': file }, { request: 'a.har', scheme: 'stripe', entry: 9 })).rejects.toThrow(
    'a.har has 2 entries, and no entry 9',
  );
  const two = har(entry(github('a'), 'a'), entry(github('b'), 'b'));
  await expect(check({ 'a.har': two }, { request: 'a.har', scheme: 'github' })).rejects.toMatchObject({
    message: 'a.har has 2 entries, 2 of them with a signature',
    unblock: 'Name one as entry: 1: POST https://h.example/in; 2: POST https://h.example/in',
  });
});

test.each([
  [
    "single quotes and a '\\'' in them",
    `curl https://h.example/in -H 'X-Hub-Signature-256: SIG' --data-raw '{"note":"it'\\''s"}'`,
    '{"note":"it\'s"}',
  ],
  [
    'double quotes',
    'curl "https://h.example/in" -XPOST -H"X-Hub-Signature-256: SIG" -d "{\\"a\\":\\"$b\\"}"',
    '{"a":"$b"}',
  ],
  [
    "$'…' as browsers copy it",
    'curl https://h.example/in -H \'X-Hub-Signature-256: SIG\' --data-binary $\'{"n":"\\u00eb\\n"}\'',
    '{"n":"ë\n"}',
  ],
  [
    'lines joined by a backslash',
    "$ curl --location https://h.example/in \\\n  --header 'X-Hub-Signature-256: SIG' \\\n  --json '{}'",
    '{}',
  ],
])('a curl line with %s', async (_, line, content) => {
  const text = line.replace('SIG', github(content)['x-hub-signature-256']);
  const { verdict, evidence } = await check({}, { scheme: 'github', request_text: text });
  expect(verdict).toMatchObject({ status: 'pass', say: 'the pasted request: the github signature is right' });
  expect(evidence.at(-1)?.text).toMatch(/^read from a curl command: a shell may have changed the bytes/);
});

test.each([
  ["curl https://h.example -d '{", 'the pasted request: a quote of the curl command is not closed'],
  [
    'curl https://h.example -d @body.json',
    'the pasted request: the curl command reads its body from the file body.json',
  ],
  [
    '{"log":{"entries":[nonsense',
    'the pasted request looks like a HAR file and is not one: it has no readable log.entries',
  ],
  ['just text', 'the pasted request is not a raw HTTP request: no empty line ends its headers'],
])('%j is told to be unreadable', async (text, message) => {
  await expect(check({}, { scheme: 'github', request_text: text })).rejects.toMatchObject({
    name: 'CheckProblem',
    status: 'error',
    message,
  });
});

test('body and headers in files of their own, the request line being optional', async () => {
  const given = { scheme: 'github', body: 'body.bin', headers: 'headers.txt' };
  const bytes = Buffer.from([0, 255, 10, 13]);
  const files = { 'body.bin': bytes, 'headers.txt': `X-Hub-Signature-256: sha256=${hmac(bytes)}\n` };
  expect((await check(files, given)).verdict).toMatchObject({
    status: 'pass',
    say: 'body.bin: the github signature is right',
  });
  const wrong = check({ ...files, 'headers.txt': 'POST /x HTTP/1.1\nno header\n' }, given);
  await expect(wrong).rejects.toMatchObject({ message: 'headers.txt:2: this is not a header line' });
});

test('auto says what it saw where it recognises nothing', async () => {
  await expect(
    check({ 'request.http': raw({ 'X-Acme-Signature': 'abc' }, body) }, { scheme: 'auto' }),
  ).rejects.toMatchObject({
    status: 'blocked',
    message: 'no provider that causebook knows signs with x-acme-signature',
    unblock: 'Name the scheme, or describe it with scheme custom',
  });
});

test.each([
  ['HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer error="invalid_token"\r\n\r\n', 'bearer_invalid_token'],
  ['HTTP/1.1 400 Bad Request\r\n\r\n{"error":"Webhook signature verification failed"}', 'signature_invalid'],
  ['HTTP/1.1 401 Unauthorized\r\n\r\nno', 'unknown'],
  ['HTTP/2 503\r\n\r\n', 'no_401'],
])('the answer %j gives auth_reason %s', async (answer, reason) => {
  const files = { 'request.http': raw(github(body), body), 'answer.http': answer };
  expect((await check(files, { scheme: 'github', response: 'answer.http' })).facts.auth_reason).toBe(reason);
});

test('a custom scheme: header grammar, key ids, parts of its own, an encoded key, its own time', async () => {
  const key = Buffer.from('00ff00ff00ff', 'hex');
  const at = sentAt.toISOString();
  const right = hmac(Buffer.from(`POST|${at}|acme|${body}`), key as never, 'base64');
  const headers = { 'X-Acme-Sig': `v2=k1.AAAA; v2=k2.${right}; v3=zz`, 'X-Acme-Time': at, 'X-Tenant': 'acme' };
  const given = {
    scheme: 'custom',
    header: 'X-Acme-Sig',
    separator: ';',
    prefix: 'v2=',
    key_id_separator: '.',
    timestamp_header: 'X-Acme-Time',
    timestamp_unit: 'iso',
    template: '{method}|{timestamp}|{header:x-tenant}|{body}',
    encoding: 'base64',
    key: 'hex',
    secret: key.toString('hex'),
    tolerance: '1m',
  };
  const { verdict, facts, command } = await check({ 'request.http': raw(headers, body) }, given);
  expect(verdict.status).toBe('pass');
  expect(facts).toMatchObject({ key_id: 'k2', within_tolerance: true });
  expect(command).toContain("--custom 'template={method}|{timestamp}|{header:x-tenant}|{body}'");
  expect(command).not.toContain(secret);
});

test('pseudo-headers of HTTP/2, as browsers show them, give method and URL', async () => {
  const value = hmac(`https://h.example/in${body}`, secret, 'base64');
  const text = `:authority: h.example\n:method: POST\n:path: /in\n:scheme: https\nx-square-hmacsha256-signature: ${value}\n\n${body}`;
  expect((await check({}, { scheme: 'auto', request_text: text })).verdict.status).toBe('pass');
});

test('the entry of a HAR file that a custom scheme signs is found by its header', async () => {
  const file = har(entry({ accept: '*/*' }, ''), entry({ 'x-acme': hmac(body) }, body));
  const given = { request: 'a.har', scheme: 'custom', header: 'x-acme' };
  expect((await check({ 'a.har': file }, given)).verdict.status).toBe('pass');
});

test('a covered digest of an unknown hash is a warning: the body was not verified', async () => {
  const input = '("content-digest");created=1778497652;alg="hmac-sha256"';
  const base = `"content-digest": md5=:AAAA:\n"@signature-params": ${input}`;
  const headers = {
    'content-digest': 'md5=:AAAA:',
    'signature-input': `s=${input}`,
    signature: `s=:${hmac(base, secret, 'base64')}:`,
  };
  expect((await check({ 'request.http': raw(headers, body) }, { scheme: 'rfc9421' })).verdict).toMatchObject({
    status: 'warn',
    say: 'request.http: the rfc9421 signature is right, but its digest of the body is neither sha-256 nor sha-512: the body was not verified',
  });
});
