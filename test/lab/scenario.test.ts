import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { listScenarios, loadScenario, parseScenario } from '../../src/lab/scenario.ts';

const minimal = `title: t
runbook: duplicate-registrations
seed: 1
story: s
truth: {trigger: client-timeout-retry, barrier: other}
incident: {customer: CUST_1, submitted_at: 2026-05-12T10:30:14Z}
aspin:
  client: {timeout_ms: 100, attempts: 1}
partnercrm:
  handler: {usual_ms: [1, 2]}
  test_environment: {handler_ms: [1, 2]}
`;

test('a scenario takes its name from its folder and its other settings from defaults', () => {
  const scenario = parseScenario(minimal, '/somewhere/my-incident/lab.yaml');
  expect(scenario.name).toBe('my-incident');
  if (scenario.runbook !== 'duplicate-registrations') throw new Error('another kind of incident');
  expect(scenario.aspin.client.retry_status).toEqual([408, 429, 500, 502, 503, 504]);
  expect(scenario.edge.non_idempotent).toBe(false);
});

test('every problem of a lab.yaml is shown at its place', () => {
  const text = minimal
    .replace('attempts: 1', 'attempts: none, atempts: 3')
    .replace('CUST_1', 'Bob')
    .replace('barrier: other', 'barrier: bad-luck')
    .replace('[1, 2]', '[2, 1]')
    .replace('title: t\n', '');
  expect(() => parseScenario(text, 'x/lab.yaml')).toThrow(
    [
      'x/lab.yaml:1:1: title: Invalid input: expected string, received undefined',
      'x/lab.yaml:4:49: truth.barrier: Invalid option: expected one of "no-idempotency-key"|"new-key-each-attempt"|"key-ignored"|"check-then-insert-race"|"key-store-loses-key"|"other"',
      'x/lab.yaml:5:22: incident.customer: must look like CUST_7890',
      'x/lab.yaml:7:39: aspin.client.attempts: Invalid input: expected number, received string',
      'x/lab.yaml:7:45: aspin.client: unknown key "atempts"',
      'x/lab.yaml:9:23: partnercrm.handler.usual_ms: must be [low, high]',
    ].join('\n'),
  );
});

test('a YAML error is shown at its place', () => {
  expect(() => parseScenario('title: [\nseed: 1', 'x/lab.yaml')).toThrow(/^x\/lab\.yaml:\d+:\d+: /);
});

test('a folder without a lab.yaml is not a scenario', async () => {
  await expect(loadScenario('/nowhere')).rejects.toThrow(
    'no scenario at "/nowhere". Expected a readable /nowhere/lab.yaml.',
  );
  expect(await listScenarios('/nowhere')).toEqual([]);
});

test('the scenarios of the runbook are found by the names of their folders', async () => {
  const found = await listScenarios(path.resolve('runbooks/duplicate-registrations/scenarios'));
  expect(found.map((scenario) => scenario.name)).toEqual([
    's1-01-client-timeout',
    's1-02-success-treated-as-failure',
    's1-04-impatient-user',
    's1-05-proxy-resend',
    's1-07-key-ignored',
    's1-08-key-store-per-node',
  ]);
});

test('the scenarios of missing webhooks are found beside them, each with its answers and expectations', async () => {
  const folder = path.resolve('runbooks/missing-webhooks/scenarios');
  const found = await listScenarios(folder);
  expect(found.map((scenario) => scenario.name)).toEqual([
    's2-01-secret-rotated',
    's2-02-one-node-old-secret',
    's2-04-leaf-only-certificate',
    's2-05-handler-too-slow',
    's2-06-edge-rate-limit',
    's2-08-wrong-dedupe-key',
    's2-09-old-host-redirects',
    's2-11-relay-token-expired',
  ]);
  for (const { name, truth } of found) {
    const read = async (file: string) => parse(await readFile(path.join(folder, name, file), 'utf8'));
    expect((await read('expect.yaml')).leaders).toEqual(truth);
    expect((await read('answers.yaml')).answers.length).toBeGreaterThan(4);
  }
});

test('a lab.yaml is of one of the two kinds, and says where it is of neither or has a key of the other', () => {
  expect(() => parseScenario(minimal.replace('duplicate-registrations', 'else'), 'x/lab.yaml')).toThrow(
    'x/lab.yaml:2:10: runbook: Invalid',
  );
  const other = minimal
    .replace('duplicate-registrations', 'missing-webhooks')
    .replace('trigger: client-timeout-retry, barrier: other', 'failure: wrong-url, recovery: other')
    .replace('customer: CUST_1, submitted_at: ', 'onset: ');
  expect(() => parseScenario(other, 'x/lab.yaml')).toThrow(
    ['x/lab.yaml:8:3: aspin: unknown key "client"', 'x/lab.yaml:9:1: unknown key "partnercrm"'].join('\n'),
  );
});
