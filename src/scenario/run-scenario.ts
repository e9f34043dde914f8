import { UserError } from '../errors.ts';
import type { Machine } from '../incident/open-incident.ts';
import type { Report } from '../report/report.ts';
import { createTemporaryFolder } from '../temporary-folder.ts';
import { compare, type Mismatch } from './compare.ts';
import type { ScenarioFolder } from './find-scenarios.ts';
import { openScenario, type ScenarioContext } from './open-scenario.ts';
import { walkScenario } from './walk-scenario.ts';

/** What became of a scenario. `broken` is one that could not be run as it is written. */
export type ScenarioResult = { readonly scenario: ScenarioFolder; readonly durationMs: number } & (
  | { readonly status: 'ok' | 'failed'; readonly mismatches: readonly Mismatch[]; readonly report: Report }
  | { readonly status: 'broken'; readonly problem: UserError }
);

/** Runs a scenario in a temporary folder that is removed, and compares what came out. Throws the reason of `signal` when it fires. */
export async function runScenario(
  scenario: ScenarioFolder,
  context: ScenarioContext & { readonly signal: AbortSignal; readonly machine: Machine },
): Promise<ScenarioResult> {
  const started = performance.now();
  const durationMs = () => Math.round(performance.now() - started);
  const home = createTemporaryFolder('test');
  try {
    const opened = await openScenario(scenario, { ...context, home: home.path() });
    try {
      const report = await walkScenario(opened.staging, context);
      const mismatches = compare(opened.expectation, report);
      const status = mismatches.length === 0 ? 'ok' : 'failed';
      return { scenario, status, mismatches, report, durationMs: durationMs() };
    } finally {
      await opened.close();
    }
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
    return { scenario, status: 'broken', problem: cause, durationMs: durationMs() };
  } finally {
    home.remove();
  }
}
