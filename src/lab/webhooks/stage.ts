import path from 'node:path';
import { createVirtualClock } from '../clock.ts';
import { createEvidence, type Evidence } from '../evidence/evidence.ts';
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
  const { plan, played, evidence } = findDay(scenario, seed);
  const { untidy } = plan.scenario;
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

function findDay(scenario: WebhookScenario, seed: number) {
  const counts: number[] = [];
  for (let tried = 0; tried < 100; tried += 1) {
    const plan = planWebhooks(scenario, { seed, tried });
    const { length } = play(plan, { isNoisy: false }).played.missing;
    if (length >= plan.missing[0] && length <= plan.missing[1]) return { plan, ...play(plan, { isNoisy: true }) };
    counts.push(length);
  }
  const { name } = scenario;
  throw new Error(
    `${name}, seed ${seed}: on no day as many payments are missing as there should be, but ${counts.join(', ')}`,
  );
}

function play(plan: WebhookPlan, { isNoisy }: { readonly isNoisy: boolean }): { played: Played; evidence: Evidence } {
  const { untidy } = plan.scenario;
  const clock = createVirtualClock(plan.from);
  const random = createRandom(plan.randomSeed);
  const evidence = createEvidence({
    clock,
    random: random.fork('evidence'),
    shuffleMs: { 'aspin-app.jsonl': untidy.app_shuffle_ms, 'aspin-edge.log': untidy.edge_shuffle_ms },
    omit: untidy.omit,
  });
  return { played: playDay({ clock, random, evidence, plan }, { run: clock.run, isNoisy }), evidence };
}

function rotationsOf({ scenario, onset }: WebhookPlan): readonly Rotation[] {
  const rotated = scenario.untidy.rotate_edge_min;
  if (!rotated) return [];
  return [{ file: 'aspin-edge.log', at: [onset + rotated[0] * 60_000, onset + rotated[1] * 60_000] }];
}
