import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadWebhooks, type Told, tellWebhooks } from './told.ts';

function storyOf(name: string): () => Told {
  let story: Told;
  beforeAll(async () => {
    story = await tellWebhooks(await loadWebhooks(`runbooks/missing-webhooks/scenarios/${name}`));
  });
  return () => story;
}

const values = (rows: readonly object[], field: string) => [
  ...new Set(rows.map((row) => (row as Record<string, unknown>)[field])),
];
const of = <Row extends { readonly wid?: string; readonly event?: string }>(
  rows: readonly Row[],
  events: readonly string[],
) => rows.filter(({ wid, event }) => events.includes(wid ?? event ?? ''));
const endpoints = ({ text }: Told) => JSON.parse(text('paymenthub-endpoint.json'));

test('s2-01: all deliveries since the rotation are refused for their signature and never tried again', async () => {
  const told = await tellWebhooks(await loadWebhooks('runbooks/missing-webhooks/scenarios/s2-01-secret-rotated'));
  const { payments, missing, attempts, app, text } = told;
  expect(missing).toEqual(payments.slice(8).map(({ event }) => event));
  const rotated = Date.parse('2026-05-11T11:00:00Z');
  expect(payments.map(({ at }) => at >= rotated)).toEqual(payments.map((_, index) => index >= 8));
  expect(attempts).toHaveLength(15);
  expect(values(of(attempts, missing), 'status')).toEqual([401]);
  expect(values(of(attempts, missing), 'next_attempt')).toEqual([null]);
  expect(values(of(app, missing), 'ev')).toEqual(['received', 'signature_invalid']);
  expect(endpoints(told)[0]).toMatchObject({ secret_version: 2, enabled: true });
  // What is innocent is there all the same: a certificate of the same morning.
  expect(JSON.parse(text('certs/notes.json'))['192.0.2.80'].installed_at).toBe('2026-05-11T09:00:00Z');
});

test('s2-02: the node with the old secret refuses every delivery it gets, the other none', async () => {
  const told = await tellWebhooks(await loadWebhooks('runbooks/missing-webhooks/scenarios/s2-02-one-node-old-secret'));
  const { missing, app, payments, text } = told;
  expect(values(of(app, missing), 'node')).toEqual(['n2']);
  expect(
    values(
      app.filter(({ wid }) => !missing.includes(wid ?? '')),
      'node',
    ),
  ).toEqual(['n1']);
  expect(missing).not.toEqual(payments.slice(8).map(({ event }) => event));
  expect(text('config/aspin.yaml')).toContain('burst: 20');
  expect(text('aspin-edge-error.log')).not.toContain('limiting requests');
});

describe('s2-04: leaf-only certificate', () => {
  const story = storyOf('s2-04-leaf-only-certificate');

  test('every attempt at the one address fails in the handshake, retries too, and leaves no line at the edge', () => {
    const { missing, attempts, edge, text } = story();
    const failed = of(attempts, missing);
    expect(values(failed, 'to')).toEqual(['192.0.2.81']);
    expect(values(failed, 'error')).toEqual(['tls: unable to get local issuer certificate']);
    expect(failed).toHaveLength(missing.length * 5);
    expect(of(edge, missing)).toEqual([]);
    expect(text('sample-delivery.http')).toBe('');
  });

  test('openssl finds the one chain good and the other without its issuer, both for the right name', async () => {
    const scenario = await loadWebhooks('runbooks/missing-webhooks/scenarios/s2-04-leaf-only-certificate');
    await tellWebhooks(scenario, scenario.seed, async (dir) => {
      const root = path.join(dir, 'trust', 'lab-root.pem');
      const verify = (address: string) => {
        const chain = path.join(dir, 'certs', `${address}.pem`);
        const argv = ['verify', '-CAfile', root, '-untrusted', chain, '-verify_hostname', 'hooks.aspin.test', chain];
        return promisify(execFile)('openssl', argv).then(
          ({ stdout }) => stdout,
          (error: { stderr: string }) => error.stderr,
        );
      };
      expect(await verify('192.0.2.80')).toContain(': OK');
      expect(await verify('192.0.2.81')).toContain(
        'error 20 at 0 depth lookup: unable to get local issuer certificate',
      );
      const count = async (address: string) =>
        (await readFile(path.join(dir, 'certs', `${address}.pem`), 'utf8')).split('BEGIN CERTIFICATE').length - 1;
      expect([await count('192.0.2.80'), await count('192.0.2.81')]).toEqual([2, 1]);
    });
  });
});

test('s2-05: the edge logs 499 after 5 s, the work ends later, and some of the missing are active all the same', async () => {
  const told = await tellWebhooks(await loadWebhooks('runbooks/missing-webhooks/scenarios/s2-05-handler-too-slow'));
  const { missing, attempts, edge, app, text } = told;
  expect(values(of(attempts, missing), 'error')).toEqual(['read timeout after 5000 ms']);
  for (const { status, start, end } of of(edge, missing)) {
    expect(status).toBe(499);
    expect(end - start).toBe(5_000);
  }
  const done = of(app, missing).filter(({ ev }) => ev === 'processed' || ev === 'rolled_back');
  expect(done).toHaveLength(missing.length);
  for (const { dur_ms } of done) expect(dur_ms).toBeGreaterThan(5_500);
  expect(done.filter(({ ev }) => ev === 'processed')).toHaveLength(2);
  expect(text('aspin-worker.jsonl')).toBe('');
});

test('s2-06: nginx refuses a burst itself, four attempts long, and says so in its error log alone', async () => {
  const told = await tellWebhooks(await loadWebhooks('runbooks/missing-webhooks/scenarios/s2-06-edge-rate-limit'));
  const { missing, attempts, edge, app, text, payments } = told;
  expect((payments.at(-1)?.at ?? 0) - (payments[0]?.at ?? 0)).toBeLessThan(1_000);
  const failed = of(attempts, missing);
  expect(failed).toHaveLength(missing.length * 4);
  expect(values(failed, 'status')).toEqual([503]);
  expect(values(of(edge, missing), 'upstream')).toEqual(['-']);
  expect(of(app, missing)).toEqual([]);
  expect(text('aspin-edge-error.log')).toContain('by zone "webhooks"');
  expect(text('aspin-edge-error.log')).toContain('Connection refused');
});

test('s2-08: a payment is a duplicate because an earlier one of the same customer and amount was processed', async () => {
  const told = await tellWebhooks(await loadWebhooks('runbooks/missing-webhooks/scenarios/s2-08-wrong-dedupe-key'));
  const { missing, attempts, app } = told;
  expect(values(attempts, 'status')).toEqual([200]);
  expect(values(of(app, missing), 'ev')).toEqual(['received', 'duplicate']);
  for (const { key, wid } of of(app, missing).filter(({ ev }) => ev === 'duplicate')) {
    const first = app.find((line) => line.key === key);
    expect(first?.ev).toBe('queued');
    expect(first?.wid).not.toBe(wid);
  }
  // Two were really sent twice, by hand.
  expect(attempts.filter(({ attempt }) => attempt === 2)).toHaveLength(2);
});

test('s2-09: what goes to the second account goes to the old host and is answered 301, five times', async () => {
  const told = await tellWebhooks(await loadWebhooks('runbooks/missing-webhooks/scenarios/s2-09-old-host-redirects'));
  const { missing, attempts, edge } = told;
  expect(values(of(attempts, missing), 'status')).toEqual([301]);
  expect(values(of(attempts, missing), 'to')).toEqual(['192.0.2.90']);
  expect(of(attempts, missing)).toHaveLength(missing.length * 5);
  expect(of(edge, missing)).toEqual([]);
  expect(endpoints(told).map(({ url }: { url: string }) => url)).toEqual([
    'https://hooks.aspin.test/webhooks/payment',
    'https://hooks-old.aspin.test/webhooks/payment',
  ]);
});

test('s2-11: PaymentHub sees 202 for all, the relay is refused for its token, and the signatures are right', async () => {
  const told = await tellWebhooks(await loadWebhooks('runbooks/missing-webhooks/scenarios/s2-11-relay-token-expired'));
  const { missing, attempts, edge, app, relay, text } = told;
  expect(values(attempts, 'status')).toEqual([202]);
  expect(values(of(edge, missing), 'status')).toEqual([401]);
  expect(values(of(app, missing), 'ev')).toEqual(['received', 'unauthorized']);
  expect(values(of(relay, missing), 'ev')).toEqual(['received', 'forward_failed']);
  expect(
    values(
      of(relay, missing).filter(({ ev }) => ev === 'forward_failed'),
      'www',
    ),
  ).toEqual(['Bearer error="invalid_token", error_description="expired"']);
  expect(text('aspin-app.jsonl')).not.toContain('signature_invalid');
  expect(text('config/integration.yaml')).toBe('ack: before_forward\nretry: 0\non_error: log\n');
});
