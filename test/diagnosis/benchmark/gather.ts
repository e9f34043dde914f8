import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CheckResult } from '../../../src/incident/events.ts';
import { openIncident } from '../../../src/incident/open-incident.ts';
import type { Scenario } from '../../../src/lab/scenario.ts';
import { stageScenario } from '../../../src/lab/stage.ts';
import type { LoadedRunbook } from '../../../src/runbook/load.ts';

/** What a check of an unattended walk came to. */
export type Found = { readonly step: string; readonly status: CheckResult['status']; readonly outcome: string | null };

/** What the checks found in one staged folder, and with each of its files missing where that was tried. */
export type Gathered = {
  readonly scenario: string;
  readonly seed: number;
  readonly truth: Readonly<Record<string, string>>;
  readonly found: readonly Found[];
  readonly without: Readonly<Record<string, readonly Found[]>> | undefined;
};

/**
 * Stages a scenario and walks its folder without a person; with `eachMissing` again and again, each time without the files of
 * one name (rotated ones too). Kept in `cache` under `version`, which stands for the code that the outcomes come from.
 */
export async function gather(of: {
  readonly runbook: LoadedRunbook;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly eachMissing: boolean;
  readonly cache: string;
  readonly version: string;
}): Promise<Gathered> {
  const { scenario, seed, cache, version } = of;
  const file = path.join(cache, version, `${scenario.name}-${seed}${of.eachMissing ? '-each-missing' : ''}.json`);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return JSON.parse(kept) as Gathered;
  const gathered = await stageAndWalk(of);
  await mkdir(path.dirname(file), { recursive: true });
  const begun = `${file}.${process.pid}`;
  await writeFile(begun, JSON.stringify(gathered));
  await rename(begun, file);
  return gathered;
}

async function stageAndWalk(of: Parameters<typeof gather>[0]): Promise<Gathered> {
  const { runbook, scenario, seed, eachMissing } = of;
  const folder = await mkdtemp(path.join(tmpdir(), 'causebook-bench-'));
  try {
    const dir = path.join(folder, 'evidence');
    const { files, inputs, truth } = await stageScenario({ scenario, dir, seed });
    const known = new Set(runbook.runbook.inputs.map(({ id }) => id));
    const given = Object.fromEntries(Object.entries(inputs).filter(([id]) => known.has(id)));
    const found = await walk({ runbook, dir, given });
    const without: Record<string, readonly Found[]> = {};
    if (eachMissing) {
      for (const [name, paths] of groupByName(files.map((one) => one.path))) {
        for (const one of paths) await rename(path.join(dir, one), path.join(folder, one.replaceAll('/', '_')));
        without[name] = await walk({ runbook, dir, given });
        for (const one of paths) await rename(path.join(folder, one.replaceAll('/', '_')), path.join(dir, one));
      }
    }
    return { scenario: scenario.name, seed, truth, found, without: eachMissing ? without : undefined };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The files of a folder, rotated ones under the name of the first. */
function groupByName(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const one of paths) {
    const name = one.replace(/\.\d+(\.gz)?$/, '');
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return groups;
}

async function walk(of: {
  readonly runbook: LoadedRunbook;
  readonly dir: string;
  readonly given: Readonly<Record<string, string>>;
}): Promise<readonly Found[]> {
  const { runbook, dir, given } = of;
  const root = await mkdtemp(path.join(tmpdir(), 'causebook-bench-state-'));
  const machine = { root, env: {}, now: () => new Date(), pid: process.pid, isAlive: () => true, tool: 'bench' };
  const incident = await openIncident({ runbook, evidence: dir, given, machine });
  try {
    await incident.session.idle();
    const { steps } = incident.session.snapshot().state;
    return [...steps.values()].flatMap(({ id, result }) =>
      result === undefined ? [] : [{ step: id, status: result.status, outcome: result.outcome }],
    );
  } finally {
    await incident.close();
    await rm(root, { recursive: true, force: true });
  }
}
