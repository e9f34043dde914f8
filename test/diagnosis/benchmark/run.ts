import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseAnswers } from '../../../src/incident/answers.ts';
import { createRandom } from '../../../src/lab/random.ts';
import { listScenarios } from '../../../src/lab/scenario.ts';
import { loadRunbook } from '../../../src/runbook/load.ts';
import { gather } from './gather.ts';
import { diagnosisOf, type Fact } from './incident.ts';
import { measureWalks, type WalkRow } from './measure-walks.ts';
import { type Row, tally } from './tally.ts';
import { type Timing, timeDiagnosis } from './timing.ts';
import { allOf, type Incident, variations } from './variations.ts';

/** What the bench has measured: the same for the same seeds, `timing` aside. */
export type Benchmark = {
  readonly runbooks: readonly RunbookBenchmark[];
  readonly timing: Timing;
};

/** What the bench has measured of one runbook. */
export type RunbookBenchmark = {
  readonly id: string;
  readonly scenarios: number;
  readonly incidents: number;
  readonly axes: readonly string[];
  readonly rows: readonly Row[];
  readonly walks: readonly WalkRow[];
  /** Incidents whose diagnosis changed by a byte when their facts came in another order. */
  readonly orderDependent: readonly string[];
};

/**
 * Stages every scenario of the runbooks under `root` from so many seeds, its own first, and measures what the diagnosis makes
 * of it and of its variations. `note` is told what is being done.
 */
export async function runBenchmark(of: {
  readonly root: string;
  readonly seeds: number;
  /** The one runbook to measure; all of them without it. */
  readonly only?: string | undefined;
  readonly note: (text: string) => void;
}): Promise<Benchmark> {
  const timing = timeDiagnosis();
  const runbooks: RunbookBenchmark[] = [];
  for (const id of (await readdir(path.join(of.root, 'runbooks'))).sort()) {
    if (of.only !== undefined && id !== of.only) continue;
    const incidents = await gatherAll({ ...of, id });
    of.note(`${id}: ${incidents.length} incidents, varying them`);
    runbooks.push(measure(id, incidents));
  }
  return { runbooks, timing };
}

async function gatherAll(
  of: Parameters<typeof runBenchmark>[0] & { readonly id: string },
): Promise<readonly Incident[]> {
  const { root, seeds, note, id } = of;
  const folder = path.join(root, 'runbooks', id);
  const runbook = await loadRunbook(path.join(folder, 'runbook.yaml'));
  const version = await hashSources(root, id);
  const cache = path.join(root, 'node_modules', '.cache', 'causebook-diagnosis');
  const incidents: Incident[] = [];
  for (const scenario of await listScenarios(path.join(folder, 'scenarios'))) {
    const file = path.join(folder, 'scenarios', scenario.name, 'answers.yaml');
    const answers = parseAnswers(await readFile(file, 'utf8'), { file, runbook: runbook.runbook }).filter(
      (event): event is Fact => event.type === 'answered' || event.type === 'set-back',
    );
    let own: Incident['own'] | undefined;
    for (const seed of [scenario.seed, ...Array.from({ length: seeds - 1 }, (_, index) => 101 + index)]) {
      note(`${scenario.name}, seed ${seed}`);
      const eachMissing = seed === scenario.seed;
      const gathered = await gather({ runbook, scenario, seed, eachMissing, cache, version });
      own ??= gathered;
      incidents.push({ runbook: runbook.runbook, gathered, own, answers });
    }
  }
  return incidents;
}

/** One hash over all that outcomes come from: the runbook, its scenarios, and the code but for what is made of outcomes. */
async function hashSources(root: string, id: string): Promise<string> {
  const hash = createHash('sha256');
  for (const dir of ['src', path.join('runbooks', id)]) {
    for (const file of (await readdir(path.join(root, dir), { recursive: true })).sort()) {
      const isOfOutcomes = dir !== 'src' || !/^(diagnosis|report|tui|prompt|plot|commands)\//.test(file);
      if (isOfOutcomes && /\.(ts|yaml)$/.test(file))
        hash.update(file).update(await readFile(path.join(root, dir, file)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

function measure(id: string, incidents: readonly Incident[]): RunbookBenchmark {
  const axes = incidents[0]?.runbook.axes.map((axis) => axis.id) ?? [];
  return {
    id,
    scenarios: new Set(incidents.map(({ gathered }) => gathered.scenario)).size,
    incidents: incidents.length,
    axes,
    rows: Object.entries(variations).map(([name, vary]) => tally({ name, vary, incidents, axes })),
    walks: measureWalks(incidents, axes),
    orderDependent: incidents.filter(dependsOnOrder).map(({ gathered: { scenario, seed } }) => `${scenario}/${seed}`),
  };
}

function dependsOnOrder(incident: Incident): boolean {
  const { scenario, seed } = incident.gathered;
  const random = createRandom(`${scenario}/${seed}/order`);
  const facts = allOf(incident);
  const shuffled = facts
    .map((fact) => ({ fact, at: random.float() }))
    .sort((a, b) => a.at - b.at)
    .map(({ fact }) => fact);
  const textOf = (list: readonly Fact[]) => JSON.stringify(diagnosisOf(incident.runbook, list));
  return textOf(facts) !== textOf(shuffled);
}
