import { gzipSync } from 'node:zlib';
import type { Scheme } from '../../../../src/checks/signature/scheme.ts';
import { keysFor, type Sending, type Subject, send, sentAt } from './subject.ts';

/** One kind of damage: the causes that name it, the schemes it can happen to, and the damaged request, or undefined. */
export type Damage = {
  readonly name: string;
  readonly causes: readonly string[];
  readonly fits: (scheme: Scheme) => boolean;
  readonly make: (of: { readonly name: string; readonly scheme: Scheme; readonly text: string }) => Subject | undefined;
};

const whsec = 'whsec_bGFiLW5ldy1zZWNyZXQtMTExMTExMTExMTExMTE=';
const signsBody = (scheme: Scheme) => /\{body\}|\{crc32\}|\{base\}/.test(scheme.template);
const isHmac = (scheme: Scheme) => scheme.key !== 'public' && scheme.algorithm !== 'plain-sha256';
const isSecret = (scheme: Scheme) => scheme.key !== 'public';
const inHeader = (scheme: Scheme) => !(scheme.header[0] ?? '').startsWith('body:') && scheme.template !== '{base}';

/** Signed over `before`, arrived as `after`. */
function body(
  name: string,
  causes: readonly string[],
  before: (text: string) => string | Buffer,
  after: (text: string, raw: Buffer) => string | Buffer,
): Damage {
  return {
    name,
    causes,
    fits: signsBody,
    make: ({ name: schemeName, scheme, text }) => {
      const raw = Buffer.from(before(text) as string);
      const sent = send(schemeName, scheme, raw);
      const arrived = Buffer.from(after(raw.toString('utf8'), raw) as string);
      return arrived.equals(raw) ? undefined : { ...sent, body: arrived };
    },
  };
}

function secret(name: string, causes: readonly string[], change: (text: string) => string, fits = isSecret): Damage {
  return {
    name,
    causes,
    fits,
    make: ({ name: schemeName, scheme, text }) => {
      const sent = send(schemeName, scheme, bodyOf(scheme, text));
      const changed = change(keysFor(scheme).verifying);
      return changed === keysFor(scheme).verifying
        ? undefined
        : { ...sent, parameters: { ...sent.parameters, secret: changed } };
    },
  };
}

function sender(
  name: string,
  causes: readonly string[],
  fits: (scheme: Scheme) => boolean,
  how: (scheme: Scheme) => Sending,
): Damage {
  return {
    name,
    causes,
    fits,
    make: ({ name: schemeName, scheme, text }) => send(schemeName, scheme, bodyOf(scheme, text), how(scheme)),
  };
}

function header(
  name: string,
  causes: readonly string[],
  fits: (scheme: Scheme) => boolean,
  change: (value: string, scheme: Scheme) => readonly (readonly [string, string])[],
): Damage {
  return {
    name,
    causes,
    fits,
    make: ({ name: schemeName, scheme, text }) => {
      const sent = send(schemeName, scheme, bodyOf(scheme, text));
      const headers = sent.headers.flatMap((one) =>
        one.name === scheme.header[0] ? change(one.value, scheme).map(([key, value]) => ({ name: key, value })) : [one],
      );
      return { ...sent, headers };
    },
  };
}

const ascii = (text: string, upper = false) =>
  text.replace(/[^\u0000-\u007f]/g, (mark) => {
    const hex = mark.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${upper ? hex.toUpperCase() : hex}`;
  });
const html = (text: string) => text.replace(/[<>&]/g, (mark) => `\\u00${mark.charCodeAt(0).toString(16)}`);
const spaced = (text: string) =>
  JSON.stringify(JSON.parse(text), null, 1)
    .replace(/\n */g, ' ')
    .replace(/([[{]) /g, '$1')
    .replace(/ ([\]}])/g, '$1');
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, inner]) => [key, sorted(inner)]),
        )
      : value;
const again = (text: string) => JSON.stringify(JSON.parse(text));
const pretty = (text: string) => JSON.stringify(JSON.parse(text), null, 2);
const whole = (text: string) => again(text).replace(/:(\d+)([,}])/g, ':$1.0$2');
const stamped = (scheme: Scheme) =>
  scheme.template.includes('{timestamp}') && scheme.timestampUnit !== 'iso' && scheme.timestampUnit !== 'http';

/** What providers send with a body of that scheme: Adyen, SNS and Mailgun have bodies of their own. */
export function bodyOf(scheme: Scheme, text: string): Buffer {
  if (scheme.template === '{sns}')
    return Buffer.from(
      JSON.stringify({
        Type: 'Notification',
        MessageId: 'm-1',
        TopicArn: 'arn:aws:sns:eu-west-1:1:t',
        Subject: 'é',
        Message: text,
        SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/x.pem',
      }),
    );
  if (scheme.each !== null)
    return Buffer.from(
      JSON.stringify({
        live: 'false',
        notificationItems: [1, 2].map((n) => ({
          NotificationRequestItem: {
            pspReference: `psp${n}`,
            merchantAccountCode: 'Shop',
            merchantReference: `r:${n}`,
            amount: { value: 1000 * n, currency: 'EUR' },
            eventCode: 'AUTHORISATION',
            success: 'true',
            additionalData: {},
          },
        })),
      }),
    );
  return scheme.template === '{timestamp}{id}'
    ? Buffer.from(`{"signature":{},"event-data":${text}}`)
    : Buffer.from(text);
}

/** The damages: what a body, a secret, a timestamp, a URL, an algorithm or a header suffers between sender and receiver. */
export const damages: readonly Damage[] = [
  body('spaces lost (parsed, JSON.stringify)', ['body-reserialised'], spaced, again),
  body('indented (compact before)', ['body-reserialised'], again, pretty),
  body('indentation lost', ['body-reserialised'], pretty, again),
  body('spaced as Python writes', ['body-reserialised', 'body-escapes'], again, (text) => ascii(spaced(text))),
  body('keys sorted', ['body-key-order'], again, (text) => JSON.stringify(sorted(JSON.parse(text)))),
  body('number 10.0 became 10', ['body-numbers', 'body-reserialised'], whole, again),
  body('\\u00e9 became é', ['body-escapes'], (text) => ascii(text), again),
  body('é became \\u00e9', ['body-escapes'], again, (text) => ascii(text)),
  body(
    '\\u00E9 became \\u00e9',
    ['body-escapes'],
    (text) => ascii(text, true),
    (text) => text.replace(/\\u[0-9A-F]{4}/g, (found) => found.toLowerCase()),
  ),
  body(
    '\\/ became / (PHP)',
    ['body-escapes', 'body-reserialised'],
    (text) => ascii(again(text)).replaceAll('/', '\\/'),
    again,
  ),
  body('\\u003c became < (Go, Rails)', ['body-escapes'], (text) => html(again(text)), again),
  body('line end added', ['body-whitespace'], again, (text) => `${text}\n`),
  body(
    'line end lost',
    ['body-whitespace'],
    (text) => `${text}\r\n`,
    (text) => text.trimEnd(),
  ),
  body('LF became CRLF', ['body-whitespace', 'body-reserialised'], pretty, (text) => text.replaceAll('\n', '\r\n')),
  body(
    'CRLF became LF',
    ['body-whitespace', 'body-reserialised'],
    (text) => pretty(text).replaceAll('\n', '\r\n'),
    (text) => text.replaceAll('\r\n', '\n'),
  ),
  body('byte order mark added', ['body-bom'], again, (text) => `\ufeff${text}`),
  body('encoded twice (Ã©)', ['body-encoding'], again, (text) =>
    Buffer.from(Buffer.from(text, 'utf8').toString('latin1'), 'utf8'),
  ),
  body('in Latin-1', ['body-encoding'], again, (text) => Buffer.from(text, 'latin1')),
  body('still base64', ['body-base64'], again, (_, raw) => raw.toString('base64')),
  body('still gzip', ['body-compressed'], again, (_, raw) => gzipSync(raw)),
  body('in a Lambda event', ['body-wrapped'], again, (text) =>
    JSON.stringify({ resource: '/', isBase64Encoded: false, body: text }),
  ),
  body('in a Lambda event, base64', ['body-wrapped'], again, (_, raw) =>
    JSON.stringify({ isBase64Encoded: true, body: raw.toString('base64') }),
  ),
  body('JSON-encoded twice', ['body-double-encoded'], again, (text) => JSON.stringify(text)),
  body(
    'payload of a form decoded',
    ['body-form'],
    (text) => new URLSearchParams({ payload: again(text) }).toString(),
    (text) => new URLSearchParams(text).get('payload') ?? '',
  ),
  body('HTML entities', ['body-html-escaped'], again, (text) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  ),
  body('copied out of a log (\\")', ['body-escaped'], again, (text) =>
    text.replaceAll('\\', '\\\\').replaceAll('"', '\\"'),
  ),
  body('quotes became curly', ['body-quotes'], again, (text) => text.replace(/"([^"]*)"/g, '“$1”')),
  secret('newline after the secret', ['secret-whitespace'], (text) => `${text}\n`),
  secret('quotes around the secret', ['secret-quotes'], (text) => `"${text}"`),
  secret('quotes and a newline', ['secret-quotes', 'secret-whitespace'], (text) => `'${text}'\r\n`),
  secret('NAME=value as secret', ['secret-line'], (text) => `WEBHOOK_SECRET=${text}`),
  secret('secret in base64', ['secret-encoded'], (text) => Buffer.from(text).toString('base64')),
  secret(
    'prefix of the secret lost',
    ['secret-prefix'],
    (text) => text.replace(/^(?:whsec_|pdl_ntfset_|sk_)/, ''),
    (scheme) => isSecret(scheme) && scheme.key === 'utf8',
  ),
  secret(
    'v1, before whsec_',
    ['secret-prefix'],
    (text) => `v1,${text}`,
    (scheme) => scheme.key === 'whsec',
  ),
  sender(
    'secret used undecoded',
    ['secret-decoding'],
    (scheme) => isSecret(scheme) && scheme.key !== 'utf8',
    () => ({ scheme: { key: 'utf8' } }),
  ),
  {
    name: 'secret decoded though it is text',
    causes: ['secret-decoding'],
    fits: (scheme) => isHmac(scheme) && scheme.secretPrefix === 'whsec_' && scheme.key === 'utf8',
    make: ({ name, scheme, text }) => {
      const sent = send(name, scheme, bodyOf(scheme, text), { scheme: { key: 'whsec' }, secret: whsec });
      return { ...sent, parameters: { ...sent.parameters, secret: whsec } };
    },
  },
  sender(
    'sender has a newline in its secret',
    ['secret-whitespace'],
    (scheme) => isSecret(scheme) && scheme.key === 'utf8',
    (scheme) => ({ secret: `${keysFor(scheme).signing}\n` }),
  ),
  {
    name: 'the other secret',
    causes: ['other-secret'],
    fits: () => true,
    make: ({ name, scheme, text }) => {
      const sent = send(name, scheme, bodyOf(scheme, text));
      return {
        ...sent,
        parameters: {
          ...sent.parameters,
          secret: keysFor(scheme, true).verifying,
          other_secret: [keysFor(scheme).verifying],
        },
      };
    },
  },
  sender(
    'another hash',
    ['algorithm'],
    (scheme) => isHmac(scheme) && scheme.template !== '{base}',
    (scheme) => ({ scheme: { algorithm: scheme.algorithm === 'sha256' ? 'sha512' : 'sha256' } }),
  ),
  sender(
    'the other encoding',
    ['encoding'],
    (scheme) => inHeader(scheme) && scheme.prefix !== 'v0,',
    (scheme) => ({ scheme: { encoding: scheme.encoding === 'hex' ? 'base64' : 'hex' } }),
  ),
  sender(
    'signed over the body alone',
    ['signed-parts'],
    (scheme) => scheme.template !== '{body}' && /\{body\}/.test(scheme.template) && scheme.algorithm !== 'plain-sha256',
    () => ({ scheme: { template: '{body}' } }),
  ),
  sender(
    'joined without the separator',
    ['signed-parts'],
    (scheme) => /^\{timestamp\}[.:,]\{body\}$/.test(scheme.template),
    () => ({ scheme: { template: '{timestamp}{body}' } }),
  ),
  {
    name: 'timestamp signed in the other unit',
    causes: ['timestamp-unit'],
    fits: (scheme) => stamped(scheme) && inHeader(scheme),
    make: ({ name, scheme, text }) => {
      const other = scheme.timestampUnit === 's' ? 'ms' : 's';
      const right = send(name, scheme, bodyOf(scheme, text));
      const wrong = send(name, scheme, bodyOf(scheme, text), { scheme: { timestampUnit: other } });
      const stamps = { s: String(sentAt.getTime() / 1000), ms: String(sentAt.getTime()) };
      const from = stamps[other];
      const to = stamps[other === 's' ? 'ms' : 's'];
      return {
        ...right,
        headers: wrong.headers.map((one) => ({
          ...one,
          value: one.value === from ? to : one.value.replace(new RegExp(`=${from}(?=[,;])`), `=${to}`),
        })),
      };
    },
  },
  {
    name: 'timestamp written anew on the way',
    causes: ['timestamp-other'],
    fits: (scheme) => stamped(scheme) && inHeader(scheme),
    make: ({ name, scheme, text }) => {
      const sent = send(name, scheme, bodyOf(scheme, text));
      const from = scheme.timestampUnit === 's' ? String(sentAt.getTime() / 1000) : String(sentAt.getTime());
      const to = String(Number(from) + 2);
      return {
        ...sent,
        headers: sent.headers.map((one) => ({
          ...one,
          value: one.value === from ? to : one.value.replace(new RegExp(`=${from}(?=[,;])`), `=${to}`),
        })),
      };
    },
  },
  {
    name: 'arrived an hour late',
    causes: ['too-old'],
    fits: (scheme) => scheme.toleranceS !== null,
    make: ({ name, scheme, text }) => {
      const sent = send(name, scheme, bodyOf(scheme, text));
      return {
        ...sent,
        parameters: { ...sent.parameters, received_at: new Date(sentAt.getTime() + 3_700_000).toISOString() },
      };
    },
  },
  sender(
    'timestamp sent in the other unit',
    ['timestamp-unit'],
    (scheme) => stamped(scheme) && scheme.toleranceS !== null,
    (scheme) => ({ scheme: { timestampUnit: scheme.timestampUnit === 's' ? 'ms' : 's' } }),
  ),
  sender(
    'http in place of https',
    ['url-scheme'],
    (scheme) => scheme.template.includes('{url}'),
    () => ({ url: 'http://hooks.example.com/webhooks/payment?tenant=a%2Fb&x=1' }),
  ),
  sender(
    'a port in the URL',
    ['url-port'],
    (scheme) => scheme.template.includes('{url}') && !scheme.template.includes('{params}'),
    () => ({ url: 'https://hooks.example.com:8443/webhooks/payment?tenant=a%2Fb&x=1' }),
  ),
  sender(
    'a slash at the end of the path',
    ['url-slash'],
    (scheme) => scheme.template.includes('{url}'),
    () => ({ url: 'https://hooks.example.com/webhooks/payment/?tenant=a%2Fb&x=1' }),
  ),
  {
    name: 'Host rewritten by a proxy',
    causes: ['url-host'],
    fits: (scheme) => scheme.template.includes('{url}'),
    make: ({ name, scheme, text }) => {
      const sent = send(name, scheme, bodyOf(scheme, text));
      return {
        ...sent,
        headers: [
          ...sent.headers.map((one) => (one.name === 'host' ? { ...one, value: 'backend:3000' } : one)),
          { name: 'x-forwarded-host', value: 'hooks.example.com' },
        ],
      };
    },
  },
  sender(
    'another method signed',
    ['method'],
    (scheme) => scheme.template.includes('{method}') || scheme.template === '{base}',
    () => ({ method: 'PUT' }),
  ),
  header('header lost', ['header-missing'], inHeader, () => []),
  header('header empty', ['header-empty'], inHeader, (_, scheme) => [[scheme.header[0] ?? '', '']]),
  header(
    'header renamed',
    ['header-renamed'],
    (scheme) => inHeader(scheme) && scheme.separator === null && scheme.prefix === '',
    (value) => [['x-forwarded-webhook-sig', value]],
  ),
  header(
    'header twice',
    ['several-headers'],
    (scheme) => inHeader(scheme) && scheme.separator === null,
    (value, scheme) => [
      [scheme.header[0] ?? '', value],
      [scheme.header[0] ?? '', value],
    ],
  ),
  header(
    'prefix of the signature lost',
    ['header-malformed'],
    (scheme) => inHeader(scheme) && scheme.prefix !== '' && scheme.separator === null,
    (value, scheme) => [[scheme.header[0] ?? '', value.replace(scheme.prefix, '')]],
  ),
  header(
    'another version only',
    ['wrong-version', 'header-malformed'],
    (scheme) => inHeader(scheme) && /^v\d.?[=,]$/.test(scheme.prefix),
    (value, scheme) => [[scheme.header[0] ?? '', value.replace(scheme.prefix, scheme.prefix.replace(/^v\d\w?/, 'v9'))]],
  ),
  header(
    'signature cut off',
    ['signature-cut'],
    (scheme) => inHeader(scheme) && isSecret(scheme),
    (value, scheme) => [[scheme.header[0] ?? '', value.slice(0, -12)]],
  ),
  header(
    'signature no longer hex or base64',
    ['signature-malformed'],
    (scheme) => inHeader(scheme),
    (value, scheme) => [[scheme.header[0] ?? '', value.replace(/.{10}$/, '!!garbage!')]],
  ),
  {
    name: 'two mistakes: spaces lost, newline after the secret',
    causes: ['body-reserialised'],
    fits: (scheme) => signsBody(scheme) && isSecret(scheme) && scheme.template !== '{base}',
    make: ({ name, scheme, text }) => {
      const sent = send(name, scheme, Buffer.from(spaced(text)));
      return {
        ...sent,
        body: Buffer.from(again(text)),
        parameters: { ...sent.parameters, secret: `${keysFor(scheme).verifying}\n` },
      };
    },
  },
];

/** What has no cause that could be found: no one may be named. */
export const controls: readonly Damage[] = [
  {
    name: 'control: another secret',
    causes: [],
    fits: () => true,
    make: ({ name, scheme, text }) => ({
      ...send(name, scheme, bodyOf(scheme, text)),
      parameters: {
        scheme: name,
        secret: keysFor(scheme, true).verifying,
        webhook_id: '4JH86294D6297924G',
        received_at: sentAt.toISOString(),
      },
    }),
  },
  ...[
    (text: string) => text.replace(/\d/, '7'),
    (text: string) => text.replace('"', '"x'),
    (text: string) => `${text.slice(0, -1)},"n":1}`,
    (text: string) => text.slice(0, -9),
  ].map(
    (change, index): Damage => ({
      name: `control: tampered body ${index + 1}`,
      causes: [],
      fits: signsBody,
      make: ({ name, scheme, text }) => {
        const sent = send(name, scheme, Buffer.from(text));
        const changed = Buffer.from(change(text));
        return changed.equals(sent.body) ? undefined : { ...sent, body: changed };
      },
    }),
  ),
];
