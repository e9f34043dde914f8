import path from 'node:path';
import { createVirtualClock, type VirtualClock } from '../clock.ts';
import { createEvidence, type Evidence, noEvidence } from '../evidence/evidence.ts';
import { type Rotation, type WrittenFile, writeEvidence } from '../evidence/write.ts';
import { createRandom } from '../random.ts';
import type { WebhookScenario } from '../scenario.ts';
import { renderCertificates, rootFile } from './evidence/certificates.ts';
import { renderDocuments } from './evidence/documents.ts';
import { planWebhooks, type WebhookPlan } from './plan.ts';
import { type Played, playDay } from './play.ts';
import { secretsOf } from './secret.ts';

/**
 * Stages missing webhooks in virtual time: the files written and the inputs that open the incident. Days are drawn until
 * one goes as the bug report says; throws when a hundred do not.
 */
export async function stageWebhooks(given: {
  readonly scenario: WebhookScenario;
  readonly dir: string;
  readonly seed: number;
}): Promise<{ readonly files: readonly WrittenFile[]; readonly inputs: Readonly<Record<string, string>> }> {
  const { scenario, dir, seed } = given;
  const plan = findDay(scenario, seed);
  const { untidy } = plan.scenario;
  const clock = createVirtualClock(plan.from);
  const evidence = createEvidence({
    clock,
    random: createRandom(`${plan.randomSeed}/evidence`),
    shuffleMs: { 'aspin-app.jsonl': untidy.app_shuffle_ms, 'aspin-edge.log': untidy.edge_shuffle_ms },
    omit: untidy.omit,
  });
  const played = play({ plan, clock, evidence, isNoisy: true });
  const certificates = await renderCertificates(plan);
  const files = await writeEvidence({
    dir,
    lines: evidence.lines(),
    texts: [...renderDocuments(plan, played), ...certificates],
    rotations: rotationsOf(plan),
    missing: untidy.missing,
  });
  const { current, other } = secretsOf(plan);
  return {
    files,
    inputs: { webhook_secret: current, other_webhook_secret: other, endpoint_ca: path.join(dir, rootFile) },
  };
}

function findDay(scenario: WebhookScenario, seed: number): WebhookPlan {
  const counts: number[] = [];
  for (let tried = 0; tried < 100; tried += 1) {
    const plan = planWebhooks(scenario, { seed, tried });
    const clock = createVirtualClock(plan.from);
    const count = play({ plan, clock, evidence: noEvidence, isNoisy: false }).missing.length;
    if (count >= plan.missing[0] && count <= plan.missing[1]) return plan;
    counts.push(count);
  }
  const { name } = scenario;
  throw new Error(
    `${name}, seed ${seed}: on no day are as many payments missing as should be, but ${counts.join(', ')}`,
  );
}

function play(given: {
  readonly plan: WebhookPlan;
  readonly clock: VirtualClock;
  readonly evidence: Evidence;
  readonly isNoisy: boolean;
}): Played {
  const { plan, clock, evidence, isNoisy } = given;
  const random = createRandom(plan.randomSeed);
  return playDay({ clock, random, evidence, plan }, { run: clock.run, isNoisy });
}

function rotationsOf({ scenario, onset }: WebhookPlan): readonly Rotation[] {
  const rotated = scenario.untidy.rotate_edge_min;
  if (!rotated) return [];
  return [{ file: 'aspin-edge.log', at: [onset + rotated[0] * 60_000, onset + rotated[1] * 60_000] }];
}
