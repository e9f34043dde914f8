import { createHmac } from 'node:crypto';
import { aspinHost } from '../parties/aspin.ts';
import type { WebhookPlan } from '../plan.ts';
import type { Played } from '../play.ts';
import { secretOf } from '../secret.ts';

/**
 * Renders the last attempt for the first missing payment as PaymentHub sent it: the raw request, CRLF, no line break after
 * the body, signed by Standard Webhooks 1.0.0 with the version of the secret it was sent with. Undefined when none was sent.
 */
export function renderSample(plan: WebhookPlan, { missing, lastOf }: Played): string | undefined {
  const sent = missing.flatMap(({ event }) => lastOf(event) ?? [])[0];
  if (!sent) return undefined;
  const { delivery, at } = sent;
  const { event } = delivery;
  const body = JSON.stringify({
    type: event.type,
    timestamp: `${new Date(event.createdAt).toISOString().slice(0, 19)}Z`,
    ...(delivery.payloadVersion > 1 && { version: delivery.payloadVersion }),
    data: {
      payment_id: event.payment,
      amount: event.amount,
      currency: 'KES',
      reference: `POL-${event.payment.replace('PAY_', '5')}`,
    },
  });
  const timestamp = Math.floor(at / 1000);
  const key = Buffer.from(secretOf(plan, delivery.secretVersion).replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${event.event}.${timestamp}.${body}`).digest('base64');
  const head = [
    'POST /webhooks/payment HTTP/1.1',
    `host: ${aspinHost}`,
    'content-type: application/json',
    'user-agent: PaymentHub-Webhooks/2.4',
    `webhook-id: ${event.event}`,
    `webhook-timestamp: ${timestamp}`,
    `webhook-signature: v1,${signature}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
