import type { Random, Range } from '../random.ts';
import type { WebhookScenario } from '../scenario.ts';

/**
 * The scenario as another seed has it: every time-out and duration by one factor, so that what overtakes what stays as it
 * was; more nodes like the first; another amount of traffic; logs rotated elsewhere or not at all.
 */
export function varyScenario(scenario: WebhookScenario, random: Random): WebhookScenario {
  const { vary, paymenthub, aspin, traffic, untidy } = scenario;
  const factor = between(vary.scale, random.float());
  const load = between(vary.traffic, random.float());
  const round = (value: number) => Math.round((value * factor) / 50) * 50;
  const stretch = ([low, high]: Range): Range => [Math.round(low * factor), Math.round(high * factor)];
  const more = Math.max(0, random.int(vary.nodes) - aspin.nodes.length);
  const rotation: Range | null = random.chance(0.5) ? [random.int([-150, -20]), random.int([10, 140])] : null;
  const first = aspin.nodes[0];
  return {
    ...scenario,
    paymenthub: {
      ...paymenthub,
      timeout_ms: round(paymenthub.timeout_ms),
      schedule_s: paymenthub.schedule_s.map((pause) => Math.round(pause * factor * 10) / 10),
      ...(paymenthub.batch && { batch: { ...paymenthub.batch, for_s: paymenthub.batch.for_s * factor } }),
    },
    aspin: {
      ...aspin,
      nodes: first ? [...aspin.nodes, ...Array.from({ length: more }, () => first)] : aspin.nodes,
      handler: {
        ...aspin.handler,
        usual_ms: stretch(aspin.handler.usual_ms),
        slow: aspin.handler.slow.map((rule) => ({ ...rule, ms: stretch(rule.ms) })),
      },
      worker: { ...aspin.worker, work_ms: stretch(aspin.worker.work_ms), pause_ms: round(aspin.worker.pause_ms) },
    },
    traffic: {
      ...traffic,
      webhooks_per_hour: traffic.webhooks_per_hour * load,
      other_merchants_per_hour: traffic.other_merchants_per_hour * load,
      relay_per_hour: traffic.relay_per_hour * load,
      api_per_hour: traffic.api_per_hour * load,
      drops_per_hour: traffic.drops_per_hour * load,
    },
    untidy: { ...untidy, rotate_edge_min: untidy.rotate_edge_min === null ? rotation : untidy.rotate_edge_min },
  };
}

function between([low, high]: Range, position: number): number {
  return low + (high - low) * position;
}
