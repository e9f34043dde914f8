import { stringify } from 'yaml';
import type { Text } from '../../evidence/write.ts';
import type { WebhookScenario } from '../../scenario.ts';
import { secretVersion } from '../parties/hub.ts';
import type { WebhookPlan } from '../plan.ts';
import type { Played } from '../play.ts';
import { renderSample } from './sample-delivery.ts';

/** Renders what the parties hand over besides logs, under the names of the evidence-folder contract. */
export function renderDocuments(plan: WebhookPlan, played: Played): readonly Text[] {
  const { paymenthub, network, aspin, relay } = plan.scenario;
  const sample = renderSample(plan, played);
  return [
    { path: 'payments.csv', text: paymentsCsv(plan, played) },
    json(
      'paymenthub-endpoint.json',
      paymenthub.accounts.map((account) => endpointOf(plan, account)),
    ),
    json(
      'paymenthub-ip-ranges.json',
      paymenthub.sources.map(({ range }) => `${range}/28`),
    ),
    json('aspin-allowlist.json', network.allowlist),
    ...(sample === undefined ? [] : [{ path: 'sample-delivery.http', text: sample }]),
    { path: 'config/aspin.yaml', text: stringify(aspinSettings(aspin)) },
    {
      path: 'config/integration.yaml',
      text: stringify({ ack: relay.ack, retry: relay.retry, on_error: relay.on_error }),
    },
  ];
}

function json(path: string, value: unknown): Text {
  return { path, text: `${JSON.stringify(value, null, 2)}\n` };
}

function paymentsCsv({ payments }: WebhookPlan, { withoutEvent }: Played): string {
  const rows = payments.map((payment) => {
    const event = withoutEvent.includes(payment) ? '' : payment.event;
    return [payment.payment, event, new Date(payment.completedAt).toISOString(), payment.method].join(',');
  });
  return `payment,event,completed_at,method\n${rows.join('\n')}\n`;
}

function endpointOf(plan: WebhookPlan, account: WebhookScenario['paymenthub']['accounts'][number]): object {
  const { schedule_s, timeout_ms } = plan.scenario.paymenthub;
  return {
    url: `https://${account.host}/webhooks/payment`,
    account: account.id,
    enabled: account.disabled_from_min === undefined,
    events: account.events,
    secret_version: secretVersion({ plan, at: plan.until }),
    schedule_s,
    timeout_ms,
  };
}

function aspinSettings({ handler, dedupe, rate_limit, edge }: WebhookScenario['aspin']): object {
  return {
    handler: { ack: handler.ack, timeout_ms: edge.upstream_timeout_ms },
    dedupe: { key: dedupe.key === 'event' ? 'event_id' : 'customer+amount+day', ttl_s: dedupe.ttl_s },
    rate_limit: rate_limit ?? 'none',
  };
}
