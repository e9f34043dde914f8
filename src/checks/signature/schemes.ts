/**
 * How a webhook is signed, as data. `template` says what is signed, over `{id}`, `{timestamp}` and `{body}`.
 *
 * - `header`, `id`, `timestamp`: header names, the first that is there counts. A scheme may carry its timestamp inside the
 *   signature header, as the item after `timestampItem`.
 * - The signature header is split at `separator`; every item that begins with `prefix` is a signature.
 * - `key`: how the secret text becomes the key. `whsec` takes off `whsec_` and decodes base64.
 * - `toleranceS`: how far the timestamp may lie in the past and, where `future` is set, in the future; null: it is not judged.
 */
export type Scheme = {
  readonly header: readonly string[];
  readonly separator: ' ' | ',' | null;
  readonly prefix: string;
  readonly id: readonly string[];
  readonly timestamp: readonly string[];
  readonly timestampItem: string | null;
  readonly timestampUnit: 's' | 'ms';
  readonly template: string;
  readonly algorithm: 'sha1' | 'sha256' | 'sha512';
  readonly encoding: 'hex' | 'base64';
  readonly key: 'utf8' | 'base64' | 'hex' | 'whsec';
  readonly toleranceS: number | null;
  readonly future: boolean;
};

/** What most schemes share: HMAC-SHA256 in hex over the body alone, keyed with the secret as it is written. */
export const bodyScheme = {
  separator: null,
  prefix: '',
  id: [],
  timestamp: [],
  timestampItem: null,
  timestampUnit: 's',
  template: '{body}',
  algorithm: 'sha256',
  encoding: 'hex',
  key: 'utf8',
  toleranceS: null,
  future: true,
} as const satisfies Omit<Scheme, 'header'>;

/** The schemes known by name. Sources: the vendors' own verifiers, as listed with each. */
export const schemes = {
  // standard-webhooks/standard-webhooks spec/standard-webhooks.md; Svix uses its own header names for the same.
  'standard-webhooks': {
    ...bodyScheme,
    header: ['webhook-signature', 'svix-signature'],
    separator: ' ',
    prefix: 'v1,',
    id: ['webhook-id', 'svix-id'],
    timestamp: ['webhook-timestamp', 'svix-timestamp'],
    template: '{id}.{timestamp}.{body}',
    encoding: 'base64',
    key: 'whsec',
    toleranceS: 300,
  },
  // stripe/stripe-node src/Webhooks.ts: the secret is not decoded, though it begins with whsec_; only too old is refused.
  stripe: {
    ...bodyScheme,
    header: ['stripe-signature'],
    separator: ',',
    prefix: 'v1=',
    timestampItem: 't=',
    template: '{timestamp}.{body}',
    toleranceS: 300,
    future: false,
  },
  // octokit/webhooks-methods.js
  github: { ...bodyScheme, header: ['x-hub-signature-256'], prefix: 'sha256=' },
  // slackapi/python-slack-sdk slack_sdk/signature
  slack: {
    ...bodyScheme,
    header: ['x-slack-signature'],
    prefix: 'v0=',
    timestamp: ['x-slack-request-timestamp'],
    template: 'v0:{timestamp}:{body}',
    toleranceS: 300,
  },
  // Shopify/shopify-app-js packages/apps/shopify-api/lib/utils/hmac-validator.ts
  shopify: { ...bodyScheme, header: ['x-shopify-hmac-sha256'], encoding: 'base64' },
} as const satisfies { readonly [name: string]: Scheme };

/** The name of a scheme in the table. */
export type SchemeName = keyof typeof schemes;
