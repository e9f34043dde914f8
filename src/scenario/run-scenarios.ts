import type { ScenarioFolder } from './find-scenarios.ts';
import { runScenario, type ScenarioResult } from './run-scenario.ts';

/**
 * Runs scenarios, `jobs` at a time; the results come in the order of the scenarios, each told as soon as those before it are there. When
 * `signal` fires, or a scenario throws, all are stopped and have tidied up before it is thrown.
 */
export async function runScenarios(
  scenarios: readonly ScenarioFolder[],
  context: Parameters<typeof runScenario>[1] & {
    readonly jobs: number;
    readonly onResult: (result: ScenarioResult) => void;
  },
): Promise<readonly ScenarioResult[]> {
  const giveUp = new AbortController();
  const signal = AbortSignal.any([context.signal, giveUp.signal]);
  const results: (ScenarioResult | undefined)[] = scenarios.map(() => undefined);
  let started = 0;
  let told = 0;
  const work = async (): Promise<void> => {
    for (;;) {
      const index = started;
      const scenario = scenarios[index];
      if (scenario === undefined) return;
      started += 1;
      results[index] = await runScenario(scenario, { ...context, signal });
      for (let next = results[told]; next !== undefined; next = results[told]) {
        context.onResult(next);
        told += 1;
      }
    }
  };
  const works = Array.from({ length: context.jobs }, () =>
    work().catch((cause: unknown) => {
      giveUp.abort(cause);
      throw cause;
    }),
  );
  const ends = await Promise.allSettled(works);
  signal.throwIfAborted();
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return results.filter((result) => result !== undefined);
}
