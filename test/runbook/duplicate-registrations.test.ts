import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { loadRunbook } from '../../src/runbook/load.ts';
import inventory from '../fixtures/duplicate-registrations-inventory.json' with { type: 'json' };
import { walkFolder } from '../helpers/walk-folder.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const file = fileURLToPath(new URL('../../runbooks/duplicate-registrations/runbook.yaml', import.meta.url));
const loaded = await loadRunbook(file);
const { runbook } = loaded;
const steps = runbook.phases.flatMap((phase) => phase.steps);

test('everything the bug report names is in the runbook, under its id', () => {
  const refs = new Set(refsIn(runbook));
  expect(inventory.filter((id) => !refs.has(id))).toEqual([]);
});

test('both questions have the hypotheses of the contract, in its order', () => {
  expect(Object.fromEntries(runbook.axes.map((axis) => [axis.id, axis.hypotheses.map(({ id }) => id)]))).toEqual({
    trigger: [
      'client-timeout-retry',
      'client-error-retry',
      'client-retries-success',
      'user-resubmit',
      'proxy-resend',
      'queue-redelivery',
      'tcp-retransmission',
      'receiver-worker-repeat',
    ],
    barrier: [
      'no-idempotency-key',
      'new-key-each-attempt',
      'key-ignored',
      'check-then-insert-race',
      'key-store-loses-key',
    ],
  });
});

test('the priors of a question, with something else, make a whole', () => {
  for (const axis of runbook.axes) {
    expect(axis.hypotheses.reduce((sum, one) => sum + one.prior, axis.other)).toBeCloseTo(1, 2);
  }
});

test('every file of the evidence folder has a source, rotated ones included', () => {
  expect(runbook.sources.flatMap(({ log, config }) => log?.files ?? config?.file ?? []).sort()).toEqual([
    'aspin-bff.jsonl*',
    'aspin-outbound.jsonl*',
    'aspin-worker.jsonl*',
    'config/aspin-queue.yaml',
    'config/aspin.env',
    'config/partnercrm-gateway.yaml',
    'config/partnercrm.yaml',
    'partnercrm-app.jsonl*',
    'partnercrm-edge-error.log*',
    'partnercrm-edge.log*',
    'partnercrm-idempotency.jsonl*',
    'partnercrm-worker.jsonl*',
  ]);
});

test('clocks are read as the parties write them: the edge at the end of a request, the client at its start', () => {
  const log = (id: string) => runbook.sources.find((source) => source.id === id)?.log;
  expect(log('crm_edge')).toMatchObject({ stamps: 'end', duration: { field: 'rt', unit: 's' } });
  expect(log('aspin_outbound')).toMatchObject({ stamps: 'start', duration: { field: 'dur_ms', unit: 'ms' } });
});

test.each(runbook.observations.map((one) => [one.id, one] as const))(
  'the base rates of %s make a whole',
  (_, observation) => {
    expect(observation.outcomes.reduce((sum, outcome) => sum + outcome.base, 0)).toBeCloseTo(1, 2);
  },
);

test('every outcome of an observation can be seen by some step', () => {
  const unseen = runbook.observations.flatMap((observation) => {
    const seen = steps
      .filter((step) => step.observes === observation.id)
      .flatMap((step) => [...(step.outcomes ?? []), ...(step.choices ?? [])].map(({ id }) => id));
    return observation.outcomes.filter(({ id }) => !seen.includes(id)).map(({ id }) => `${observation.id}/${id}`);
  });
  expect(unseen).toEqual([]);
});

test('every hypothesis that can be the cause has a fix that is for it, and every fix that says what shows its success names a step', () => {
  const fixed = new Set(runbook.fixes.flatMap((fix) => fix.when));
  const all = runbook.axes.flatMap((axis) => axis.hypotheses.map(({ id }) => id));
  // A segment that TCP sends again never becomes a second request, so there is nothing to mend.
  expect(all.filter((id) => !fixed.has(id))).toEqual(['tcp-retransmission']);
  const ids = new Set(steps.map(({ id }) => id));
  expect(runbook.fixes.filter(({ verify }) => verify !== undefined && !ids.has(verify))).toEqual([]);
});

test('no check of the runbook changes anything by itself', () => {
  const changing = steps.filter((step) => 'http' in step && step.http !== undefined && step.risk === 'read');
  expect(
    changing.filter((step) => !['GET', 'HEAD', undefined].includes((step.http as { method?: string }).method)),
  ).toEqual([]);
});

test('the published schema knows every key of the runbook and describes every check', () => {
  const schema = JSON.parse(readFileSync(new URL('../../runbook.schema.json', import.meta.url), 'utf8'));
  expect(Object.keys(runbook).filter((key) => !(key in schema.properties))).toEqual([]);
  const step = schema.properties.phases.items.properties.steps.items;
  expect(step.additionalProperties).toBe(false);
  for (const check of Object.values(checks)) expect(step.properties[check.kind].description).toBe(check.summary);
  expect(step.properties.ask.description).toBe('A question to a party, or to the engineer');
  expect(schema.required).toEqual(
    expect.arrayContaining(['causebook', 'id', 'title', 'phases', 'observations', 'axes']),
  );
  expect(schema.required).not.toContain('inputs');
});

function refsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'ref' ? [inner].flat() : refsIn(inner)));
}

test('a customer whose repeats the window cuts off does not make the count of repeats vary', async () => {
  const begin = Date.parse('2026-05-12T10:00:00Z');
  // The window reaches half an hour to both sides of CUST_5's three calls; it cuts off the first call of CUST_0 and the last of CUST_9.
  const starts = { CUST_0: -1_801, CUST_1: -900, CUST_2: -500, CUST_5: 0, CUST_7: 600, CUST_8: 1_200, CUST_9: 1_801 };
  const lines = Object.entries(starts).flatMap(([cust, second]) =>
    [1, 2, 3].map((attempt) => {
      const ts = new Date(begin + (second + 2 * attempt - 2) * 1000).toISOString();
      return JSON.stringify({ ts, cust, attempt, outcome: 'success', dur_ms: 150 });
    }),
  );
  const { folder, remove } = await writeFolder({
    'aspin-outbound.jsonl': `${lines.join('\n')}\n`,
    'config/aspin.env': 'RETRY_MAX_ATTEMPTS=3\n',
  });
  try {
    const { steps } = await walkFolder({ runbook: loaded, folder, given: { customer_id: 'CUST_5' } });
    expect(steps.get('check_repeat_count')?.result).toMatchObject({
      outcome: 'always_max',
      facts: { affected: 7, whole: 5, fewest: 3, most: 3 },
    });
  } finally {
    await remove();
  }
});
