import { createVirtualClock } from './clock.ts';
import { createEvidence } from './evidence/evidence.ts';
import { renderSettings } from './evidence/settings.ts';
import { type WrittenFile, writeEvidence } from './evidence/write.ts';
import { createClient } from './parties/client.ts';
import { createCrm } from './parties/crm.ts';
import { createEdge } from './parties/edge.ts';
import { createFrontEnd, type Submission } from './parties/front-end.ts';
import { createOtherPartner } from './parties/other-partner.ts';
import { createQueue } from './parties/queue.ts';
import { startTraffic } from './parties/traffic.ts';
import { planScenario } from './plan.ts';
import { createRandom } from './random.ts';
import type { Scenario } from './scenario.ts';
import type { World } from './world.ts';

/** A staged incident: the files written (paths inside the folder), the inputs that open it, and its true cause. */
export type Staged = {
  readonly files: readonly WrittenFile[];
  readonly inputs: Readonly<Record<string, string>>;
  readonly truth: Scenario['truth'];
  readonly lines: number;
};

/**
 * Stages an incident in virtual time and writes its evidence folder under `dir`. The same scenario and seed give the
 * same bytes; without a seed it is the scenario's own.
 */
export async function stageScenario(given: {
  readonly scenario: Scenario;
  readonly dir: string;
  readonly seed?: number;
}): Promise<Staged> {
  const { scenario, dir } = given;
  const plan = planScenario(scenario, given.seed ?? scenario.seed);
  const clock = createVirtualClock(plan.from);
  const random = createRandom(`${scenario.name}/${plan.seed}`);
  const evidence = createEvidence({ clock, random: random.fork('evidence'), untidy: plan.scenario.untidy });
  play({ clock, random, evidence, plan }, clock.run);
  const files = await writeEvidence({ dir, plan, lines: evidence.lines(), settings: renderSettings(plan.scenario) });
  const lines = files.reduce((sum, file) => sum + file.lines, 0);
  return { files, inputs: { customer_id: plan.customer }, truth: scenario.truth, lines };
}

function play(world: World, run: () => void): void {
  const { clock, plan } = world;
  const { aspin } = plan.scenario;
  const crm = createCrm(world);
  const edge = createEdge(world, crm.nodes);
  const register = createClient(world, {
    partner: 'partnercrm',
    op: 'register',
    path: '/v1/customers',
    ip: '10.20.0.5',
    send: edge,
  });
  const archive = createOtherPartner(world);
  const operate = (submission: Submission, done: () => void) => {
    archive(submission);
    register(submission, done);
  };
  const handOver = aspin.queue
    ? createQueue(world, { settings: aspin.queue, handle: operate })
    : (one: Submission) => operate(one, () => {});
  const frontEnd = createFrontEnd(world, handOver);
  startTraffic(world, { frontEnd, edge });
  clock.after(plan.submittedAt - plan.from, () => frontEnd.register(plan.customer));
  run();
  crm.dumpKeys();
}
