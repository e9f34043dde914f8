import { stringify } from 'yaml';
import type { RegistrationScenario } from '../scenario.ts';

/** Renders the configuration files the parties hand over, under the names of the evidence-folder contract. */
export function renderSettings(
  scenario: RegistrationScenario,
): readonly { readonly path: string; readonly text: string }[] {
  const { aspin, edge, partnercrm, untidy } = scenario;
  const files: Readonly<Record<string, readonly string[]>> = {
    'config/aspin.env': clientSettings(aspin),
    ...(aspin.queue && { 'config/aspin-queue.yaml': queueSettings(aspin.queue) }),
    'config/partnercrm.yaml': crmSettings(partnercrm),
    'config/partnercrm-gateway.yaml': gatewaySettings(edge),
  };
  return Object.entries(files).map(([path, lines]) => {
    const omitted = untidy.omit[path] ?? [];
    const kept = lines.filter(
      (line) => !omitted.some((name) => line.startsWith(`${name}=`) || line.startsWith(`${name}:`)),
    );
    return { path, text: `${kept.join('\n')}\n` };
  });
}

function clientSettings({ client }: RegistrationScenario['aspin']): readonly string[] {
  return [
    '# ASPIn registration service, client of PartnerCRM',
    'PARTNERCRM_BASE_URL=https://crm.example.com/v1',
    `TIMEOUT_MS=${client.timeout_ms}`,
    `RETRY_MAX_ATTEMPTS=${client.attempts}`,
    `RETRY_DELAY=${client.delay_ms}`,
    `RETRY_BACKOFF=${client.backoff}`,
    `RETRY_FACTOR=${client.backoff === 'fixed' ? 1 : client.factor}`,
    `RETRY_JITTER_MS=${client.jitter_ms}`,
    `RETRY_STATUS=${client.retry_status.join(',')}`,
    `SUCCESS_STATUS=${client.success_status.join(',')}`,
    'HTTP_KEEPALIVE=true',
    'LOG_LEVEL=info',
  ];
}

function queueSettings(queue: NonNullable<RegistrationScenario['aspin']['queue']>): readonly string[] {
  return yamlLines({
    queue: 'registrations',
    visibility_timeout_ms: queue.visibility_timeout_ms,
    max_receive_count: queue.max_receive_count,
    workers: queue.workers,
  });
}

function crmSettings({
  idempotency,
  unique_constraint,
  worker,
  nodes,
}: RegistrationScenario['partnercrm']): readonly string[] {
  const stores = { none: 'none', ignored: 'none', memory: 'memory', table: 'table', 'claimed-table': 'table' } as const;
  const store = stores[idempotency.mode];
  return yamlLines({
    service: 'partnercrm',
    replicas: nodes,
    idempotency: { enabled: store !== 'none', store, ...(store !== 'none' && { ttl_s: idempotency.ttl_s }) },
    unique_constraint,
    ...(worker && {
      worker: {
        job_attempts: worker.job_attempts,
        backoff_ms: worker.backoff_ms,
        db_statement_timeout_ms: worker.db_statement_timeout_ms,
      },
    }),
  });
}

function gatewaySettings(edge: RegistrationScenario['edge']): readonly string[] {
  return yamlLines({
    upstream_timeout_ms: edge.upstream_timeout_ms,
    retries: edge.retries,
    non_idempotent: edge.non_idempotent,
    next_upstream: edge.next_upstream,
  });
}

function yamlLines(value: unknown): readonly string[] {
  return stringify(value).trimEnd().split('\n');
}
