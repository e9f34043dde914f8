import type { HubEvent } from './parties/delivery.ts';
import { createHub, type Hub } from './parties/hub.ts';
import { createNetwork } from './parties/network.ts';
import { createReceivers } from './parties/receivers.ts';
import { startNoise, startOtherWebhooks } from './parties/traffic.ts';
import type { Payment } from './plan.ts';
import { holds, type WebhookWorld } from './world.ts';

/** A day played to its end: which of the payments came to nothing, which have no event, and what PaymentHub tells of its attempts. */
export type Played = {
  readonly missing: readonly Payment[];
  readonly withoutEvent: readonly Payment[];
  readonly lastOf: Hub['lastOf'];
};

/** Lets the parties play the day of a plan. A payment is missing unless PaymentHub holds it delivered and ASPIn has processed it. */
export function playDay(world: WebhookWorld, given: { readonly run: () => void; readonly isNoisy: boolean }): Played {
  const { clock, plan } = world;
  const { paymenthub } = plan.scenario;
  const random = world.random.fork('day');
  const { aspin, relay, receive } = createReceivers(world);
  const hub = createHub(world, createNetwork(world, receive));
  const withoutEvent: Payment[] = [];

  for (const [index, payment] of plan.payments.entries()) {
    const { completedAt, ...about } = payment;
    const createdAt = completedAt + random.int([3, 30]) + (paymenthub.batch ? 0 : random.int([150, 900]));
    const event: HubEvent = { ...about, type: 'payment.completed', createdAt };
    clock.after(createdAt - plan.from, () => {
      const isSkipped = paymenthub.no_event.some(
        (rule) => holds(world, rule) && (rule.method ?? event.method) === event.method && random.chance(rule.share),
      );
      if (isSkipped) withoutEvent.push(payment);
      else hub.emit(event);
    });
    // The third, the ninth, … payment: some that were processed and some that were not.
    if (index % 6 === 2 && index < paymenthub.resends * 6) {
      clock.after(createdAt - plan.from + random.int([20, 90]) * 60_000, () => hub.resend(event));
    }
  }
  startOtherWebhooks(world, hub);
  if (given.isNoisy) startNoise(world, { aspin, relay });
  given.run();
  hub.dumpEvents();
  const isMissing = ({ event }: Payment) => !hub.isDelivered(event) || !aspin.isProcessed(event);
  return { missing: plan.payments.filter(isMissing), withoutEvent, lastOf: hub.lastOf };
}
