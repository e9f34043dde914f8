import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadScenario } from '../../src/lab/scenario.ts';
import { stageScenario } from '../../src/lab/stage.ts';
import { createProgram, type Program } from '../helpers/program.ts';

const scenario = await loadScenario(
  fileURLToPath(
    new URL('../../runbooks/duplicate-registrations/scenarios/s1-02-success-treated-as-failure', import.meta.url),
  ),
);

let program: Program;
let evidence: string;
beforeEach(async () => {
  program = await createProgram();
  evidence = path.join(program.home, 'evidence');
  await stageScenario({ scenario, dir: evidence });
});
afterEach(() => program.remove());

const outbound = () => path.join(evidence, 'aspin-outbound.jsonl');

const oddities: Readonly<
  Record<string, { readonly make: () => Promise<unknown>; readonly status: string; readonly says: string }>
> = {
  binary: {
    make: () => writeFile(outbound(), Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 37) % 256))),
    status: 'error',
    says: 'could be understood (first at aspin-outbound.jsonl:1)',
  },
  empty: {
    make: () => writeFile(outbound(), ''),
    status: 'warn',
    says: "ASPIn's outbound log has no attempt for CUST_7890",
  },
  'a folder': {
    make: async () => {
      await rm(outbound());
      await mkdir(outbound());
      await writeFile(path.join(outbound(), 'inner.txt'), 'x');
    },
    status: 'blocked',
    says: 'ASPIn outbound HTTP log is not in the evidence folder',
  },
  'a pipe that nobody writes to': {
    make: async () => {
      await rm(outbound());
      await execa('mkfifo', [outbound()]);
    },
    status: 'error',
    says: 'aspin-outbound.jsonl is not a regular file',
  },
};

it.each(Object.entries(oddities))(
  'a log that is %s is told as such, and the walk goes on to a verdict',
  async (_, { make, status, says }) => {
    await make();
    const ran = await program.run([
      'run',
      'duplicate-registrations',
      '--evidence',
      evidence,
      '--input',
      'customer_id=CUST_7890',
      '--ui',
      'none',
      '--json',
    ]);
    expect(ran.exitCode).toBe(3);
    const { axes, steps } = JSON.parse(ran.stdout);
    const step = steps.find((one: { id: string }) => one.id === 'check_client_outcome');
    expect(step.status).toBe(status);
    expect(step.say).toContain(says);
    expect(axes[0].leader).toBe('client-retries-success');
  },
);

it('a log of 2 GB does not break the walk', async () => {
  // Sparse: the zeroes after the lines take no room on the disk; to a reader they are one very long line.
  const file = await open(path.join(evidence, 'partnercrm-app.jsonl'), 'r+');
  await file.truncate(2 * 1024 ** 3);
  await file.close();
  const ran = await program.run([
    'run',
    'duplicate-registrations',
    '--evidence',
    evidence,
    '--input',
    'customer_id=CUST_7890',
    '--ui',
    'none',
    '--json',
  ]);
  expect(ran.exitCode).toBe(3);
  const { axes, steps } = JSON.parse(ran.stdout);
  expect(axes.map((axis: { leader: string }) => axis.leader)).toEqual(['client-retries-success', 'no-idempotency-key']);
  expect(steps.filter((step: { status: string }) => step.status === 'error')).toEqual([]);
});
