import { access, readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { afterEach, expect, test } from 'vitest';
import { createEndpoints, type Endpoints } from '../../src/lab/endpoints.ts';
import type { RegistrationScenario } from '../../src/lab/scenario.ts';
import { loadRegistrations } from './staged.ts';

type Answer = { readonly status: number | undefined; readonly body: Readonly<Record<string, unknown>> };

const open: Endpoints[] = [];
afterEach(async () => {
  for (const endpoints of open.splice(0)) await endpoints.close();
});

async function start(
  name: string,
  change: Partial<RegistrationScenario['partnercrm']> = {},
): Promise<Endpoints & { readonly ca: string }> {
  const scenario = await loadRegistrations(`runbooks/duplicate-registrations/scenarios/${name}`);
  const test_environment = { nodes: 1, handler_ms: [20, 30] as const };
  const partnercrm = { ...scenario.partnercrm, test_environment, ...change };
  const endpoints = await createEndpoints({ scenario: { ...scenario, partnercrm } });
  open.push(endpoints);
  return { ...endpoints, ca: await readFile(endpoints.caFile, 'utf8') };
}

function send(
  url: string,
  options: { readonly ca?: string; readonly key?: string; readonly body?: string; readonly host?: string } = {},
): Promise<Answer> {
  const { ca, key, body } = options;
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const headers = key === undefined ? {} : { 'idempotency-key': key };
    const make = url.startsWith('https') ? httpsRequest : httpRequest;
    const request = make(url, { method, headers, agent: false, ...(ca !== undefined && { ca }) }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode, body: JSON.parse(text) as Answer['body'] }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

type Target = { readonly url: string; readonly ca: string; readonly customer?: string };

const register = ({ url, ca, customer = 'CUST_7890' }: Target, key?: string) =>
  send(`${url}/v1/customers`, {
    ca,
    body: JSON.stringify({ external_id: customer }),
    ...(key !== undefined && { key }),
  });

const count = async ({ url, ca, customer = 'CUST_7890' }: Target) =>
  (await send(`${url}/v1/customers?external_id=${customer}`, { ca })).body.count;

test('both parties answer their health checks, PartnerCRM over HTTPS under the lab authority', async () => {
  const { inputs, ca } = await start('s1-01-client-timeout');
  const crm = await send(`${inputs.crm_url}/health`, { ca });
  expect(crm).toEqual({ status: 200, body: { status: 'ok', service: 'partnercrm', nodes: 1 } });
  expect((await send(`${inputs.crm_url.replace('127.0.0.1', 'localhost')}/health`, { ca })).status).toBe(200);
  expect((await send(`${inputs.aspin_url}/health`)).body.status).toBe('ok');
});

test('who does not trust the lab authority refuses the connection', async () => {
  const { inputs } = await start('s1-01-client-timeout');
  await expect(send(`${inputs.crm_url}/health`)).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
});

test('without a key store every registration is a new record, and every request is remembered', async () => {
  const { inputs, ca, requests } = await start('s1-01-client-timeout');
  const to = { url: inputs.crm_url, ca };
  const first = await register(to);
  const second = await register(to, 'k-1');
  expect([first.status, second.status]).toEqual([202, 202]);
  expect(first.body.row).not.toBe(second.body.row);
  expect(await count(to)).toBe(2);
  expect(requests.map((request) => [request.method, request.customer, request.key !== null, request.status])).toEqual([
    ['POST', 'CUST_7890', false, 202],
    ['POST', 'CUST_7890', true, 202],
    ['GET', null, false, 200],
  ]);
});

test('check-then-insert makes one record of two calls in sequence, and five of five at once', async () => {
  // Slow enough for five connections to be made while the first request runs.
  const { inputs, ca } = await start('s1-05-proxy-resend', { test_environment: { nodes: 1, handler_ms: [600, 650] } });
  const to = { url: inputs.crm_url, ca };
  await register(to, 'k-1');
  await register(to, 'k-1');
  expect(await count(to)).toBe(1);
  const other = { ...to, customer: 'CUST_1234' };
  await Promise.all(Array.from({ length: 5 }, () => register(other, 'k-2')));
  expect(await count(other)).toBe(5);
});

test('a key ignored is a record each time, a store in memory passes the test on one node and fails it on three', async () => {
  const ignoring = await start('s1-07-key-ignored');
  const to = { url: ignoring.inputs.crm_url, ca: ignoring.ca };
  await register(to, 'k-1');
  await register(to, 'k-1');
  expect(await count(to)).toBe(2);

  const remembering = await start('s1-08-key-store-per-node');
  const one = { url: remembering.inputs.crm_url, ca: remembering.ca };
  await Promise.all(Array.from({ length: 5 }, () => register(one, 'k-1')));
  expect(await count(one)).toBe(1);

  const three = await start('s1-08-key-store-per-node', { test_environment: { nodes: 3, handler_ms: [20, 30] } });
  const many = { url: three.inputs.crm_url, ca: three.ca };
  for (let call = 0; call < 3; call += 1) await register(many, 'k-1');
  expect(await count(many)).toBe(3);
});

test('what is not a registration is refused in words', async () => {
  const { inputs, ca } = await start('s1-01-client-timeout');
  const post = (body: string) => send(`${inputs.crm_url}/v1/customers`, { ca, body });
  expect(await post('{"name":"x"}')).toMatchObject({ status: 400 });
  expect(await post('x'.repeat(70_000))).toMatchObject({ status: 413, body: { error: 'body larger than 64 KiB' } });
  expect(await send(`${inputs.crm_url}/other`, { ca })).toMatchObject({ status: 404 });
  expect(await send(`${inputs.crm_url}//`, { ca })).toMatchObject({ status: 404 });
});

test('a client that hangs up is remembered with 499, and its record is made all the same', async () => {
  const { inputs, ca, requests } = await start('s1-01-client-timeout', {
    test_environment: { nodes: 1, handler_ms: [60, 60] },
  });
  const to = { url: inputs.crm_url, ca };
  const request = httpsRequest(`${to.url}/v1/customers`, { method: 'POST', ca, agent: false });
  request.on('error', () => {});
  request.end('{"external_id":"CUST_7890"}');
  await expect.poll(() => requests.length).toBe(1);
  request.destroy();
  await expect.poll(() => requests[0]?.status).toBe(499);
  await expect.poll(() => count(to)).toBe(1);
});

test('after close, or when the signal is aborted, nothing listens and the certificate is gone', async () => {
  const first = await start('s1-01-client-timeout');
  await first.close();
  await first.close();
  await expect(send(`${first.inputs.crm_url}/health`, { ca: first.ca })).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
  await expect(access(first.caFile)).rejects.toMatchObject({ code: 'ENOENT' });

  const controller = new AbortController();
  const scenario = await loadRegistrations('runbooks/duplicate-registrations/scenarios/s1-01-client-timeout');
  const second = await createEndpoints({ scenario, signal: controller.signal });
  controller.abort();
  await second.close();
  await expect(send(`${second.inputs.aspin_url}/health`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await expect(createEndpoints({ scenario, signal: controller.signal })).rejects.toThrow('aborted');
});
