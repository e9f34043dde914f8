import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Delivery } from '../parties/delivery.ts';
import type { WebhookPlan } from '../plan.ts';
import { secretOf } from '../secret.ts';

/**
 * Reads a webhook as it came in over HTTP (Standard Webhooks 1.0.0): which version of the secret signed it is found by
 * trying them, 0 for none of them. A body that is no JSON is a delivery without a payment.
 */
export function readDelivery(plan: WebhookPlan, request: IncomingMessage, body: string): Delivery {
  const header = (name: string) => String(request.headers[name] ?? '');
  const signed = `${header('webhook-id')}.${header('webhook-timestamp')}.${body}`;
  const given = header('webhook-signature')
    .split(' ')
    .map((one) => Buffer.from(one));
  const isSignedWith = (version: number) => {
    const key = Buffer.from(secretOf(plan, version).replace('whsec_', ''), 'base64');
    const expected = Buffer.from(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    return given.some((one) => one.length === expected.length && timingSafeEqual(one, expected));
  };
  const { type, version, payment } = fieldsOf(body);
  return {
    event: {
      event: header('webhook-id') || '-',
      type,
      payment,
      account: '',
      method: '',
      customer: payment,
      amount: 0,
      createdAt: Date.now(),
    },
    attempt: 1,
    from: request.socket.remoteAddress ?? '127.0.0.1',
    host: header('host'),
    secretVersion: versions.find(isSignedWith) ?? 0,
    payloadVersion: version,
  };
}

const versions = [1, 2, 3];

function fieldsOf(body: string): { readonly type: string; readonly version: number; readonly payment: string } {
  try {
    const value = JSON.parse(body) as { type?: unknown; version?: unknown; data?: { payment_id?: unknown } } | null;
    return {
      type: String(value?.type ?? ''),
      version: typeof value?.version === 'number' ? value.version : 1,
      payment: String(value?.data?.payment_id ?? ''),
    };
  } catch {
    return { type: '', version: 1, payment: '' };
  }
}
