import { createHash, createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterEach, expect, test } from 'vitest';
import { signature } from '../../src/checks/signature.ts';
import { createCheckContext } from '../helpers/check-context.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const whsec = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const secret = 'it-is-a-s3cret';
const sentAt = new Date('2026-11-23T12:00:00Z');
const seconds = String(sentAt.getTime() / 1000);
const body = '{"customer":"CUST_7890","note":"é"}';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

type Headers = { readonly [name: string]: string };

function render(headers: Headers, content: string | Buffer, end = '\r\n'): Buffer {
  const lines = [
    'POST /hooks HTTP/1.1',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ];
  return Buffer.concat([Buffer.from(lines.join(end)), Buffer.from(content)]);
}

async function run(request: Buffer, given: Record<string, unknown>, now: Date = sentAt) {
  const { folder, remove } = await writeFolder({ 'request.http': request });
  removals.push(remove);
  return signature.run(
    signature.parameters.parse({ request: 'request.http', ...given }),
    await createCheckContext({ folder, now }),
  );
}

function standardHeaders(content: string): Headers {
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': seconds,
    'webhook-signature': new Webhook(whsec).sign('msg_1', sentAt, content),
  };
}

const hmac = (key: string, data: string, encoding: 'hex' | 'base64' = 'hex') =>
  createHmac('sha256', key).update(data).digest(encoding);

const rows: readonly (readonly [scheme: string, headers: Headers, given: Record<string, unknown>])[] = [
  ['standard-webhooks', standardHeaders(body), { secret: whsec }],
  ['stripe', { 'Stripe-Signature': `t=${seconds},v1=${hmac(whsec, `${seconds}.${body}`)},v0=1234` }, { secret: whsec }],
  ['github', { 'X-Hub-Signature-256': `sha256=${hmac(secret, body)}` }, { secret }],
  [
    'slack',
    { 'X-Slack-Request-Timestamp': seconds, 'X-Slack-Signature': `v0=${hmac(secret, `v0:${seconds}:${body}`)}` },
    { secret },
  ],
  ['shopify', { 'X-Shopify-Hmac-Sha256': hmac(secret, body, 'base64') }, { secret }],
  [
    'hmac',
    {
      'X-Sent': `${seconds}000`,
      'X-Event': 'e1',
      'X-Sig': `v1:${createHmac('sha512', Buffer.from('00ff', 'hex')).update(`e1|${seconds}000|${body}`).digest('base64')}`,
    },
    {
      secret: '00ff',
      header: 'X-Sig',
      prefix: 'v1:',
      algorithm: 'sha512',
      encoding: 'base64',
      key: 'hex',
      template: '{id}|{timestamp}|{body}',
      id_header: 'X-Event',
      timestamp_header: 'X-Sent',
      timestamp_unit: 'ms',
      tolerance: '5m',
    },
  ],
];

test.each(rows)(
  '%s: a right signature is valid, a changed body or another secret is not',
  async (scheme, headers, given) => {
    const right = await run(render(headers, body), { scheme, ...given });
    expect(right.verdict).toEqual({
      outcome: 'valid',
      status: 'pass',
      say: `request.http: the ${scheme} signature is right`,
    });
    expect(right.facts).toMatchObject({
      scheme,
      signature_valid: true,
      body_bytes: Buffer.byteLength(body),
      body_sha256: createHash('sha256').update(body).digest('hex'),
    });
    const changed = await run(render(headers, body.replace('7890', '7891')), { scheme, ...given });
    expect(changed.verdict).toEqual({
      outcome: 'invalid',
      status: 'fail',
      say: `request.http: the ${scheme} signature does not match this body and secret, and no mistake that causebook knows explains it: most likely it was made with another secret, or the body was changed`,
    });
    const other = await run(render(headers, body), {
      scheme,
      ...given,
      secret: scheme === 'hmac' ? 'abcd' : 'bm90LXRoZS1zZWNyZXQ=',
    });
    expect(other.facts).toMatchObject({ signature_valid: false });
  },
);

test('a right signature with an old timestamp is outside the tolerance, and says how old', async () => {
  const request = render(standardHeaders(body), body);
  const late = await run(request, { scheme: 'standard-webhooks', secret: whsec }, new Date('2026-11-23T12:05:01Z'));
  expect(late.verdict).toEqual({
    outcome: 'outside-tolerance',
    status: 'fail',
    say: 'request.http: the standard-webhooks signature is right, but its timestamp, 301 s old now, is outside the 300 s allowed',
  });
  expect(late.facts).toMatchObject({
    signature_valid: true,
    within_tolerance: false,
    age_s: 301,
    signed_at: '2026-11-23T12:00:00.000Z',
  });
  const inTime = await run(
    request,
    { scheme: 'standard-webhooks', secret: whsec, received_at: '2026-11-23T13:05:00+01:00' },
    new Date('2027-01-01T00:00:00Z'),
  );
  expect(inTime.facts).toMatchObject({ age_s: 300, within_tolerance: true });
  const strict = await run(request, {
    scheme: 'standard-webhooks',
    secret: whsec,
    received_at: '2026-11-23T12:00:06Z',
    tolerance: '5s',
  });
  expect(strict.verdict.say).toMatch(/, 6 s old when it arrived, is outside the 5 s allowed$/);
});

test('a timestamp ahead of the clock is refused by Standard Webhooks and accepted by Stripe', async () => {
  const early = new Date(sentAt.getTime() - 600_000);
  const standard = await run(
    render(standardHeaders(body), body),
    { scheme: 'standard-webhooks', secret: whsec },
    early,
  );
  expect(standard.verdict.say).toMatch(/its timestamp, 600 s ahead of now, is outside the 300 s allowed$/);
  const stripe = await run(
    render({ 'stripe-signature': `t=${seconds},v1=${hmac(secret, `${seconds}.${body}`)}` }, body),
    { scheme: 'stripe', secret },
    early,
  );
  expect(stripe.verdict.outcome).toBe('valid');
});

test('a scheme without a timestamp judges no age', async () => {
  const result = await run(render({ 'x-hub-signature-256': `sha256=${hmac(secret, body)}` }, body), {
    scheme: 'github',
    secret,
  });
  expect(result.facts).toMatchObject({ age_s: null, within_tolerance: null, signed_at: null });
});

test.each([
  ['standard-webhooks', {}, 'the header webhook-signature or svix-signature is missing'],
  [
    'standard-webhooks',
    { 'webhook-signature': 'v1a,xyz' },
    'the header webhook-signature holds no signature that begins with v1,; it holds only "v1a,"',
  ],
  [
    'standard-webhooks',
    { 'webhook-signature': 'v1,xyz', 'webhook-id': 'a' },
    'the header webhook-timestamp or svix-timestamp is missing',
  ],
  ['stripe', { 'stripe-signature': 'v1=00' }, 'the header stripe-signature holds no timestamp that begins with t='],
  ['shopify', { 'x-shopify-hmac-sha256': '' }, 'the header x-shopify-hmac-sha256 is empty'],
])('%s with %j has no signature to verify', async (scheme, headers, missing) => {
  const result = await run(render(headers, body), { scheme, secret: whsec });
  expect(result.verdict).toEqual({
    outcome: 'no-signature',
    status: 'fail',
    say: `request.http carries no ${scheme} signature: ${missing}`,
  });
});

test('one right signature among several is enough, and its length does not matter to the others', async () => {
  const headers = {
    ...standardHeaders(body),
    'webhook-signature': `v1,short v1a,other ${standardHeaders(body)['webhook-signature']}`,
  };
  expect((await run(render(headers, body), { scheme: 'standard-webhooks', secret: whsec })).verdict.outcome).toBe(
    'valid',
  );
});

test('the body is what the headers delimit: line ends of either kind, chunks joined, a last line end left out', async () => {
  const signed = { 'x-hub-signature-256': `sha256=${hmac(secret, body)}` };
  const length = String(Buffer.byteLength(body));
  const given = { scheme: 'github', secret };
  expect((await run(render(signed, body, '\n'), given)).verdict.outcome).toBe('valid');
  const chunked = `5\r\n${body.slice(0, 5)}\r\n${(Buffer.byteLength(body) - 5).toString(16)}\r\n${body.slice(5)}\r\n0\r\n\r\n`;
  expect((await run(render({ ...signed, 'transfer-encoding': 'chunked' }, chunked), given)).verdict.outcome).toBe(
    'valid',
  );
  expect((await run(render({ ...signed, 'transfer-encoding': 'chunked' }, body), given)).verdict.outcome).toBe('valid');
  const padded = await run(render({ ...signed, 'content-length': length }, `${body}\n`), given);
  expect(padded.verdict.outcome).toBe('valid');
  expect(padded.evidence).toEqual([{ source: 'request.http', text: 'the line end after the body was left out' }]);
});

test('a body that cannot be the one sent is a problem, not an invalid signature', async () => {
  const headers = { 'x-hub-signature-256': `sha256=${hmac(secret, body)}`, 'content-length': '99' };
  await expect(run(render(headers, body.slice(1)), { scheme: 'github', secret })).rejects.toMatchObject({
    status: 'error',
    message:
      'request.http does not hold the request as it was sent: its body has 35 bytes where Content-Length says 99',
    unblock: 'Save the exact bytes of the body',
  });
});

test.each([
  ['{"just":"a body"}', 'request.http is not a raw HTTP request: no empty line ends its headers'],
  ['POST / HTTP/1.1\r\nno header here\r\n\r\n', 'request.http:2: this is not a header line'],
])('%j is not a request', async (text, message) => {
  await expect(run(Buffer.from(text), { scheme: 'github', secret })).rejects.toMatchObject({
    name: 'CheckProblem',
    status: 'error',
    message,
  });
});

test.each([
  [
    'standard-webhooks',
    'whsec_not base64!',
    'the secret is not base64 after whsec_, as this scheme wants it: its character 4 after the prefix does not occur in base64',
  ],
  ['github', '', 'the secret is empty'],
])('%s cannot be verified with the secret %j', async (scheme, unfit, message) => {
  await expect(run(render(standardHeaders(body), body), { scheme, secret: unfit })).rejects.toMatchObject({
    status: 'blocked',
    message,
  });
});

test('a request that is not there blocks the check', async () => {
  await expect(run(Buffer.alloc(0), { scheme: 'github', secret, request: 'gone.http' })).rejects.toMatchObject({
    status: 'blocked',
    message: 'gone.http is not in the evidence folder',
    unblock: 'Give the raw HTTP request as gone.http',
  });
});

test('the secret and the right signature stand nowhere in the measurement', async () => {
  const right = hmac(secret, body);
  const result = await run(render({ 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }, body), {
    scheme: 'github',
    secret,
  });
  const text = JSON.stringify(result);
  expect([secret, right].filter((hidden) => text.includes(hidden))).toEqual([]);
  expect(result.facts.secret_fingerprint).toBe(
    `${createHash('sha256').update(secret).digest('hex').slice(0, 6)}, 14 characters`,
  );
  expect(result.command).toBe('causebook check signature --request request.http --scheme github --secret-env SECRET');
  expect(Object.keys(result.facts).sort()).toEqual(Object.keys(signature.facts).sort());
});

test.each([
  [{ scheme: 'github', header: 'x' }, 'belongs to scheme custom, not to github'],
  [{ scheme: 'hmac' }, 'scheme hmac needs the header with the signature'],
  [{ scheme: 'hmac', header: 'x', template: '{timestamp}.{body}' }, 'the template uses {timestamp}'],
  [
    { scheme: 'custom', header: 'x', template: '{bdy}' },
    'there is no {bdy}; there are {id}, {timestamp}, {body}, {url}, {method}, {secret}, {params}, {crc32}, {header:name} and {body:path}',
  ],
  [{ scheme: 'github', body: 'b', headers: 'h' }, 'give one of request, request_text and body'],
  [{ scheme: 'github', secret: undefined }, 'give secret, or key_file for a public-key scheme'],
])('%j is refused when the runbook is loaded', (given, message) => {
  expect(
    signature.parameters.safeParse({ request: 'r', secret: 's', ...given }).error?.issues.map((issue) => issue.message),
  ).toEqual([message]);
});
