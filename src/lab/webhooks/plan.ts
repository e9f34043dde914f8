import { createRandom, type Random, type Range } from '../random.ts';
import type { WebhookScenario } from '../scenario.ts';
import { pickByShare } from './pick-by-share.ts';
import { varyScenario } from './vary.ts';

/** One of the payments of the bug report. Times are ms since 1970, amounts minor units. */
export type Payment = {
  readonly payment: string;
  readonly event: string;
  readonly completedAt: number;
  readonly method: string;
  readonly account: string;
  readonly customer: string;
  readonly amount: number;
};

/** A scenario settled for one seed and one try at it: when, whose payments, which addresses. Times are ms since 1970. */
export type WebhookPlan = {
  readonly seed: number;
  readonly scenario: WebhookScenario;
  readonly onset: number;
  readonly from: number;
  readonly until: number;
  readonly payments: readonly Payment[];
  /** How many of the payments may come to nothing; a day on which it is another number is drawn again. */
  readonly missing: Range;
  /** A number of ASPIn's public network as an address. */
  readonly address: (host: number) => string;
  /** The first three numbers of the nodes' addresses. */
  readonly subnet: string;
  readonly hopMs: Range;
  /** What all chance of this try comes from. */
  readonly randomSeed: string;
};

/**
 * Settles a scenario for a seed. Its own seed keeps day, ids and settings as written; any other draws date, ids, speed,
 * nodes, traffic and addresses anew and leaves the mechanism alone. Each `tried` draws the day again.
 */
export function planWebhooks(
  scenario: WebhookScenario,
  given: { readonly seed: number; readonly tried: number },
): WebhookPlan {
  const { seed, tried } = given;
  const isOwn = seed === scenario.seed;
  const { incident } = scenario;
  const about = createRandom(`${scenario.name}/${seed}/plan`);
  const settled = isOwn ? scenario : varyScenario(scenario, about.fork('vary'));
  const onset =
    Date.parse(incident.onset) + (isOwn ? 0 : about.int([-150, 150]) * dayMs + about.int([-90, 90]) * minuteMs);
  const [firstPayment, firstEvent] = isOwn ? [1001, 1001] : [about.int(idRange), about.int(idRange)];
  const shift = isOwn ? 0 : about.int([-40, 60]);
  const randomSeed = `${scenario.name}/${seed}/${tried}`;
  return {
    seed,
    scenario: settled,
    onset,
    from: onset + settled.traffic.from_min * minuteMs,
    until: onset + settled.traffic.to_min * minuteMs,
    payments: drawPayments({
      scenario: settled,
      onset,
      firstPayment,
      firstEvent,
      random: createRandom(`${randomSeed}/payments`),
    }),
    missing: isOwn ? [incident.missing, incident.missing] : scenario.vary.missing,
    address: (host) => `192.0.2.${host + shift}`,
    subnet: isOwn ? '10.0.1' : `10.${about.int([0, 29])}.${about.int([1, 250])}`,
    hopMs: [0, 1],
    randomSeed,
  };
}

const dayMs = 86_400_000;
const minuteMs = 60_000;
const idRange: Range = [1_100, 9_800];

function drawPayments(given: {
  readonly scenario: WebhookScenario;
  readonly onset: number;
  readonly firstPayment: number;
  readonly firstEvent: number;
  readonly random: Random;
}): readonly Payment[] {
  const { scenario, onset, firstPayment, firstEvent, random } = given;
  const { incident, paymenthub } = scenario;
  const times = drawTimes(scenario, random).sort((one, other) => one - other);
  const payments: Payment[] = [];
  for (const [index, at] of times.entries()) {
    const earlier = payments.length > 0 && random.chance(paymenthub.same_customer) ? random.pick(payments) : undefined;
    payments.push({
      payment: `PAY_${firstPayment + index}`,
      event: `evt_${firstEvent + index}`,
      completedAt: onset + at,
      method: random.pick(paymenthub.methods),
      account: pickByShare(paymenthub.accounts, random).id,
      customer: earlier?.customer ?? `CUST_${incident.payments * random.int([100, 5_000]) + index}`,
      amount: earlier?.amount ?? random.int([40, 400]) * 500,
    });
  }
  return payments;
}

// Milliseconds from the onset.
function drawTimes({ incident, paymenthub }: WebhookScenario, random: Random): number[] {
  const { payments, from_min, to_min } = incident;
  const { batch } = paymenthub;
  return Array.from({ length: payments }, (_, index) =>
    batch
      ? Math.round((index * batch.spread_ms) / payments) + random.int([0, Math.round(batch.spread_ms / payments / 2)])
      : random.int([Math.round(from_min * minuteMs), Math.round(to_min * minuteMs)]),
  );
}
