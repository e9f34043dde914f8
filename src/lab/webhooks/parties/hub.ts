import type { WebhookScenario } from '../../scenario.ts';
import type { WebhookPlan } from '../plan.ts';
import { holds, sinceOnset, type WebhookWorld } from '../world.ts';
import type { Delivery, HubEvent, Result } from './delivery.ts';

/** PaymentHub: takes events, and tells afterwards what it believes was delivered and what its attempts were. */
export type Hub = {
  readonly emit: (event: HubEvent) => void;
  /** Sends an event once more, by hand. */
  readonly resend: (event: HubEvent) => void;
  readonly isDelivered: (event: string) => boolean;
  /** The last attempt for an event that ended (ms since 1970). */
  readonly lastOf: (event: string) => { readonly delivery: Delivery; readonly at: number } | undefined;
  /** Writes the list of events, as it is at the end. */
  readonly dumpEvents: () => void;
};

/**
 * Creates PaymentHub's sender: an endpoint per account, attempts by its schedule for the kinds of result that it retries,
 * 2xx as the only success, redirects not followed. It cannot know more of the receiver than the answer.
 */
export function createHub(
  world: WebhookWorld,
  send: (delivery: Delivery, done: (result: Result) => void) => void,
): Hub {
  const { clock, evidence, plan } = world;
  const { paymenthub } = plan.scenario;
  const random = world.random.fork('hub');
  const events: Entry[] = [];
  const delivered = new Set<string>();
  const last = new Map<string, { readonly delivery: Delivery; readonly at: number }>();

  const attempt = (entry: Entry, { number, isByHand }: { readonly number: number; readonly isByHand: boolean }) => {
    const { event } = entry;
    const account = paymenthub.accounts.find((one) => one.id === event.account);
    if (!account || !isListening(account, event)) return;
    const at = clock.now();
    const delivery: Delivery = {
      event,
      attempt: number,
      from: sourceAddress(),
      host: account.host,
      secretVersion: secretVersion({ plan, at }),
      payloadVersion: payloadVersion(event),
    };
    entry.deliveries += 1;
    send(delivery, (result) => {
      last.set(event.event, { delivery, at });
      if (result.kind === '2xx') delivered.add(event.event);
      const pause = isByHand || delivered.has(event.event) ? undefined : pauseAfter(number, result.kind);
      const next = pause === undefined ? null : clock.now() + pause;
      const fields = {
        event: event.event,
        attempt: number,
        from: delivery.from,
        to: result.to,
        status: result.status,
        error: result.error,
        ms: clock.now() - at,
        next_attempt: next === null ? null : new Date(next).toISOString(),
      };
      evidence.json({ file: 'paymenthub-deliveries.jsonl', stamp: 'at', at, fields });
      if (pause !== undefined) clock.after(pause, () => attempt(entry, { number: number + 1, isByHand: false }));
    });
  };

  return {
    emit: (event) => {
      const entry = { event, deliveries: 0 };
      events.push(entry);
      clock.after((paymenthub.schedule_s[0] ?? 0) * 1000 + random.int(queueMs), () =>
        attempt(entry, { number: 1, isByHand: false }),
      );
    },
    resend: (event) => {
      const entry = events.find((one) => one.event.event === event.event);
      if (entry) attempt(entry, { number: entry.deliveries + 1, isByHand: true });
    },
    isDelivered: (event) => delivered.has(event),
    lastOf: (event) => last.get(event),
    dumpEvents: () => {
      for (const { event, deliveries } of events) {
        const { createdAt, type, payment } = event;
        const fields = { event: event.event, type, payment, deliveries };
        evidence.json({ file: 'paymenthub-events.jsonl', stamp: 'created_at', at: createdAt, fields });
      }
    },
  };

  function isListening(account: WebhookScenario['paymenthub']['accounts'][number], { type }: HubEvent): boolean {
    const isOn = account.disabled_from_min === undefined || sinceOnset(world) < account.disabled_from_min;
    return isOn && account.events.includes(type);
  }

  function sourceAddress(): string {
    const range = paymenthub.sources.findLast((one) => holds(world, one) && random.chance(one.share))?.range ?? '';
    const [, net = '', first = '0'] = /^(.*\.)(\d+)$/.exec(range) ?? [];
    return `${net}${Number(first) + random.int([2, 7])}`;
  }

  function payloadVersion({ method }: HubEvent): number {
    const { payload } = paymenthub;
    const isNew = payload && holds(world, payload) && (payload.method ?? method) === method;
    return isNew ? payload.version : 1;
  }

  function pauseAfter(number: number, kind: Result['kind']): number | undefined {
    const pause = paymenthub.schedule_s[number];
    if (pause === undefined || !paymenthub.retry_on.includes(kind)) return undefined;
    return pause * 1000 + random.int([0, Math.round(pause * 20)]);
  }
}

/** The version of the secret that PaymentHub signs with at an instant. */
export function secretVersion({ plan, at }: { readonly plan: WebhookPlan; readonly at: number }): number {
  const { version, rotates_min } = plan.scenario.paymenthub.secret;
  return rotates_min !== undefined && at >= plan.onset + rotates_min * 60_000 ? version + 1 : version;
}

type Entry = { readonly event: HubEvent; deliveries: number };

const queueMs = [15, 60] as const;
