import type { KeyMode } from './key-desk.ts';

/** Where the connection is cut: before any work, after the record was made and before the answer, or inside the answer's body. */
export const drops = ['before', 'after', 'mid-body'] as const;

/** One answer of the plan: a status, or a cut connection (whose work, if any, is done as for a 201). */
export type PlannedAnswer = { readonly status: number; readonly drop?: (typeof drops)[number] };

/** What may be wrong with the certificate. */
export const tlsFaults = [
  'ok',
  'expired',
  'not-yet-valid',
  'wrong-host',
  'self-signed',
  'missing-intermediate',
] as const;

export type TlsFault = (typeof tlsFaults)[number];

/** How a mock partner behaves. `plan` is walked with each request that is worked on; its last answer stays. Times are in ms. */
export type EndpointSettings = {
  readonly port: number;
  readonly delayMs: number;
  readonly plan: readonly PlannedAnswer[];
  readonly slowBodyMs: number;
  readonly idempotency: KeyMode;
  readonly keyHeader: string;
  readonly isKeyRequired: boolean;
  readonly otherBody: 'refuse' | 'replay';
  readonly nodes: number;
  readonly tls: TlsFault | undefined;
  readonly rate: { readonly count: number; readonly perMs: number } | undefined;
  readonly retryAfterS: number | undefined;
};

/** A mock partner that takes everything at once and knows no keys. */
export const plainEndpoint: EndpointSettings = {
  port: 0,
  delayMs: 0,
  plan: [{ status: 201 }],
  slowBodyMs: 0,
  idempotency: 'none',
  keyHeader: 'idempotency-key',
  isKeyRequired: false,
  otherBody: 'refuse',
  nodes: 1,
  tls: undefined,
  rate: undefined,
  retryAfterS: undefined,
};
