import { createHash } from 'node:crypto';
import { secretVersion } from './parties/hub.ts';
import type { WebhookPlan } from './plan.ts';

/** A version of the webhook secret, in the form of Standard Webhooks: made from seed and version, and of no use anywhere. */
export function secretOf({ scenario, seed }: Pick<WebhookPlan, 'scenario' | 'seed'>, version: number): string {
  const tag = createHash('sha256').update(`${scenario.name}/${seed}`).digest('hex').slice(0, 8);
  return `whsec_${Buffer.from(`lab-not-a-secret-v${version}-${tag}`).toString('base64')}`;
}

/** What ASPIn's secret manager holds now, and the other secret that is about: PaymentHub's if it differs, else the one before. */
export function secretsOf(plan: WebhookPlan): { readonly current: string; readonly other: string } {
  const { aspin } = plan.scenario;
  const versions = aspin.nodes.flatMap(({ secrets, also_from_min }) => [
    ...secrets,
    ...(also_from_min === undefined ? [] : secrets.map((version) => version + 1)),
  ]);
  const current = Math.max(...versions);
  const sent = secretVersion({ plan, at: plan.until });
  return { current: secretOf(plan, current), other: secretOf(plan, sent === current ? current - 1 : sent) };
}
