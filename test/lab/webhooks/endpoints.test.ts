import { access, readFile } from 'node:fs/promises';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import path from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterEach, expect, test } from 'vitest';
import { createWebhookEndpoints, type WebhookEndpoints } from '../../../src/lab/webhooks/endpoints.ts';
import { planWebhooks } from '../../../src/lab/webhooks/plan.ts';
import { secretOf } from '../../../src/lab/webhooks/secret.ts';
import { loadWebhooks, tellWebhooks } from './told.ts';

type Answer = {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
};

const open: WebhookEndpoints[] = [];
afterEach(async () => {
  for (const endpoints of open.splice(0)) await endpoints.close();
});

async function start(name: string) {
  const scenario = await loadWebhooks(`runbooks/missing-webhooks/scenarios/${name}`);
  const endpoints = await createWebhookEndpoints({ scenario });
  open.push(endpoints);
  const ca = await readFile(endpoints.inputs.endpoint_ca ?? '', 'utf8');
  const plan = planWebhooks(scenario, { seed: scenario.seed, tried: 0 });
  return {
    ...endpoints,
    ca,
    url: endpoints.inputs.endpoint_url ?? '',
    secret: (version: number) => secretOf(plan, version),
  };
}

function send(url: string, options: RequestOptions, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const request = httpsRequest(url, { method, agent: false, ...options }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

let sent = 0;

function deliver(to: { readonly url: string; readonly ca: string }, secret: string): Promise<Answer> {
  sent += 1;
  const id = `evt_test_${sent}`;
  const now = new Date();
  const body = JSON.stringify({ type: 'payment.completed', data: { payment_id: 'PAY_TEST' } });
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, now, body),
  };
  return send(to.url, { ca: to.ca, headers }, body);
}

test('s2-01: the endpoint takes the old secret, and refuses the new one and no signature at all', async () => {
  const to = await start('s2-01-secret-rotated');
  expect(await deliver(to, to.secret(1))).toMatchObject({ status: 200 });
  const refused = await deliver(to, to.secret(2));
  expect(refused).toMatchObject({ status: 401, body: '{"error":"webhook signature verification failed"}\n' });
  expect(refused.headers['www-authenticate']).toBeUndefined();
  expect(await send(to.url, { ca: to.ca }, '{}')).toMatchObject({ status: 401 });
  expect(await send(to.url, { ca: to.ca })).toMatchObject({ status: 405 });
  expect(await send(to.url.replace('/webhooks/payment', '/health'), { ca: to.ca })).toMatchObject({ status: 200 });
});

test('s2-02: of several deliveries with the new secret every other is refused', async () => {
  const to = await start('s2-02-one-node-old-secret');
  const statuses = [];
  for (let call = 0; call < 4; call += 1) statuses.push((await deliver(to, to.secret(2))).status);
  expect([...statuses].sort()).toEqual([200, 200, 401, 401]);
});

test('s2-04: the one address sends a chain that verifies, the other its own certificate alone', async () => {
  const { addresses, ca } = await start('s2-04-leaf-only-certificate');
  const [good, bad] = addresses.map(({ host, port }) => `https://${host}:${port}/health`);
  expect(await send(good ?? '', { ca })).toMatchObject({ status: 200 });
  await expect(send(bad ?? '', { ca })).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
});

test('s2-09: the old host redirects to the new one', async () => {
  const { oldUrl = '', url, ca } = await start('s2-09-old-host-redirects');
  expect(await send(oldUrl, { ca }, '{}')).toMatchObject({ status: 301, headers: { location: url } });
});

test('s2-11: the relay acknowledges before it knows, whatever comes', async () => {
  const to = await start('s2-11-relay-token-expired');
  expect(await deliver(to, to.secret(2))).toMatchObject({ status: 202 });
});

test('s2-06: a burst is refused with 503, and a single call is not', async () => {
  const to = await start('s2-06-edge-rate-limit');
  expect(await deliver(to, to.secret(1))).toMatchObject({ status: 200 });
  const burst = await Promise.all(Array.from({ length: 40 }, () => deliver(to, to.secret(1))));
  expect(burst.filter(({ status }) => status === 503).length).toBeGreaterThan(0);
});

test('the file of roots holds those of the evidence folder as well', async () => {
  const scenario = await loadWebhooks('runbooks/missing-webhooks/scenarios/s2-01-secret-rotated');
  await tellWebhooks(scenario, scenario.seed, async (dir) => {
    const trust = path.join(dir, 'trust', 'lab-root.pem');
    const endpoints = await createWebhookEndpoints({ scenario, trust });
    open.push(endpoints);
    const roots = await readFile(endpoints.inputs.endpoint_ca ?? '', 'utf8');
    expect(roots).toContain(await readFile(trust, 'utf8'));
    expect(roots.split('BEGIN CERTIFICATE')).toHaveLength(3);
  });
});

test('after close nothing listens and the file of roots is gone', async () => {
  const { url, ca, inputs, close } = await start('s2-01-secret-rotated');
  await close();
  await close();
  await expect(send(url, { ca })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await expect(access(inputs.endpoint_ca ?? '')).rejects.toMatchObject({ code: 'ENOENT' });
});
