import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Scenario } from '../../src/lab/scenario.ts';
import { stageScenario } from '../../src/lab/stage.ts';
import { loadRegistrations, tell } from './staged.ts';

const folder = 'runbooks/duplicate-registrations/scenarios/s1-08-key-store-per-node';

async function digests(scenario: Scenario, seed?: number): Promise<Readonly<Record<string, string>>> {
  const dir = await mkdtemp(path.join(tmpdir(), 'causebook-stage-'));
  try {
    const { files } = await stageScenario({ scenario, dir, ...(seed !== undefined && { seed }) });
    const entries = files.map(async ({ path: name }) => {
      const bytes = await readFile(path.join(dir, name));
      return [name, createHash('sha256').update(bytes).digest('hex')] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  } finally {
    await rm(dir, { recursive: true });
  }
}

test('the same scenario and seed give the same bytes, another seed gives others', async () => {
  const scenario = await loadRegistrations(folder);
  const first = await digests(scenario);
  expect(await digests(scenario)).toEqual(first);
  const other = await digests(scenario, 4711);
  expect(await digests(scenario, 4711)).toEqual(other);
  for (const [name, digest] of Object.entries(other)) {
    if (!name.startsWith('config/partnercrm-gateway')) expect(digest, name).not.toBe(first[name]);
  }
});

test('a seed of its own draws customer, date, speed and addresses and keeps the mechanism', async () => {
  const [first, second] = [await tell(folder, 21), await tell(folder, 22)];
  expect(first.staged.inputs.customer_id).toMatch(/^CUST_\d{4,5}$/);
  expect(first.staged.inputs.customer_id).not.toBe(second.staged.inputs.customer_id);
  expect(String(first.attempts[0]?.ts).slice(0, 10)).not.toBe(String(second.attempts[0]?.ts).slice(0, 10));
  expect(first.text('config/aspin.env')).not.toBe(second.text('config/aspin.env'));
  for (const story of [first, second]) {
    expect(story.inserted).toHaveLength(3);
    expect(new Set(story.received.map((row) => row.node)).size).toBe(3);
  }
});

test('the folder holds the files of the contract, and only those its parties have', async () => {
  const { staged } = await tell(folder);
  expect(staged.files.map((file) => file.path)).toEqual([
    'aspin-bff.jsonl',
    'aspin-outbound.jsonl',
    'config/aspin.env',
    'config/partnercrm-gateway.yaml',
    'config/partnercrm.yaml',
    'partnercrm-app.jsonl',
    'partnercrm-edge-error.log',
    'partnercrm-edge.log',
    'partnercrm-edge.log.1',
    'partnercrm-edge.log.2.gz',
    'partnercrm-idempotency.jsonl',
  ]);
  expect(staged.inputs).toEqual({ customer_id: 'CUST_7890' });
  expect(staged.truth).toEqual({ trigger: 'client-timeout-retry', barrier: 'key-store-loses-key' });
});

test('files nobody exported are missing, and fields nobody logs are left out', async () => {
  const scenario = await loadRegistrations(folder);
  const dir = await mkdtemp(path.join(tmpdir(), 'causebook-stage-'));
  try {
    const untidy = {
      ...scenario.untidy,
      rotate_edge_min: null,
      missing: ['aspin-bff.jsonl'],
      omit: {
        'partnercrm-app.jsonl': ['trace'],
        'partnercrm-edge.log': ['us', 'msec'],
        'config/aspin.env': ['SUCCESS_STATUS'],
      },
    };
    const { files } = await stageScenario({ scenario: { ...scenario, untidy }, dir });
    const read = (name: string) => readFile(path.join(dir, name), 'utf8');
    expect(files.map((file) => file.path)).not.toContain('aspin-bff.jsonl');
    expect(await read('partnercrm-app.jsonl')).not.toContain('"trace"');
    expect((await read('partnercrm-edge.log')).split('\n')[0]).toMatch(
      /^\S+ \[[^\]]+\] ".*" \d{3} rt=\S+ ua=\S+ ut=\S+ rid=\w{32} idk=\S+$/,
    );
    expect(await read('config/aspin.env')).not.toContain('SUCCESS_STATUS');
  } finally {
    await rm(dir, { recursive: true });
  }
});

test('lines lie slightly out of order, outbound lines in the order in which attempts ended', async () => {
  const { rows } = await tell(folder);
  const app = rows('partnercrm-app.jsonl').map((row) => Date.parse(String(row.ts)));
  const steps = app.slice(1).map((at, index) => at - (app[index] ?? 0));
  expect(Math.min(...steps)).toBeLessThan(0);
  expect(Math.min(...steps)).toBeGreaterThan(-1_000);
  const ends = rows('aspin-outbound.jsonl')
    .filter((row) => row.attempt !== undefined)
    .map((row) => Date.parse(String(row.ts)) + Number(row.dur_ms));
  expect(ends).toEqual([...ends].sort((one, other) => one - other));
});
