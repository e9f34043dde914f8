import { expect, test } from 'vitest';
import { type Attempt, type Line, loadWebhooks, type Told, tellWebhooks } from './told.ts';

const story = async (name: string) => tellWebhooks(await loadWebhooks(`test/lab/causes/webhooks/${name}`));
const attemptsFor = ({ attempts, missing }: Told): readonly Attempt[] =>
  attempts.filter(({ event }) => missing.includes(event));
const linesFor = (lines: readonly Line[], { missing }: Told) => lines.filter(({ wid }) => missing.includes(wid ?? ''));
const set = (values: readonly unknown[]) => [...new Set(values)];

test('a range that is not let in is dropped at the firewall, three times an attempt, and is the only one that is', async () => {
  const told = await story('address-blocked');
  const failed = attemptsFor(told);
  expect(set(failed.map(({ error }) => error))).toEqual(['connect timeout after 5000 ms']);
  for (const { from } of failed) expect(from).toMatch(/^203\.0\.113\./);
  expect(set(told.attempts.map(({ from }) => from.split('.')[0]))).toEqual(['198', '203']);
  const drops = told
    .text('firewall.log')
    .split('\n')
    .filter((line) => line.includes('TCP 203.0.113.'));
  const first = failed[0];
  const ofFirst = drops.filter((line) => line.startsWith(new Date(first?.at ?? 0).toISOString().slice(0, 16)));
  expect(ofFirst.length).toBeGreaterThanOrEqual(3);
  expect(linesFor(told.app, told)).toEqual([]);
  expect(told.text('aspin-allowlist.json')).not.toContain('203.0.113.');
  expect(told.text('paymenthub-ip-ranges.json')).toContain('203.0.113.16/28');
});

test('payments of one method have no event, in the list of payments too, and nothing was tried for them', async () => {
  const { payments, attempts, text } = await story('no-event-for-method');
  expect(set(payments.filter(({ event }) => event === '').map(({ method }) => method))).toEqual(['bank_transfer']);
  expect(payments.filter(({ method }) => method === 'card').every(({ event }) => event !== '')).toBe(true);
  expect(attempts).toHaveLength(8);
  for (const { payment, event } of payments)
    expect(text('paymenthub-events.jsonl').includes(`"${payment}"`), payment).toBe(event !== '');
});

test('an endpoint that was switched off has events without deliveries', async () => {
  const told = await story('endpoint-disabled');
  expect(attemptsFor(told)).toEqual([]);
  const events = told
    .text('paymenthub-events.jsonl')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  expect(set(events.filter(({ event }) => told.missing.includes(event)).map(({ deliveries }) => deliveries))).toEqual([
    0,
  ]);
  expect(JSON.parse(told.text('paymenthub-endpoint.json'))[0].enabled).toBe(false);
});

test('a job that crashes the worker was answered 200, and lies in the dead-letter queue after three tries', async () => {
  const told = await story('worker-crash');
  expect(set(attemptsFor(told).map(({ status }) => status))).toEqual([200]);
  for (const event of told.missing) {
    const jobs = told.worker.filter(({ wid }) => wid === event);
    expect(jobs.map(({ ev }) => ev)).toEqual(['crash', 'crash', 'crash', 'dead_lettered']);
  }
});

test('an outage is 502 for every caller, and what is tried four times in it is not tried after it', async () => {
  const told = await story('outage-retried-too-briefly');
  const failed = attemptsFor(told);
  expect(set(failed.map(({ status }) => status))).toEqual([502]);
  for (const event of told.missing) expect(failed.filter((one) => one.event === event)).toHaveLength(4);
  expect(told.text('aspin-edge.log')).toMatch(/"GET \/api\/\S+ HTTP\/1.1" 502 /);
  const end = Date.parse('2026-05-11T12:30:00Z');
  expect(Math.max(...failed.map(({ at }) => at))).toBeLessThan(end);
  expect(told.attempts.some(({ at, status }) => at > end && status === 200)).toBe(true);
});

test('a database that is gone is 500 for every caller, and nothing is tried again', async () => {
  const told = await story('outage-not-retried');
  expect(set(attemptsFor(told).map(({ status }) => status))).toEqual([500]);
  expect(attemptsFor(told)).toHaveLength(7);
  expect(told.text('aspin-edge.log')).toMatch(/"GET \/api\/\S+ HTTP\/1.1" 500 /);
});

test('a payload of a new version is refused with 422, or swallowed with 200, and the log says which version', async () => {
  const refused = await story('schema-refused');
  expect(set(attemptsFor(refused).map(({ status }) => status))).toEqual([422]);
  expect(set(linesFor(refused.app, refused).map(({ ev }) => ev))).toEqual(['received', 'schema_invalid']);
  expect(
    set(refused.payments.filter(({ event }) => refused.missing.includes(event)).map(({ method }) => method)),
  ).toEqual(['mpesa']);
  expect(refused.text('sample-delivery.http')).toContain('"version":2');

  const swallowed = await story('schema-swallowed');
  expect(set(attemptsFor(swallowed).map(({ status }) => status))).toEqual([200]);
  expect(set(linesFor(swallowed.app, swallowed).map(({ reason }) => reason))).toEqual([
    undefined,
    'unknown schema version 2',
  ]);
});

test('a certificate that ran out and was renewed later fails in between, and looks right today', async () => {
  const told = await story('certificate-expired');
  expect(set(attemptsFor(told).map(({ error }) => error))).toEqual(['tls: certificate has expired']);
  const notes = JSON.parse(told.text('certs/notes.json'));
  for (const address of ['192.0.2.80', '192.0.2.81']) {
    expect(notes[address]).toMatchObject({
      installed_at: '2026-05-11T16:00:00Z',
      previous_not_after: '2026-05-11T11:00:00Z',
    });
    expect(told.text(`certs/${address}.pem`).match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  }
});
