import { fingerprint } from '../../parties/fingerprint.ts';
import type { Reply } from '../../parties/http.ts';
import { holds, type WebhookWorld } from '../world.ts';
import type { Delivery, HubEvent } from './delivery.ts';
import type { WebhookRequest } from './request.ts';

/** A delivery as it reaches one node; `accepts` tells which versions of the secret this node knows. */
export type Arrival = {
  readonly node: string;
  readonly accepts: (secretVersion: number) => boolean;
  readonly request: WebhookRequest;
  readonly delivery: Delivery;
  readonly reply: (reply: Reply) => void;
  readonly hungUp: () => boolean;
};

/**
 * Creates the handler of `POST /webhooks/payment`: token, signature, type, schema, duplicate, then the work, in the queue or
 * before the answer. A node that works before it answers goes on when the sender has gone, and keeps or rolls back.
 */
export function createHandler(
  world: WebhookWorld,
  given: {
    readonly processed: Set<string>;
    readonly enqueue: (event: HubEvent, trace: string) => void;
  },
): (arrival: Arrival) => void {
  const { clock, evidence, plan } = world;
  const { aspin } = plan.scenario;
  const random = world.random.fork('handler');
  const seen = new Map<string, { readonly event: string; readonly until: number }>();

  return ({ node, accepts, request, delivery, reply, hungUp }) => {
    const startedAt = clock.now();
    const { event } = delivery;
    const log = (ev: string, fields: Readonly<Record<string, unknown>> = {}) =>
      evidence.json({ file: 'aspin-app.jsonl', at: clock.now(), fields: { node, wid: event.event, ev, ...fields } });
    const elapsed = () => clock.now() - startedAt;
    const end = (afterMs: number, ending: { status: number; www?: string; ev: string; fields: object }) =>
      clock.after(afterMs, () => {
        log(ending.ev, { ...ending.fields, dur_ms: elapsed() });
        reply({ status: ending.status, ...(ending.www !== undefined && { www: ending.www }) });
      });
    const quick = random.int([1, 6]);

    log('received');
    if (request.token === 'expired') {
      const www = 'Bearer error="invalid_token", error_description="expired"';
      return end(quick, {
        status: 401,
        www,
        ev: 'unauthorized',
        fields: { level: 'warn', reason: 'invalid_token', err: www },
      });
    }
    if (!accepts(delivery.secretVersion)) {
      const fields = { level: 'warn', reason: 'signature mismatch', err: 'v1 hmac-sha256: no signature matches' };
      return end(quick, { status: 401, ev: 'signature_invalid', fields });
    }
    if (!handledTypes.includes(event.type)) {
      return end(quick, { status: 200, ev: 'ignored', fields: { reason: `event type ${event.type} is not handled` } });
    }
    if (!aspin.schema_versions.includes(delivery.payloadVersion)) {
      const reason = `unknown schema version ${delivery.payloadVersion}`;
      return aspin.on_schema_mismatch === 'swallow'
        ? end(quick, { status: 200, ev: 'ignored', fields: { level: 'warn', reason } })
        : end(quick, {
            status: 422,
            ev: 'schema_invalid',
            fields: { level: 'error', err: 'schema validation failed', reason },
          });
    }
    const key = dedupeKey(event);
    const earlier = seen.get(key);
    if (earlier && earlier.until > clock.now()) {
      return end(quick, { status: 200, ev: 'duplicate', fields: { key, reason: `already seen as ${earlier.event}` } });
    }
    seen.set(key, { event: event.event, until: clock.now() + aspin.dedupe.ttl_s * 1000 });
    if (aspin.handler.ack === 'after-queueing') {
      given.enqueue(event, request.trace);
      return end(random.int([6, 40]), { status: 200, ev: 'queued', fields: { key } });
    }
    const slow = aspin.handler.slow.find((rule) => holds(world, rule) && random.chance(rule.share));
    const workMs = random.int(slow?.ms ?? aspin.handler.usual_ms);
    clock.after(workMs * 0.85, () => log('rating_call', { dur_ms: elapsed() }));
    clock.after(workMs, () => {
      if (hungUp() && !random.chance(aspin.handler.commits_anyway)) {
        seen.delete(key);
        log('rolled_back', { level: 'warn', reason: 'the client closed the connection', key, dur_ms: elapsed() });
        return reply({ status: 200 });
      }
      given.processed.add(event.event);
      log('processed', { key, dur_ms: elapsed() });
      reply({ status: 200 });
    });
  };

  function dedupeKey({ event, customer, amount }: HubEvent): string {
    if (aspin.dedupe.key === 'event') return fingerprint(event);
    return fingerprint(`${customer}/${amount}/${new Date(clock.now()).toISOString().slice(0, 10)}`);
  }
}

const handledTypes = ['payment.completed', 'payment.failed', 'refund.created'];
