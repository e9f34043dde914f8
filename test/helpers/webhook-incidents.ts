import { readFileSync } from 'node:fs';
import { atOf, day, endpoint, type Incident, iso, minute, payments, type Try, wellAt } from './webhook-folder.ts';

/** An incident with its true cause on each axis; null where the evidence cannot settle who leads. */
export type Staged = Incident & { readonly truth: { readonly failure: string; readonly recovery: string } };

export const certificate = (name: string) =>
  readFileSync(new URL(`../fixtures/missing-webhooks-certs/${name}.pem`, import.meta.url), 'utf8');
export const chainOf = (leaf: string) => certificate(leaf) + certificate('int');

export const healthy = {
  certificates: { '192.0.2.80': chainOf('march') },
  certificateNotes: {
    '192.0.2.80': {
      installed_at: '2026-03-03T08:00:00Z',
      not_before: '2026-03-03T00:00:00Z',
      previous_not_after: '2026-04-01T00:00:00Z',
    },
  },
} satisfies Partial<Incident>;

/** Seven of fifteen, mixed. */
export const mixed = (index: number) => [2, 3, 5, 8, 9, 12, 14].includes(index);
export const last = (index: number) => index > 8;
export const span = (index: number) => index >= 5 && index <= 11;

/** A try that the edge's answer ended. */
export function refused(at: number, index: number, status: number, app: Try['app'] = []): Try {
  return { ...wellAt(at, index), status, took: 6, edge: { status, node: `10.0.0.${1 + (index % 2)}:8080` }, app };
}

/** A try that never reached the edge. */
export function lost(at: number, index: number, error: string, took = 40): Try {
  const { edge, app, status, ...sent } = wellAt(at, index);
  return { ...sent, error, took };
}

export function repeat(one: (at: number) => Try, at: number, gaps: readonly number[]): readonly Try[] {
  let next = at;
  const times = [at, ...gaps.map((gap) => (next += gap))];
  return times.map((moment, index) => {
    const following = times[index + 1];
    return { ...one(moment), ...(following === undefined ? {} : { next: following }) };
  });
}

const sample = [
  'POST /webhooks/payment HTTP/1.1',
  'host: hooks.aspin.test',
  'content-type: application/json',
  'webhook-id: evt_1009',
  'webhook-timestamp: 1778497652',
  'webhook-signature: v1,Jp5ngA2zG+HJKBDnL1d2LGOQcZMBJ4zaLWZyvn37U9w=',
  '',
  '{"type":"payment.completed","timestamp":"2026-05-11T11:07:31Z","data":{"payment_id":"PAY_1009","amount":125000,"currency":"KES","reference":"POL-55109"}}',
].join('\r\n');

/** The secrets of the sample: PaymentHub signs with the new one. */
export const secrets = {
  old: 'whsec_bGFiLW9sZC1zZWNyZXQtMDAwMDAwMDAw',
  current: 'whsec_bGFiLW5ldy1zZWNyZXQtMTExMTExMTEx',
};

export const incidents: { readonly [name: string]: Staged } = {
  'the secret was rotated at the sender': {
    ...healthy,
    truth: { failure: 'signature-rejected', recovery: 'not-retried' },
    sample,
    endpoints: [endpoint({ secret_version: 2, rotated_at: '2026-05-11T11:00:00Z' })],
    payments: payments(last, (at, index) => ({
      tries: [
        refused(at, index, 401, [
          { ev: 'signature_invalid', alg: 'v1 hmac-sha256', node: `n${1 + (index % 2)}`, wts: Math.floor(at / 1000) },
        ]),
      ],
    })),
  },
  'one node of two has the old secret': {
    ...healthy,
    truth: { failure: 'signature-rejected', recovery: 'not-retried' },
    payments: payments(
      () => true,
      (at, index) =>
        mixed(index)
          ? {
              tries: [
                {
                  ...refused(at, index, 401, [{ ev: 'signature_invalid', node: 'n2' }]),
                  edge: { status: 401, node: '10.0.0.2:8080' },
                },
              ],
            }
          : {
              tries: [
                {
                  ...wellAt(at, index),
                  edge: { status: 200, node: '10.0.0.1:8080' },
                  app: [{ ev: 'processed', node: 'n1' }],
                },
              ],
            },
    ),
  },
  'a handler answers 400 for a bad signature, and the sender retries in vain': {
    ...healthy,
    truth: { failure: 'signature-rejected', recovery: 'standing-fault' },
    payments: payments(last, (at, index) => ({
      tries: repeat(
        (moment) => refused(moment, index, 400, [{ ev: 'rejected', err: 'signature mismatch', node: 'n1' }]),
        at,
        [5_000, 300_000],
      ),
    })),
  },
  'the second account points at the old host, which redirects': {
    ...healthy,
    truth: { failure: 'wrong-url', recovery: 'standing-fault' },
    endpoints: [
      endpoint(),
      endpoint({ account: 'M2', url: 'https://hooks-old.aspin.test/webhooks/payment', updated: '2024-02-10 by j.doe' }),
    ],
    payments: payments(
      () => true,
      (at, index) =>
        mixed(index)
          ? {
              account: 'M2',
              tries: repeat(
                (moment) => {
                  const { error, ...sent } = lost(moment, index, '');
                  return {
                    ...sent,
                    to: '192.0.2.44',
                    account: 'M2',
                    status: 301,
                    location: 'https://hooks.aspin.test/webhooks/payment',
                  };
                },
                at,
                [5_000, 300_000],
              ),
            }
          : { account: 'M1', tries: [{ ...wellAt(at, index), account: 'M1' }] },
    ),
  },
  'de-duplication goes by customer, amount and day': {
    ...healthy,
    truth: { failure: 'false-duplicate', recovery: 'believed-delivered' },
    payments: payments(
      () => true,
      (at, index) =>
        mixed(index)
          ? {
              tries: [
                {
                  ...wellAt(at, index),
                  app: [{ ev: 'duplicate_ignored', dedupe: `k${index % 3}`, first_seen: 'PAY_1001', node: 'n1' }],
                },
              ],
            }
          : // One of the good ones was sent again, and that one is a duplicate in truth.
            {
              tries: [
                wellAt(at, index),
                ...(index === 4
                  ? [{ ...wellAt(at + 9 * minute, index), app: [{ ev: 'duplicate_ignored', node: 'n1' }] }]
                  : []),
              ],
            },
    ),
  },
  'the handler works before it answers, and is slow': {
    ...healthy,
    truth: { failure: 'slow-response', recovery: 'not-retried' },
    payments: payments(mixed, (at, index) => ({
      tries: [
        {
          ...lost(at, index, 'read timeout after 5000 ms', 5000),
          edge: { status: 499, took: 5001, node: '10.0.0.1:8080' },
          app: [
            { ev: 'rating_call', ms: 6320, node: 'n1' },
            { ev: 'response_written', status: 200, ms: 7402, node: 'n1' },
            ...(index === 3 || index === 9 ? [{ ev: 'processed', node: 'n1' }] : []),
          ],
        },
      ],
    })),
  },
  'a renewed certificate lacks its intermediate on one of two addresses': {
    truth: { failure: 'tls-certificate', recovery: 'standing-fault' },
    certificates: { '192.0.2.80': chainOf('march'), '192.0.2.81': certificate('renewed') },
    certificateNotes: {
      '192.0.2.80': {
        installed_at: '2026-03-03T08:00:00Z',
        not_before: '2026-03-03T00:00:00Z',
        previous_not_after: '2026-04-01T00:00:00Z',
      },
      '192.0.2.81': {
        installed_at: '2026-05-11T10:55:00Z',
        not_before: '2026-05-11T10:50:00Z',
        previous_not_after: '2026-06-01T00:00:00Z',
      },
    },
    payments: payments(last, (at, index) => ({
      tries: repeat(
        (moment) => ({ ...lost(moment, index, 'tls: unable to get local issuer certificate'), to: '192.0.2.81' }),
        at,
        [5_000, 300_000],
      ),
    })),
  },
  'the certificate had expired, and was renewed afterwards': {
    truth: { failure: 'tls-certificate', recovery: 'retries-exhausted' },
    certificates: { '192.0.2.80': chainOf('later') },
    certificateNotes: {
      '192.0.2.80': {
        installed_at: '2026-05-11T15:10:00Z',
        not_before: '2026-05-11T15:00:00Z',
        previous_not_after: '2026-05-11T09:00:00Z',
      },
    },
    payments: payments(
      (index) => index >= 3 && index <= 9,
      (at, index) => ({
        tries: repeat((moment) => lost(moment, index, 'certificate has expired'), at, [3_000, 6_000]),
      }),
      // Those after the renewal come in the late afternoon.
      (index) => atOf(index) + (index > 9 ? 5 * 60 * minute : 0),
    ),
  },
  "nginx's limiter refuses a burst with 503": {
    ...healthy,
    truth: { failure: 'rate-limited', recovery: 'retries-exhausted' },
    worksLater: true,
    edgeErrors: payments(
      () => true,
      () => ({}),
      burst,
    )
      .filter((_, place) => place >= 8)
      .flatMap((_, place) =>
        [0, 2, 6].map(
          (second) =>
            `2026/05/11 12:00:0${second} [error] 31#31: *${40 + place} limiting requests, excess: 3.400 by zone "webhooks", client: 198.51.100.20, request: "POST /webhooks/payment HTTP/1.1"`,
        ),
      ),
    payments: payments(
      last,
      (at, index) => ({
        tries: repeat(
          (moment) => ({ ...refused(moment, index, 503), took: 1, edge: { status: 503, node: '-', took: 0 }, app: [] }),
          at,
          [2_000, 4_000],
        ),
      }),
      burst,
    ),
  },
  'new addresses of the sender are not on the allowlist': {
    ...healthy,
    truth: { failure: 'address-blocked', recovery: 'standing-fault' },
    ranges: ['198.51.100.0/24', '203.0.113.0/26'],
    firewall: payments(mixed, () => ({})).flatMap((one, place) =>
      mixed(place + 1)
        ? [`${iso(one.completed + 900).slice(0, 19)}Z DROP TCP 203.0.113.17:44${100 + place} -> 192.0.2.80:443 SYN`]
        : [],
    ),
    payments: payments(mixed, (at, index) => ({
      tries: repeat(
        (moment) => ({ ...lost(moment, index, 'connect timeout after 10000 ms', 10_000), from: '203.0.113.17' }),
        at,
        [30_000, 300_000],
      ),
    })),
  },
  'the sender made no event for one method': {
    ...healthy,
    truth: { failure: 'no-delivery-created', recovery: 'no-delivery-scheduled' },
    payments: payments(mixed, () => ({ isMade: false, method: 'ussd', tries: [] })),
  },
  'the endpoint of one account is disabled': {
    ...healthy,
    truth: { failure: 'no-delivery-created', recovery: 'no-delivery-scheduled' },
    endpoints: [endpoint(), endpoint({ account: 'M2', enabled: false })],
    payments: payments(
      () => true,
      (at, index) =>
        mixed(index)
          ? { account: 'M2', tries: [] }
          : { account: 'M1', tries: [{ ...wellAt(at, index), account: 'M1' }] },
    ),
  },
  'our relay acknowledged and failed to forward': {
    ...healthy,
    truth: { failure: 'relay-dropped', recovery: 'believed-delivered' },
    hasRelay: true,
    endpoints: [endpoint({ url: 'https://relay.ours.test/webhooks/payment', rotated_at: '2026-05-11T10:55:00Z' })],
    payments: payments(
      () => true,
      (at, index) =>
        last(index)
          ? {
              tries: [
                {
                  ...wellAt(at, index),
                  status: 202,
                  took: 9,
                  edge: { ip: '10.30.0.9', status: 401, took: 2 },
                  app: [{ ev: 'unauthorized', reason: 'invalid_token', node: 'n1' }],
                  relay: [
                    { ev: 'received', ack: 202 },
                    {
                      ev: 'forward_failed',
                      status: 401,
                      www: 'Bearer error="invalid_token", error_description="expired"',
                    },
                  ],
                },
              ],
            }
          : {
              tries: [
                {
                  ...wellAt(at, index),
                  status: 202,
                  took: 9,
                  edge: { ip: '10.30.0.9', status: 200 },
                  relay: [
                    { ev: 'received', ack: 202 },
                    { ev: 'forwarded', status: 200 },
                  ],
                },
              ],
            },
    ),
  },
  'the worker crashed after the answer': {
    ...healthy,
    truth: { failure: 'lost-after-accept', recovery: 'believed-delivered' },
    hasWorker: true,
    payments: payments(
      () => true,
      (at, index) => ({
        tries: [
          {
            ...wellAt(at, index),
            app: [{ ev: 'queued', node: 'n1', dur_ms: 20 }],
            worker: span(index)
              ? [{ ev: 'crash', err: 'out of memory' }, { ev: 'dead_lettered' }]
              : [{ ev: 'processed' }],
          },
        ],
      }),
    ),
  },
  'the endpoint was down for two hours': {
    ...healthy,
    truth: { failure: 'endpoint-down', recovery: 'retries-exhausted' },
    served: (at) => (isDown(at) ? 502 : 200),
    edgeErrors: payments(span, () => ({}))
      .filter((_, place) => span(place + 1))
      .map(
        (one) =>
          `${iso(one.completed + 920)
            .slice(0, 19)
            .replaceAll('-', '/')
            .replace(
              'T',
              ' ',
            )} [error] 31#31: *9 connect() failed (111: Connection refused) while connecting to upstream, client: 198.51.100.20, request: "POST /webhooks/payment HTTP/1.1", upstream: "http://10.0.0.1:8080/webhooks/payment"`,
      ),
    payments: payments(span, (at, index) => ({
      tries: repeat((moment) => refused(moment, index, 502), at, [5_000, 30_000]),
    })),
  },
  'nothing listened for an hour': {
    ...healthy,
    truth: { failure: 'endpoint-down', recovery: 'not-retried' },
    served: (at) => (isDown(at) ? undefined : 200),
    payments: payments(span, (at, index) => ({ tries: [lost(at, index, 'connect ECONNREFUSED 192.0.2.80:443')] })),
  },
  'a new version of the payload is refused with 422': {
    ...healthy,
    truth: { failure: 'schema-mismatch', recovery: 'not-retried' },
    payments: payments(
      () => true,
      (at, index) =>
        mixed(index)
          ? {
              version: '2',
              tries: [
                refused(at, index, 422, [
                  { ev: 'rejected', reason: 'schema validation failed: amount must be integer', node: 'n1' },
                ]),
              ],
            }
          : { version: '1' },
    ),
  },
  'a new version is swallowed with 200': {
    ...healthy,
    truth: { failure: 'schema-mismatch', recovery: 'believed-delivered' },
    payments: payments(
      () => true,
      (at, index) =>
        mixed(index)
          ? {
              version: '2026-05',
              tries: [
                { ...wellAt(at, index), app: [{ ev: 'ignored', reason: 'unknown version 2026-05', node: 'n1' }] },
              ],
            }
          : { version: '2025-01' },
    ),
  },
};

/** Whether nobody was served: from the fifth payment to the eleventh. */
function isDown(at: number): boolean {
  return at > atOf(5) - 5 * minute && at < atOf(11) + 5 * minute;
}

function burst(index: number): number {
  return day + 12 * 60 * minute + index * 40;
}
