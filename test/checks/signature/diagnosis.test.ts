import { createHash } from 'node:crypto';
import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { check, github, hmac, raw, seconds, secret, sentAt, stripe } from './check.ts';

const spaced = '{"type": "payment.completed", "note": "Zoë"}';
const compact = '{"type":"payment.completed","note":"Zoë"}';
const head = 'request.http: the github signature does not match: ';

test('a re-serialised body is told with what was lost, the line that shows it, and what to do', async () => {
  const { verdict, facts, evidence } = await check(
    { 'request.http': raw(github(spaced), compact) },
    { scheme: 'github' },
  );
  expect(verdict).toEqual({
    outcome: 'invalid',
    status: 'fail',
    say: `${head}signed over the raw bytes; your body was re-serialised by a JSON parser: key order kept, spaces lost (signed was JSON with a space after each , and :, as Python's json.dumps writes)`,
  });
  expect(facts).toMatchObject({ cause: 'body-reserialised', signature_valid: false, sig_check: 'matches_raw_only' });
  expect(evidence[0]).toEqual({
    source: 'request.http',
    line: 4,
    text: 'the body parts at byte 8: signed "{"type": "payment.completed", "note""…, yours "{"type":"payment.completed","note":""…; 45 bytes signed, 42 here',
  });
  expect(evidence[1]?.text).toMatch(
    /^what to do: verify over the bytes as they came, before any parser: express\.raw\(\)/,
  );
});

test.each([
  [
    'a line end',
    github(`${compact}\n`),
    compact,
    'signed with a line end after the body; your body has lost the line end at its end (a text editor, a shell or a trim() took it)',
  ],
  [
    'escapes',
    github('{"type":"payment.completed","note":"Zo\\u00eb"}'),
    compact,
    'signed over the raw bytes; your body was re-serialised by a JSON parser: key order kept, escapes undone (signed was JSON with every character outside ASCII written as \\u00e9)',
  ],
  [
    'the encoding',
    github(compact),
    Buffer.from(compact, 'latin1'),
    'signed over UTF-8; your body is in Latin-1 (Windows-1252)',
  ],
  [
    'base64',
    github(compact),
    Buffer.from(compact).toString('base64'),
    'signed over the decoded body; yours is still base64 (an API gateway delivers it so)',
  ],
  [
    'an empty body',
    github(''),
    compact,
    'signed over an empty body: the sender signs before it has the body, or your server put another in its place',
  ],
])('%s: the body is told apart', async (_, headers, body, words) => {
  const { verdict } = await check({ 'request.http': raw(headers, body) }, { scheme: 'github' });
  expect(verdict.say).toBe(head + words);
});

test.each([
  [
    `${secret}\n`,
    'signed with the secret itself; yours has white space around it (it ends in a newline)',
    'secret-whitespace',
  ],
  [
    `"${secret}"`,
    'signed with the secret itself; yours still has quotes around it (an .env file read without a parser)',
    'secret-quotes',
  ],
  [`HOOK_SECRET=${secret}`, 'signed with the value alone; your secret is a whole NAME=value line', 'secret-line'],
  [
    `${Buffer.from(secret).toString('base64')}`,
    'signed with the decoded secret; yours is still base64 (as a Kubernetes secret stores it)',
    'secret-encoded',
  ],
  [
    `Bearer ${secret}`,
    'signed with the secret itself; yours has the word of an Authorization header before it',
    'secret-prefix',
  ],
  [secret.toUpperCase(), 'the secret', null],
])('the secret %j has a message of its own', async (given, words, cause) => {
  const { verdict, facts } = await check(
    { 'request.http': raw(github(compact), compact) },
    { scheme: 'github', secret: given },
  );
  expect(facts.cause).toBe(cause);
  if (cause !== null) expect(verdict.say).toBe(head + words);
});

test('a secret of the wrong kind is told by its prefix where nothing else explains the signature', async () => {
  const { verdict, evidence } = await check(
    { 'request.http': raw(stripe(compact), compact) },
    { scheme: 'stripe', secret: 'sk_live_abcdefghijkl\n' },
  );
  expect(verdict.say).toBe(
    'request.http: the stripe signature does not match this body and secret, and no mistake that causebook knows explains it: most likely it was made with another secret, or the body was changed',
  );
  const fingerprint = createHash('sha256').update('sk_live_abcdefghijkl\n').digest('hex').slice(0, 6);
  expect(evidence.map(({ text }) => text)).toEqual([
    expect.stringMatching(
      /^ruled out, \d+ combinations: \d+ other forms of the body \(.*\); \d+ other forms of the secret \(/,
    ),
    `fingerprint of the secret in use: ${fingerprint}, 21 characters, an API key (sk_…)`,
    'look at the secret: it ends in a newline',
    'look at the secret: it is an API key (sk_…), where this scheme wants a secret that begins with whsec_',
    'the other side gets its own with: printf %s "$SECRET" | sha256sum | cut -c1-6; the two must be equal',
  ]);
});

test('a secret that is not in use and has signed is told, and is a failure', async () => {
  const given = { scheme: 'github', secret: 'current-one', other_secret: ['the-test-one', secret] };
  const { verdict, facts } = await check({ 'request.http': raw(github(compact), compact) }, given);
  expect(verdict.say).toBe(
    `${head}signed with the 2nd of the other secrets you gave, not with the one in use: the two sides do not use the same secret (rotation, test and live, another endpoint)`,
  );
  expect(facts).toMatchObject({ cause: 'other-secret', sig_check: 'matches_other_secret', signature_valid: false });
});

test('while a secret is being replaced any of those in use is right, and it is said which', async () => {
  const { verdict, facts } = await check(
    { 'request.http': raw(github(compact), compact) },
    { scheme: 'github', secret: ['', 'new-one', secret] },
  );
  expect(verdict).toMatchObject({
    status: 'pass',
    say: 'request.http: the github signature is right, made with secret 2 of 2',
  });
  expect(facts).toMatchObject({ secret_index: 2, sig_check: 'matches_current' });
});

test.each([
  [{}, 'request.http carries no github signature: the header x-hub-signature-256 is missing', 'header-missing'],
  [
    { 'x-hub-signature-256': '' },
    'request.http carries no github signature: the header x-hub-signature-256 is empty',
    'header-empty',
  ],
  [
    { 'x-hub-signature-256': 'md5=abcd' },
    'request.http carries no github signature: the header x-hub-signature-256 holds no signature that begins with sha256=; it holds only "md5="',
    'wrong-version',
  ],
  [
    { 'x-hub-signature': 'sha1=00' },
    'request.http carries no github signature: the header x-hub-signature-256 is missing; it is signed as github-sha1 does, by its header x-hub-signature',
    'other-scheme',
  ],
  [
    { 'x-old-signature': hmac(compact) },
    'request.http carries no github signature: the header x-hub-signature-256 is missing; the right signature stands in the header x-old-signature, not in x-hub-signature-256: something renames it on the way, or your code reads another one',
    'header-renamed',
  ],
  [
    { 'x-hub-signature-256': hmac(compact) },
    'request.http carries no github signature: the header x-hub-signature-256 holds no signature that begins with sha256=; the right signature stands in the header alone, where it must stand after "sha256=": something takes the header apart, or the sender writes another version',
    'header-malformed',
  ],
  [
    { 'x-hub-signature-256': `sha256=${Buffer.from('garbage!').toString('base64')}` },
    `${head}the header x-hub-signature-256 holds no signature: character 1 of its 12 does not occur in hex`,
    'signature-malformed',
  ],
  [
    { 'x-hub-signature-256': `sha256=${hmac(compact).slice(0, 40)}` },
    `${head}it is cut off after 40 of 64 characters, and right as far as it goes`,
    'signature-cut',
  ],
  [
    { 'x-hub-signature-256': `sha256=${hmac(compact).toUpperCase()}` },
    `${head}it is written as hex in capitals, where this scheme writes hex in small letters; its bytes are right`,
    'encoding',
  ],
])('the headers %j have a message of their own', async (headers, say, cause) => {
  const { verdict, facts } = await check({ 'request.http': raw(headers, compact) }, { scheme: 'github' });
  expect({ say: verdict.say, status: verdict.status, cause: facts.cause }).toEqual({ say, status: 'fail', cause });
});

test('a space that the package of the provider does not skip fails as it does there', async () => {
  const header = stripe(compact)['stripe-signature'].replace(',', ', ');
  const { verdict } = await check(
    { 'request.http': raw({ 'stripe-signature': header }, compact) },
    { scheme: 'stripe' },
  );
  expect(verdict).toMatchObject({
    status: 'fail',
    say: "request.http carries no stripe signature: the header stripe-signature has a space before v1=, which the provider's own verifier does not skip: something wrote the header anew",
  });
});

test('a signature header that is there twice fails, though one of them is right', async () => {
  const value = github(compact)['x-hub-signature-256'];
  const text = `POST / HTTP/1.1\r\nx-hub-signature-256: ${value}\r\nX-Hub-Signature-256: ${value}\r\n\r\n${compact}`;
  const { verdict, facts } = await check({}, { scheme: 'github', request_text: text });
  expect(verdict).toMatchObject({
    status: 'fail',
    say: 'the pasted request: the github signature does not match: 2 headers x-hub-signature-256 are there, which a server joins to one value; one of them alone is right',
  });
  expect(facts).toMatchObject({ signature_valid: false, cause: 'several-headers', sig_check: 'matches_none' });
});

test.each([
  ['the right one first', true],
  ['the right one last', false],
])('of two headers of a list, %s, the answer is that of the package, and they are told', async (_, isFirst) => {
  const right = stripe(compact)['stripe-signature'];
  const values = isFirst ? [right, 't=1,v1=00ff'] : ['t=1,v1=00ff', right];
  const text = `POST / HTTP/1.1\r\n${values.map((value) => `stripe-signature: ${value}\r\n`).join('')}\r\n${compact}`;
  const accepts = () => {
    try {
      return Boolean(
        new Stripe('sk_test_none').webhooks.constructEvent(
          compact,
          values.join(', '),
          secret,
          300,
          undefined,
          sentAt.getTime(),
        ),
      );
    } catch {
      return false;
    }
  };
  const { verdict, evidence } = await check({}, { scheme: 'stripe', request_text: text });
  expect(verdict.status).toBe(isFirst ? 'pass' : 'fail');
  expect(accepts()).toBe(isFirst);
  expect([verdict.say, ...evidence.map((one) => one.text)].join('\n')).toContain(
    '2 headers stripe-signature are there',
  );
});

test.each([
  [
    sentAt.getTime() + 7_201_000,
    seconds,
    'fail',
    'is right, but its timestamp, 2 h old when it arrived, is outside the 300 s allowed (just 2 h: perhaps a local time was taken for UTC)',
    'too-old',
  ],
  [
    sentAt.getTime(),
    `${seconds}000`,
    'warn',
    'is right, but its timestamp is far ahead of when it arrived: it is in milliseconds, where this scheme has seconds',
    'timestamp-unit',
  ],
])('received at %d with the timestamp %s: age and unit are told', async (at, stamp, status, words, cause) => {
  const given = { scheme: 'stripe', received_at: new Date(at).toISOString() };
  const { verdict, facts } = await check({ 'request.http': raw(stripe(compact, stamp), compact) }, given);
  expect(verdict).toMatchObject({ status, say: `request.http: the stripe signature ${words}` });
  expect(facts).toMatchObject({ cause, signature_valid: true });
});

test('two mistakes at once are told both', async () => {
  const { verdict, facts } = await check(
    { 'request.http': raw(github(spaced), compact) },
    { scheme: 'github', secret: `${secret}\n` },
  );
  expect(facts.causes).toEqual(['body-reserialised', 'secret-whitespace']);
  expect(verdict.say).toContain(
    'does not match: 2 mistakes at once: signed over the raw bytes; your body was re-serialised',
  );
});

test('a URL that a proxy changed is told', async () => {
  const body = '{"a":1}';
  const headers = {
    host: 'internal:8080',
    'x-forwarded-host': 'hooks.example.com',
    'x-square-hmacsha256-signature': hmac(`https://hooks.example.com/in${body}`, secret, 'base64'),
  };
  const { verdict, evidence } = await check({ 'request.http': raw(headers, body, '/in') }, { scheme: 'square' });
  expect(verdict.say).toBe(
    'request.http: the square signature does not match: signed with the host of the header x-forwarded-host; your server sees another URL than the sender called (a proxy rewrites Host)',
  );
  expect(evidence.at(-1)?.text).toBe(
    'the URL was put together from the request as https://internal:8080/in; give url where the sender calls another',
  );
  await expect(
    check({ 'request.http': raw({ 'x-square-hmacsha256-signature': 'AAAA' }, body) }, { scheme: 'square' }),
  ).rejects.toMatchObject({
    status: 'blocked',
    message: 'scheme square signs the URL, and the request does not say which one was called',
  });
});

test('a body that the digest does not fit is told apart from the signature', async () => {
  const sign = (body: string) => {
    const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
    const input = '("@method" "content-digest");created=1778497652;alg="hmac-sha256"';
    const base = `"@method": POST\n"content-digest": ${digest}\n"@signature-params": ${input}`;
    return {
      host: 'h.example',
      'content-digest': digest,
      'signature-input': `s=${input}`,
      signature: `s=:${hmac(base, secret, 'base64')}:`,
    };
  };
  const lost = await check({ 'request.http': raw(sign(spaced), compact) }, { scheme: 'rfc9421' });
  expect(lost.verdict.say).toMatch(
    /^request\.http: the rfc9421 signature does not match: the signature itself is right, but the body is not the one of content-digest: signed over the raw bytes; your body was re-serialised/,
  );
  const changed = await check({ 'request.http': raw(sign(spaced), '{"other":1}') }, { scheme: 'rfc9421' });
  expect(changed.facts).toMatchObject({ cause: 'body-changed', sig_check: 'matches_none' });
});

test('a credential near the place where the bodies part is not shown', async () => {
  const signed = '{"api_key": "AKIAABCDEFGHIJKLMNOP", "n": 1}';
  const { evidence } = await check(
    { 'request.http': raw(github(signed), JSON.stringify(JSON.parse(signed))) },
    { scheme: 'github' },
  );
  expect(evidence[0]?.text).toBe('the body parts at byte 11 (not shown: a credential stands near)');
});

test('of several secrets in use each is searched, and it is said which one explains the signature', async () => {
  const { verdict } = await check(
    { 'request.http': raw(github(spaced), compact) },
    { scheme: 'github', secret: ['new-one-1', 'new-one-2', secret] },
  );
  expect(verdict.say).toMatch(/your body was re-serialised by a JSON parser: .* \(with secret 3 of 3\)$/);
});

test.each([
  [
    'secret and parts',
    'ocean-Blue_42+tide\n',
    `t=${seconds},v1=${hmac(`${seconds}${compact}`)}`,
    ['secret-whitespace', 'signed-parts'],
  ],
  [
    'secret and timestamp',
    '"ocean-Blue_42+tide"',
    `t=${seconds},v1=${hmac(`${seconds}000.${compact}`)}`,
    ['secret-quotes', 'timestamp-unit'],
  ],
  [
    'body and timestamp',
    secret,
    `t=${seconds},v1=${hmac(`${seconds}000.${spaced}`)}`,
    ['body-reserialised', 'timestamp-unit'],
  ],
])('two mistakes in different parts, %s, are told both', async (_, given, header, causes) => {
  const { facts } = await check(
    { 'request.http': raw({ 'stripe-signature': header }, compact) },
    { scheme: 'stripe', secret: given },
  );
  expect([...(facts.causes as readonly string[])].sort()).toEqual(causes);
});
