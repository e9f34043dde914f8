import type { Range } from './random.ts';
import type { RegistrationScenario } from './scenario.ts';

/** The scenario with every duration, delay and time-out multiplied: by one factor, so that what overtakes what stays as it was. */
export function scaleScenario(scenario: RegistrationScenario, factor: number): RegistrationScenario {
  const round = (value: number) => Math.round((value * factor) / 50) * 50;
  const stretch = ([low, high]: Range): Range => [Math.round(low * factor), Math.round(high * factor)];
  const { aspin, edge, partnercrm } = scenario;
  const { client, queue } = aspin;
  const { handler, worker } = partnercrm;
  return {
    ...scenario,
    aspin: {
      ...aspin,
      client: {
        ...client,
        timeout_ms: round(client.timeout_ms),
        delay_ms: round(client.delay_ms),
        jitter_ms: round(client.jitter_ms),
      },
      ...(queue && {
        queue: {
          ...queue,
          visibility_timeout_ms: round(queue.visibility_timeout_ms),
          before_ms: stretch(queue.before_ms),
          after_ms: stretch(queue.after_ms),
          slow: queue.slow.map((rule) => ({ ...rule, after_ms: stretch(rule.after_ms) })),
        },
      }),
    },
    edge: { ...edge, upstream_timeout_ms: round(edge.upstream_timeout_ms) },
    partnercrm: {
      ...partnercrm,
      handler: {
        usual_ms: stretch(handler.usual_ms),
        slow: handler.slow.map((rule) => ({ ...rule, tries_ms: rule.tries_ms.map(stretch) })),
      },
      ...(worker && {
        worker: {
          ...worker,
          backoff_ms: round(worker.backoff_ms),
          db_statement_timeout_ms: round(worker.db_statement_timeout_ms),
          sync_ms: stretch(worker.sync_ms),
          slow: worker.slow.map((rule) => ({ ...rule, sync_ms: stretch(rule.sync_ms) })),
        },
      }),
    },
  };
}
