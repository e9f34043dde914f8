import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { listScenarios, type WebhookScenario } from '../../../src/lab/scenario.ts';
import { loadWebhooks, type Told, tellWebhooks } from './told.ts';

const folder = 'runbooks/missing-webhooks/scenarios';
const scenarios = await listScenarios(folder);
const seeds = Array.from({ length: 20 }, (_, index) => 1_000 + index);

/** The scenario with little else going on: what the hops say of the 15 does not depend on it. */
function quiet(scenario: WebhookScenario): WebhookScenario {
  const traffic = { ...scenario.traffic, webhooks_per_hour: 10, api_per_hour: 10, relay_per_hour: 5 };
  return { ...scenario, traffic: { ...traffic, other_merchants_per_hour: 5, drops_per_hour: 1, health_every_s: 600 } };
}

describe.each(scenarios.map(({ name }) => name))('%s, from 20 seeds', (name) => {
  it('tells one story in all files: who was reached, when, and what came of it', async () => {
    const scenario = quiet(await loadWebhooks(`${folder}/${name}`));
    const ids = new Set<string>();
    for (const seed of seeds) {
      const story = await tellWebhooks(scenario, seed);
      expect([7, 8], `seed ${seed}`).toContain(story.missing.length);
      expect(story.payments).toHaveLength(15);
      expectOneLinePerArrival(story, scenario);
      expectStampsInOrder(story);
      expectSampleSigned(story);
      ids.add(story.payments.map(({ payment, event, at }) => `${payment} ${event} ${at}`).join());
    }
    expect(ids.size).toBe(seeds.length);
  }, 120_000);
});

/** An answered attempt has one line at the edge, or at the relay and then at the edge; one without an answer and a time-out has none. */
function expectOneLinePerArrival({ attempts, edge, relay, staged }: Told, scenario: WebhookScenario) {
  const aspinAddresses = staged.files.map(({ path }) => /^certs\/(.+)\.pem$/.exec(path)?.[1]).filter(Boolean);
  const arrived = attempts.filter(
    ({ to, status, error }) =>
      aspinAddresses.includes(to) && (status !== undefined || error?.startsWith('read timeout')),
  );
  if (scenario.relay.in_path) {
    expect(relay.filter(({ ev }) => ev === 'received')).toHaveLength(arrived.length);
    expect(relay.filter(({ ev }) => ev === 'forwarded' || ev === 'forward_failed')).toHaveLength(edge.length);
    expect(new Set(edge.map(({ ip }) => ip))).toEqual(new Set(['10.30.0.9']));
    return;
  }
  expect(relay).toEqual([]);
  expect(edge).toHaveLength(arrived.length);
  for (const attempt of arrived) {
    const line = edge.find(({ wid, start }) => wid === attempt.event && Math.abs(start - attempt.at) < 500);
    expect(line?.ip).toBe(attempt.from);
    expect(line?.status).toBe(attempt.status ?? 499);
    expect(line?.start).toBeGreaterThanOrEqual(attempt.at);
    expect(line?.end).toBeLessThanOrEqual(attempt.at + attempt.ms);
  }
}

/** The application is stamped at its start and while the edge waits; the edge when it is over. */
function expectStampsInOrder({ edge, app, worker }: Told) {
  for (const line of edge) {
    const near = app.filter(({ wid, at }) => wid === line.wid && at >= line.start && at <= line.start + 30_000);
    const received = near.find(({ ev }) => ev === 'received');
    if (line.upstream === '-') {
      expect(received).toBeUndefined();
      continue;
    }
    expect(received?.at).toBeLessThanOrEqual(line.end);
    const number = Number(String(received?.node).slice(1));
    expect(line.upstream).toMatch(new RegExp(`\\.${10 + number}:8080$`));
    const done = near.filter(({ dur_ms }) => dur_ms !== undefined).at(-1);
    expect(Math.abs((done?.at ?? 0) - (received?.at ?? 0) - Number(done?.dur_ms))).toBeLessThanOrEqual(1);
    if (line.status === 499) expect(done?.at).toBeGreaterThan(line.end);
    else expect(done?.at).toBeLessThanOrEqual(line.end);
  }
  for (const { wid, at } of worker) {
    const queued = app.find((line) => line.wid === wid && line.ev === 'received');
    expect(at).toBeGreaterThan(queued?.at ?? Number.POSITIVE_INFINITY);
  }
}

/** Another implementation of Standard Webhooks makes the same signature with one of the two secrets. */
function expectSampleSigned({ text, staged, missing }: Told) {
  const sample = text('sample-delivery.http');
  if (sample === '') return;
  const [head = '', body = ''] = sample.split('\r\n\r\n');
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(head)?.[1] ?? '';
  expect(missing).toContain(header('webhook-id'));
  expect(Number(header('content-length'))).toBe(Buffer.byteLength(body));
  const sign = (secret: string | undefined) =>
    new Webhook(secret ?? '').sign(header('webhook-id'), new Date(Number(header('webhook-timestamp')) * 1000), body);
  const { webhook_secret, other_webhook_secret } = staged.inputs;
  const isOther = header('webhook-signature') === sign(other_webhook_secret);
  expect(header('webhook-signature')).toBe(sign(isOther ? other_webhook_secret : webhook_secret));
}
