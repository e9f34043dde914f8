import { createVirtualClock } from './clock.ts';
import { createEvidence } from './evidence/evidence.ts';
import { renderSettings } from './evidence/settings.ts';
import { type WrittenFile, writeEvidence } from './evidence/write.ts';
import { createClient } from './parties/client.ts';
import { createCrm, crmHost } from './parties/crm.ts';
import { createEdge } from './parties/edge.ts';
import { createFrontEnd, type Submission } from './parties/front-end.ts';
import type { Request } from './parties/http.ts';
import { createOtherPartner } from './parties/other-partner.ts';
import { createQueue } from './parties/queue.ts';
import { startTraffic } from './parties/traffic.ts';
import { planScenario } from './plan.ts';
import { createRandom } from './random.ts';
import type { RegistrationScenario } from './scenario.ts';
import type { World } from './world.ts';

/** Stages duplicate registrations in virtual time: the files written and the inputs that open the incident. */
export async function stageRegistrations(given: {
  readonly scenario: RegistrationScenario;
  readonly dir: string;
  readonly seed: number;
}): Promise<{ readonly files: readonly WrittenFile[]; readonly inputs: Readonly<Record<string, string>> }> {
  const { scenario, dir, seed } = given;
  const plan = planScenario(scenario, seed);
  const { untidy } = plan.scenario;
  const clock = createVirtualClock(plan.from);
  const random = createRandom(`${scenario.name}/${plan.seed}`);
  const evidence = createEvidence({
    clock,
    random: random.fork('evidence'),
    shuffleMs: { 'partnercrm-app.jsonl': untidy.app_shuffle_ms, 'partnercrm-edge.log': untidy.edge_shuffle_ms },
    omit: untidy.omit,
  });
  play({ clock, random, evidence, plan }, clock.run);
  const rotated = untidy.rotate_edge_min?.map((minutes) => plan.submittedAt + minutes * 60_000);
  const files = await writeEvidence({
    dir,
    lines: evidence.lines(),
    texts: renderSettings(plan.scenario),
    rotations: rotated ? [{ file: 'partnercrm-edge.log', at: rotated as [number, number] }] : [],
    missing: untidy.missing,
  });
  return { files, inputs: { customer_id: plan.customer } };
}

function play(world: World, run: () => void): void {
  const { clock, plan } = world;
  const { aspin } = plan.scenario;
  const crm = createCrm(world);
  const edge = createEdge<Request>(world, {
    name: 'partnercrm-edge',
    server: crmHost,
    settings: plan.scenario.edge,
    hopMs: plan.hopMs,
    upstreams: crm.nodes,
    marks: ({ trace, key }) => ({ rid: trace, idk: key?.replace('sha256:', '') ?? '-' }),
  });
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
