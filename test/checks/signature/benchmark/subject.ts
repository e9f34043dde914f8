import { generateKeyPairSync } from 'node:crypto';
import type { Header } from '../../../../src/checks/signature/request.ts';
import type { Scheme } from '../../../../src/checks/signature/scheme.ts';
import { signRequest } from '../../../../src/checks/signature/sign.ts';

/** When everything in the benchmark was sent. */
export const sentAt = new Date('2026-05-11T11:07:32Z');

/** The URL that senders call. */
const url = 'https://hooks.example.com/webhooks/payment?tenant=a%2Fb&x=1';

/** Keys to sign with and to verify with. */
export type Keys = { readonly signing: string; readonly verifying: string };

/** A request as it arrived, with everything the check is given besides. */
export type Subject = {
  readonly name: string;
  readonly scheme: Scheme;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly Header[];
  readonly body: Buffer;
  readonly parameters: { readonly [key: string]: unknown };
};

const texts = {
  utf8: 'ocean-Blue_42+tide/99',
  base64: 'bGFiLW9sZC1zZWNyZXQtMDAwMDAwMDAwMDAwMDAwMA==',
  hex: 'dfb1eb5485895cfa84146406857104abb4cbcabdc8aaf103a624c8f6a3eaab00',
  whsec: 'whsec_bGFiLW5ldy1zZWNyZXQtMTExMTExMTExMTExMTE=',
};

const pairs = new Map<string, Keys>();

/** The keys of a scheme: the same at every call. `other` gives a second pair of the same kind. */
export function keysFor(scheme: Scheme, other = false): Keys {
  if (scheme.key === 'public') return pairOf(scheme, other);
  const plain =
    other && scheme.key === 'hex'
      ? texts.hex.replace('dfb1', '1bfd')
      : other
        ? texts[scheme.key].replace(/l/, 'm').replace('ocean', 'river')
        : texts[scheme.key];
  const prefixed = scheme.secretPrefix !== null && scheme.key === 'utf8' ? scheme.secretPrefix + plain : plain;
  return { signing: prefixed, verifying: prefixed };
}

function pairOf(scheme: Scheme, other: boolean): Keys {
  const kind = scheme.algorithm === 'ed25519' ? 'ed25519' : scheme.algorithm.startsWith('ecdsa') ? 'ec' : 'rsa';
  const known = pairs.get(kind + other);
  if (known !== undefined) return known;
  const encoding = {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  } as const;
  const pair =
    kind === 'ed25519'
      ? generateKeyPairSync('ed25519', encoding)
      : kind === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256', ...encoding })
        : generateKeyPairSync('rsa', { modulusLength: 2048, ...encoding });
  const keys = { signing: String(pair.privateKey), verifying: String(pair.publicKey) };
  pairs.set(kind + other, keys);
  return keys;
}

/** What may be done differently on the sender's side. */
export type Sending = {
  readonly scheme?: Partial<Scheme>;
  readonly secret?: string;
  readonly at?: Date;
  readonly url?: string;
  readonly method?: string;
  readonly type?: string;
};

/** A request that the sender of a scheme sends with this body. */
export function send(name: string, scheme: Scheme, body: Buffer, how: Sending = {}): Subject {
  const keys = keysFor(scheme);
  const type = how.type ?? 'application/json';
  const signed = signRequest({
    scheme: { ...scheme, ...how.scheme },
    secret: how.secret ?? keys.signing,
    method: how.method ?? 'POST',
    url: how.url ?? url,
    headers: [
      { name: 'host', value: 'hooks.example.com' },
      { name: 'content-type', value: type },
    ],
    body,
    id: 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W',
    at: how.at ?? sentAt,
    webhookId: '4JH86294D6297924G',
  });
  return {
    name,
    scheme,
    method: 'POST',
    target: new URL(url).pathname + new URL(url).search,
    headers: signed.headers,
    body: signed.body,
    parameters: {
      scheme: name,
      secret: keys.verifying,
      webhook_id: '4JH86294D6297924G',
      received_at: sentAt.toISOString(),
    },
  };
}

/** The raw HTTP request of a subject, without Content-Length, which a saved request often lacks. */
export function renderSubject({ method, target, headers, body }: Subject): Buffer {
  const head = [`${method} ${target} HTTP/1.1`, ...headers.map(({ name, value }) => `${name}: ${value}`), '', ''].join(
    '\r\n',
  );
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

/** Bodies that providers send: with Unicode, numbers, slashes, markup; and with line ends of their own. */
export const bodies: readonly { readonly name: string; readonly text: string }[] = [
  {
    name: 'payment',
    text: '{"type":"payment.completed","id":"evt_1009","amount":1250.5,"note":"Zoë paid for <b>R&D</b> at https://shop.example/é"}',
  },
  {
    name: 'order',
    text: '{"event":"order/create","lines":[{"sku":"A-1","qty":2,"price":10.0},{"sku":"Ü-2","qty":1,"price":99.95}],"customer":{"name":"José","mail":null},"ok":true}',
  },
  {
    name: 'push',
    text: '{"ref":"refs/heads/main","commits":[{"message":"Fix é & < >","url":"https://git.example/c/1"}],"size":3}',
  },
];
