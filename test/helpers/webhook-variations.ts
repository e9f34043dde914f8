import { atOf, endpoint, iso, minute, payments, type Try, wellAt } from './webhook-folder.ts';
import {
  certificate,
  chainOf,
  healthy,
  last,
  lost,
  mixed,
  refused,
  repeat,
  type Staged,
  span,
} from './webhook-incidents.ts';

/** A try that the relay passed on, with ASPIn's answer as its own. */
function passedOn(at: number, index: number, status: number, more: Partial<Try> = {}): Try {
  return {
    ...wellAt(at, index),
    status,
    edge: { ip: '10.30.0.9', status },
    relay: [
      { ev: 'received', ack: status },
      { ev: status < 300 ? 'forwarded' : 'forward_failed', status },
    ],
    ...more,
  };
}

/** Incidents that nobody described beforehand: the same causes in other clothes, and facts that point elsewhere. */
export const variations: { readonly [name: string]: Staged } = {
  'one node of two answers 502': {
    ...healthy,
    truth: { failure: 'endpoint-down', recovery: 'not-retried' },
    served: (_, node) => (node === '10.0.0.2:8080' ? 502 : 200),
    payments: payments(mixed, (at, index) => ({
      tries: [{ ...refused(at, index, 502), edge: { status: 502, node: '10.0.0.2:8080' } }],
    })).map((one, place) =>
      mixed(place + 1)
        ? one
        : { ...one, tries: one.tries.map((each) => ({ ...each, edge: { status: 200, node: '10.0.0.1:8080' } })) },
    ),
  },
  'a WAF answers 403 to the new range': {
    ...healthy,
    truth: { failure: 'address-blocked', recovery: 'not-retried' },
    ranges: ['198.51.100.0/24', '2001:db8:7::/48', '203.0.113.0/26'],
    allowed: ['198.51.100.0/25', '198.51.100.128/25', '2001:db8::/32'],
    payments: payments(mixed, (at, index) => ({
      tries: [{ ...refused(at, index, 403), from: '203.0.113.9', edge: { status: 403, node: '-', took: 0 } }],
    })),
    edgeErrors: payments(
      () => true,
      () => ({}),
    ).flatMap((one, place) =>
      mixed(place + 1)
        ? [
            `${iso(one.completed + 920)
              .slice(0, 19)
              .replaceAll('-', '/')
              .replace(
                'T',
                ' ',
              )} [error] 31#31: *9 access forbidden by rule, client: 203.0.113.9, request: "POST /webhooks/payment HTTP/1.1"`,
          ]
        : [],
    ),
  },
  'a new range in IPv6 is dropped': {
    ...healthy,
    truth: { failure: 'address-blocked', recovery: 'standing-fault' },
    ranges: ['2001:db8:7::/48', '2001:db8:8::/48'],
    allowed: ['2001:db8:7::/49', '2001:db8:7:8000::/49'],
    firewall: payments(
      () => true,
      () => ({}),
    ).flatMap((one, place) =>
      last(place + 1)
        ? [`${iso(one.completed + 900).slice(0, 19)}Z DROP TCP [2001:db8:8::17]:44120 -> [2001:db8::80]:443 SYN`]
        : [],
    ),
    payments: payments(
      () => true,
      (at, index) => ({
        tries: last(index)
          ? repeat(
              (moment) => ({ ...lost(moment, index, 'ETIMEDOUT', 10_000), from: '2001:db8:8::17' }),
              at,
              [30_000, 300_000],
            )
          : [{ ...wellAt(at, index), from: '2001:db8:7::17' }],
      }),
    ),
  },
  'a certificate for the wrong address, while a published range is missing on the allowlist': {
    truth: { failure: 'tls-certificate', recovery: 'standing-fault' },
    ranges: ['198.51.100.0/24', '203.0.113.0/26'],
    certificates: { '192.0.2.80': chainOf('march'), '192.0.2.81': certificate('renewed') },
    payments: payments(mixed, (at, index) => ({
      tries: repeat(
        (moment) => ({ ...lost(moment, index, 'x509: certificate signed by unknown authority'), to: '192.0.2.81' }),
        at,
        [5_000, 300_000],
      ),
    })),
  },
  "the second account's path answers 404, and nobody retries": {
    ...healthy,
    truth: { failure: 'wrong-url', recovery: 'not-retried' },
    endpoints: [endpoint(), endpoint({ account: 'M2', url: 'https://hooks.aspin.test/webhooks/payments' })],
    payments: payments(
      () => true,
      (at, index) => {
        const { edge, app, ...sent } = wellAt(at, index);
        return mixed(index)
          ? { tries: [{ ...sent, account: 'M2', url: 'https://hooks.aspin.test/webhooks/payments', status: 404 }] }
          : { tries: [{ ...wellAt(at, index), account: 'M1', url: 'https://hooks.aspin.test/webhooks/payment' }] };
      },
    ),
  },
  'a clock is eight minutes off on one node': {
    ...healthy,
    truth: { failure: 'signature-rejected', recovery: 'not-retried' },
    payments: payments(
      () => true,
      (at, index) =>
        mixed(index)
          ? {
              tries: [
                {
                  ...refused(at, index, 401, [
                    {
                      ev: 'signature_invalid',
                      reason: 'timestamp too old',
                      node: 'n2',
                      wts: Math.floor(at / 1000) - 480,
                    },
                  ]),
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
  'the worker discards them as duplicates': {
    ...healthy,
    truth: { failure: 'false-duplicate', recovery: 'believed-delivered' },
    hasWorker: true,
    payments: payments(
      () => true,
      (at, index) => ({
        tries: [
          {
            ...wellAt(at, index),
            app: [{ ev: 'queued', node: 'n1', dur_ms: 20 }],
            worker: [mixed(index) ? { ev: 'duplicate', reason: 'same customer, amount and day' } : { ev: 'processed' }],
          },
        ],
      }),
    ),
  },
  'the handler is slow behind a relay that passes the answer on': {
    ...healthy,
    truth: { failure: 'slow-response', recovery: 'not-retried' },
    hasRelay: true,
    payments: payments(
      () => true,
      (at, index) => ({
        tries: mixed(index)
          ? [
              {
                ...lost(at, index, 'timeout after 5000 ms', 5000),
                edge: { ip: '10.30.0.9', status: 499, took: 5003 },
                app: [{ ev: 'response_written', status: 200, ms: 8100, node: 'n1' }],
                relay: [{ ev: 'received' }, { ev: 'forward_failed', error: 'aborted by caller' }],
              },
            ]
          : [passedOn(at, index, 200)],
      }),
    ),
  },
  'ids of another form, and no event ids in the list of payments': {
    ...healthy,
    truth: { failure: 'signature-rejected', recovery: 'standing-fault' },
    payments: payments(last, (at, index) => ({
      tries: repeat(
        (moment) => refused(moment, index, 401, [{ ev: 'rejected', err: 'No matching signature found', node: 'n1' }]),
        at,
        [5_000, 300_000],
      ),
    })).map((one) => ({
      ...one,
      id: one.id.replace('PAY_', 'pay-'),
      event: one.event.replace('evt_', 'msg-'),
      isListed: false,
    })),
  },
  'an event type that nobody subscribed to': {
    ...healthy,
    truth: { failure: 'no-delivery-created', recovery: 'no-delivery-scheduled' },
    payments: payments(mixed, () => ({ type: 'payment.captured', tries: [] })),
  },
  'the relay lost them without a word': {
    ...healthy,
    truth: { failure: 'relay-dropped', recovery: 'believed-delivered' },
    hasRelay: true,
    payments: payments(
      () => true,
      (at, index) => {
        const { edge, app, ...sent } = wellAt(at, index);
        return { tries: [span(index) ? { ...sent, relay: [{ ev: 'received', ack: 200 }] } : passedOn(at, index, 200)] };
      },
    ),
  },
  'PaymentHub is answered 500 by a broken release, and retries for an hour': {
    ...healthy,
    truth: { failure: 'endpoint-down', recovery: 'retries-exhausted' },
    served: (at) => (at > atOf(5) - 5 * minute && at < atOf(11) + 60 * minute ? 500 : 200),
    payments: payments(span, (at, index) => ({
      tries: repeat((moment) => refused(moment, index, 500), at, [60_000, 600_000]),
    })),
  },
};
