import { createRandom, type Range } from './random.ts';
import { scaleScenario } from './scale.ts';
import type { RegistrationScenario } from './scenario.ts';

/** A scenario settled for one seed: whose incident it is, when, and with which numbers. Times are ms since 1970. */
export type Plan = {
  readonly seed: number;
  readonly scenario: RegistrationScenario;
  readonly customer: string;
  readonly submittedAt: number;
  /** Offsets of the further clicks of the incident's user. */
  readonly clicksMs: readonly number[];
  readonly from: number;
  readonly until: number;
  /** The first three numbers of the receiver nodes' addresses. */
  readonly subnet: string;
  /** The latency of one network hop inside the two companies. */
  readonly hopMs: Range;
};

/**
 * Settles a scenario for a seed. Its own seed gives the file as written; any other draws customer, date, node count,
 * speed, amount of traffic and addresses anew and leaves the mechanism alone.
 */
export function planScenario(scenario: RegistrationScenario, seed: number): Plan {
  if (seed === scenario.seed) return ownPlan(scenario);
  const random = createRandom(`${scenario.name}/${seed}/plan`);
  const { vary } = scenario;
  const varied = scaleScenario(scenario, between(vary.scale, random.float()));
  const traffic = between(vary.traffic, random.float());
  const settled: RegistrationScenario = {
    ...varied,
    partnercrm: { ...varied.partnercrm, nodes: random.int(vary.nodes), next_row: random.int([2_000, 900_000]) },
    traffic: {
      ...varied.traffic,
      registrations_per_hour: varied.traffic.registrations_per_hour * traffic,
      reads_per_hour: varied.traffic.reads_per_hour * traffic,
    },
  };
  const submittedAt = Date.parse(scenario.incident.submitted_at) + random.int([-150 * dayMs, 150 * dayMs]);
  return {
    ...bounds(settled, submittedAt),
    seed,
    scenario: settled,
    customer: `CUST_${random.int([1_000, 99_999])}`,
    submittedAt,
    clicksMs: drawClicks(scenario, random.int),
    subnet: `10.${random.int([0, 31])}.${random.int([1, 250])}`,
    hopMs: [0, random.int([1, 3])],
  };
}

const dayMs = 86_400_000;
const minuteMs = 60_000;

function ownPlan(scenario: RegistrationScenario): Plan {
  const submittedAt = Date.parse(scenario.incident.submitted_at);
  return {
    ...bounds(scenario, submittedAt),
    seed: scenario.seed,
    scenario,
    customer: scenario.incident.customer,
    submittedAt,
    clicksMs: scenario.incident.clicks_ms,
    subnet: '10.0.1',
    hopMs: [0, 1],
  };
}

function bounds({ traffic }: RegistrationScenario, submittedAt: number): Pick<Plan, 'from' | 'until'> {
  return { from: submittedAt - traffic.before_min * minuteMs, until: submittedAt + traffic.after_min * minuteMs };
}

function drawClicks({ aspin: { form } }: RegistrationScenario, int: (range: Range) => number): readonly number[] {
  if (!form.impatient?.incident) return [];
  const { clicks, gap_ms } = form.impatient;
  let at = 0;
  return Array.from({ length: int(clicks) - 1 }, () => (at += int(gap_ms)));
}

function between([low, high]: Range, position: number): number {
  return low + (high - low) * position;
}
