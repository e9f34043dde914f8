import { createHmac, generateKeyPairSync, sign as signBytes, verify as verifyBytes } from 'node:crypto';
import https from 'node:https';
import { Readable } from 'node:stream';
import { sign as signGitHub, verify as verifyGitHub } from '@octokit/webhooks-methods';
import { Paddle } from '@paddle/paddle-node-sdk';
import sendgrid from '@sendgrid/eventwebhook';
import { verifyKey } from 'discord-interactions';
import fc from 'fast-check';
import { appendSignature, createSignature, verifySignature } from 'http-message-sig';
import SnsValidator from 'sns-validator';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as SvixWebhook } from 'svix';
import twilio from 'twilio';
import { expect, test } from 'vitest';
import { parseRequest } from '../../../src/checks/signature/read/http.ts';
import { readSignature } from '../../../src/checks/signature/read-signature.ts';
import type { Scheme } from '../../../src/checks/signature/scheme.ts';
import type { SchemeName } from '../../../src/checks/signature/scheme-names.ts';
import { schemes } from '../../../src/checks/signature/schemes.ts';
import { signRequest } from '../../../src/checks/signature/sign.ts';
import { verify } from '../../../src/checks/signature/verify.ts';

// The providers' own packages decide. Each signs what causebook verifies and verifies what causebook signs, over 1,000 random bodies.
const runs = { numRuns: 1000 };
/** Some of the packages do their elliptic curves or RSA slowly. */
const slow = 180_000;
const url = 'https://hooks.example.com/in?tenant=a%2Fb';
const whsec = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** Bodies of all kinds: empty, any Unicode, JSON with floats and nested values, laid out in several ways. */
const text = fc.oneof(
  fc.constant(''),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.json(),
  fc
    .record({ amount: fc.double({ noNaN: true, noDefaultInfinity: true }), name: fc.string({ unit: 'grapheme' }) })
    .map((value) => JSON.stringify(value, null, 2)),
);
const filled = text.filter((one) => one !== '');
/** Bodies that need not be text at all. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
  text.map((one) => Buffer.from(one)),
);

type Headers = { readonly [name: string]: string };
type Keys = { readonly signing: string; readonly verifying: string };

/** What causebook says of a request with these headers and this body. */
function isRight(name: SchemeName, headers: Headers, body: Buffer, secret: string): boolean {
  const scheme: Scheme = schemes[name];
  const head = [
    'POST /in?tenant=a%2Fb HTTP/1.1',
    ...Object.entries(headers).map(([key, value]) => `${key}: ${value}`),
    '',
    '',
  ];
  const request = { ...parseRequest(Buffer.concat([Buffer.from(head.join('\r\n'), 'latin1'), body]), 'r'), url };
  const reading = readSignature(request, scheme);
  expect(reading.complaint).toBeUndefined();
  return verify({ request, scheme, reading, secrets: [secret], url, method: 'POST', webhookId: undefined }).isValid;
}

/** The headers and body that causebook makes. */
function signed(
  name: SchemeName,
  body: Buffer,
  secret: string,
  given: Headers = {},
): { readonly headers: Headers; readonly body: Buffer } {
  const made = signRequest({
    scheme: schemes[name],
    secret,
    method: 'POST',
    url,
    headers: Object.entries(given).map(([key, value]) => ({ name: key, value })),
    body,
    id: 'msg_1',
    at: new Date(),
    webhookId: undefined,
  });
  return { headers: Object.fromEntries(made.headers.map((one) => [one.name, one.value])), body: made.body };
}

/** A verifier that parses the body after the signature was right tells so by a SyntaxError. */
function passes(run: () => unknown): boolean {
  try {
    run();
    return true;
  } catch (cause) {
    return cause instanceof SyntaxError;
  }
}

function pair(type: 'ed25519' | 'ec' | 'rsa'): Keys {
  const encoding = {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  } as const;
  const made =
    type === 'ed25519'
      ? generateKeyPairSync('ed25519', encoding)
      : type === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256', ...encoding })
        : generateKeyPairSync('rsa', { modulusLength: 2048, ...encoding });
  return { signing: String(made.privateKey), verifying: String(made.publicKey) };
}

const now = () => String(Math.floor(Date.now() / 1000));

test.each([
  ['standard-webhooks', new StandardWebhook(whsec), 'webhook'],
  ['svix', new SvixWebhook(whsec), 'svix'],
] as const)('%s agrees with its package', (name, webhook, prefix) => {
  fc.assert(
    fc.property(text, (body) => {
      const ours = signed(name, Buffer.from(body), whsec);
      const id = 'msg_1';
      const theirs = {
        [`${prefix}-id`]: id,
        [`${prefix}-timestamp`]: now(),
        [`${prefix}-signature`]: webhook.sign(id, new Date(), body),
      };
      return passes(() => webhook.verify(body, ours.headers)) && isRight(name, theirs, Buffer.from(body), whsec);
    }),
    runs,
  );
});

test('stripe agrees with its package, which takes no empty body', () => {
  const { webhooks } = new Stripe('sk_test_none');
  const secret = 'whsec_a_secret';
  fc.assert(
    fc.property(filled, (body) => {
      const header = webhooks.generateTestHeaderString({ payload: body, secret });
      const ours = signed('stripe', Buffer.from(body), secret).headers['stripe-signature'] ?? '';
      return (
        isRight('stripe', { 'stripe-signature': header }, Buffer.from(body), secret) &&
        webhooks.signature?.verifyHeader(body, ours, secret, 300) === true
      );
    }),
    runs,
  );
});

test('github agrees with its package, which takes no empty body', async () => {
  await fc.assert(
    fc.asyncProperty(filled, async (body) => {
      const theirs = { 'x-hub-signature-256': await signGitHub('s3cret', body) };
      const ours = signed('github', Buffer.from(body), 's3cret').headers['x-hub-signature-256'] ?? '';
      return isRight('github', theirs, Buffer.from(body), 's3cret') && (await verifyGitHub('s3cret', body, ours));
    }),
    runs,
  );
});

test('twilio agrees with its package, over forms and over JSON', () => {
  const fields = fc.dictionary(
    fc.string({ minLength: 1, unit: 'grapheme' }),
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.uniqueArray(fc.string(), { minLength: 2 })),
    { noNullPrototype: true },
  );
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  fc.assert(
    fc.property(fields, (form) => {
      const pairs = Object.entries(form).flatMap(([key, value]) =>
        [value].flat().map((one): [string, string] => [key, one]),
      );
      const body = Buffer.from(new URLSearchParams(pairs).toString());
      const theirs = twilio.getExpectedTwilioSignature('token', url, form);
      const ours = signed('twilio', body, 'token', type).headers['x-twilio-signature'] ?? '';
      return (
        isRight('twilio', { ...type, 'x-twilio-signature': theirs }, body, 'token') &&
        twilio.validateRequest('token', ours, url, form)
      );
    }),
    runs,
  );
  // With and without its port: the package takes both.
  for (const signedUrl of [url, url.replace('example.com', 'example.com:443')])
    expect(
      isRight(
        'twilio',
        { ...type, 'x-twilio-signature': twilio.getExpectedTwilioSignature('token', signedUrl, { a: 'b' }) },
        Buffer.from('a=b'),
        'token',
      ),
    ).toBe(true);
});

test(
  'sendgrid agrees with its package',
  () => {
    const keys = pair('ec');
    const webhook = new sendgrid.EventWebhook();
    const publicKey = webhook.convertPublicKeyToECDSA(keys.verifying);
    fc.assert(
      fc.property(text, (body) => {
        const { headers } = signed('sendgrid', Buffer.from(body), keys.signing);
        const signature = headers['x-twilio-email-event-webhook-signature'] ?? '';
        const timestamp = headers['x-twilio-email-event-webhook-timestamp'] ?? '';
        return (
          webhook.verifySignature(publicKey, body, signature, timestamp) &&
          isRight('sendgrid', headers, Buffer.from(body), keys.verifying)
        );
      }),
      runs,
    );
  },
  slow,
);

test('paddle agrees with its package', async () => {
  const { webhooks } = new Paddle('none');
  await fc.assert(
    fc.asyncProperty(text, async (body) => {
      const ours = signed('paddle', Buffer.from(body), 'pdl_ntfset_1').headers['paddle-signature'] ?? '';
      return webhooks.isSignatureValid(body, 'pdl_ntfset_1', ours);
    }),
    runs,
  );
});

test(
  'discord agrees with its package, over bytes that are no text too',
  async () => {
    const keys = pair('ed25519');
    const der = Buffer.from(keys.verifying.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');
    const publicKey = der.subarray(-32).toString('hex');
    await fc.assert(
      fc.asyncProperty(bytes, async (body) => {
        const { headers } = signed('discord', body, keys.signing);
        const signature = headers['x-signature-ed25519'] ?? '';
        const timestamp = headers['x-signature-timestamp'] ?? '';
        return (await verifyKey(body, signature, timestamp, publicKey)) && isRight('discord', headers, body, publicKey);
      }),
      runs,
    );
  },
  slow,
);

test(
  'aws-sns agrees with its package',
  async () => {
    const keys = pair('rsa');
    const real = https.get;
    // The package downloads the certificate; here it gets the key from memory.
    https.get = ((_: unknown, answer: (response: Readable) => void) => {
      answer(Object.assign(Readable.from([keys.verifying]), { statusCode: 200 }));
      return { on: () => undefined };
    }) as unknown as typeof https.get;
    try {
      const validator = new SnsValidator();
      await fc.assert(
        fc.asyncProperty(
          fc.string({ unit: 'binary' }),
          fc.option(fc.string({ unit: 'grapheme', minLength: 1 })),
          async (message, subject) => {
            const url = 'https://sns.eu-west-1.amazonaws.com/cert.pem';
            const draft = {
              Type: 'Notification',
              MessageId: '1',
              TopicArn: 'arn:1',
              Message: message,
              ...(subject === null ? {} : { Subject: subject }),
              SigningCertURL: url,
            };
            const { body } = signed('aws-sns', Buffer.from(JSON.stringify(draft)), keys.signing);
            const theirs = await new Promise((resolve) =>
              validator.validate(JSON.parse(body.toString('utf8')), (error) => resolve(error ?? 'right')),
            );
            return theirs === 'right' && isRight('aws-sns', {}, body, keys.verifying);
          },
        ),
        // A JSON text cannot hold half a surrogate pair and come back the same, so both sides see the same text.
        runs,
      );
    } finally {
      https.get = real;
    }
  },
  slow,
);

test(
  'rfc9421 agrees with http-message-sig',
  async () => {
    const keys = pair('ed25519');
    const algorithm = 'ed25519';
    const signer = { algorithm, sign: (data: Uint8Array) => new Uint8Array(signBytes(null, data, keys.signing)) };
    const verifier = {
      algorithm,
      verify: (data: Uint8Array, signature: Uint8Array) => verifyBytes(null, data, keys.verifying, signature),
    };
    const policy = {
      algorithms: [algorithm],
      requiredComponents: ['@method', 'content-digest'],
      requiredParameters: ['created'],
      maxAge: 300,
      clockSkew: 5,
    };
    await fc.assert(
      fc.asyncProperty(bytes, async (body) => {
        const ours = signed('rfc9421', body, keys.signing);
        const descriptor = {
          kind: 'request',
          method: 'POST',
          targetUri: url,
          fields: Object.entries(ours.headers).map(([name, value]) => ({ name, value })),
        } as const;
        await verifySignature(descriptor, { policy, resolveVerifier: () => verifier });
        const plain = {
          'content-digest': ours.headers['content-digest'] ?? '',
          'content-type': 'application/json',
          host: 'hooks.example.com',
        };
        const fields = await createSignature(
          { ...descriptor, fields: Object.entries(plain).map(([name, value]) => ({ name, value })) },
          {
            label: 'x',
            components: [
              '@method',
              '@authority',
              '@path',
              '@query',
              '@target-uri',
              '@scheme',
              'content-type',
              'content-digest',
            ],
            parameters: { created: Number(now()), alg: algorithm, keyid: 'k' },
            signer,
          },
        );
        const theirs = Object.fromEntries(appendSignature(new Headers(plain), fields));
        return (
          isRight('rfc9421', ours.headers, body, keys.verifying) && isRight('rfc9421', theirs, body, keys.verifying)
        );
      }),
      runs,
    );
  },
  slow,
);

// Packages of these providers read text only, or have none: node:crypto is the oracle for bodies that are no text.
const plain: readonly (readonly [SchemeName, 'sha1' | 'sha256' | 'sha512', 'hex' | 'base64', string])[] = [
  ['github', 'sha256', 'hex', 'x-hub-signature-256'],
  ['shopify', 'sha256', 'base64', 'x-shopify-hmac-sha256'],
  ['line', 'sha256', 'base64', 'x-line-signature'],
  ['razorpay', 'sha256', 'hex', 'x-razorpay-signature'],
  ['paystack', 'sha512', 'hex', 'x-paystack-signature'],
  ['vercel', 'sha1', 'hex', 'x-vercel-signature'],
];

test.each(plain)(
  '%s: any bytes are signed as they are, and one changed bit is seen',
  (name, hash, encoding, header) => {
    fc.assert(
      fc.property(bytes, fc.nat(), (body, at) => {
        const value = schemes[name].prefix + createHmac(hash, 's3cret').update(body).digest(encoding);
        const changed = Buffer.from(body);
        if (body.length > 0) changed.writeUInt8(changed.readUInt8(at % body.length) ^ 1, at % body.length);
        return (
          isRight(name, { [header]: value }, body, 's3cret') &&
          signed(name, body, 's3cret').headers[header] === value &&
          (body.length === 0 || !isRight(name, { [header]: value }, changed, 's3cret'))
        );
      }),
      runs,
    );
  },
);
