import { writeFile } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { renderJunit } from '../report/junit.ts';
import { loadRunbook } from '../runbook/load.ts';
import { findScenarios } from '../scenario/find-scenarios.ts';
import { runScenarios } from '../scenario/run-scenarios.ts';
import { scenarioSuites } from '../scenario/scenario-suites.ts';
import { cancelOnInterrupt } from './cancel-on-interrupt.ts';
import { exitCodes } from './exit-codes.ts';
import type { Globals } from './globals.ts';
import { checkedRunbooks, runbookPlaces, thisMachine } from './machine.ts';
import { printJson } from './print-json.ts';
import { renderScenario, renderTotals, scenariosToJson } from './print-scenarios.ts';

/** Flags of `causebook test`. */
export type TestFlags = {
  readonly filter?: string;
  readonly jobs: number;
  readonly seed?: number;
  readonly json?: boolean;
  readonly junit?: string;
  readonly to?: string;
};

/** Runs the scenarios of runbooks, those named or all that are found, and tells which came out otherwise than they should. */
export async function test(names: readonly string[], flags: TestFlags, globals: Globals): Promise<void> {
  if (flags.to !== undefined) throw new UserError({ message: '--to belongs to --init' });
  const places = runbookPlaces(globals);
  const found = await findScenarios(names, places);
  const scenarios = found.filter(({ name }) => name.includes(flags.filter ?? ''));
  if (scenarios.length === 0) throw nothingToTest(found.length, flags.filter);
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  const { signal, release } = cancelOnInterrupt();
  try {
    const started = performance.now();
    const results = await runScenarios(scenarios, {
      places,
      load: (file) => loadRunbook(file, checkedRunbooks(globals)),
      machine: thisMachine(globals.version),
      seed: flags.seed,
      jobs: flags.jobs,
      signal,
      onResult: (result) => {
        if (flags.json !== true) process.stdout.write(renderScenario(result, { width, color: globals.color }));
      },
    });
    const durationMs = performance.now() - started;
    if (flags.junit !== undefined) await writeFile(flags.junit, renderJunit(scenarioSuites(results)));
    if (flags.json === true) printJson(scenariosToJson(results));
    else process.stdout.write(renderTotals(results, durationMs));
    if (results.some(({ status }) => status === 'broken')) process.exitCode = exitCodes.usage;
    else if (results.some(({ status }) => status === 'failed')) process.exitCode = exitCodes.found;
  } catch (cause) {
    if (!signal.aborted) throw cause;
    process.stderr.write('causebook: interrupted; the temporary folders are removed\n');
    process.exitCode = exitCodes.interrupted;
  } finally {
    release();
  }
}

function nothingToTest(found: number, filter: string | undefined): UserError {
  return found === 0
    ? new UserError({
        message: 'there are no scenarios to test',
        hint: 'They are the folders in runbooks/<id>/scenarios; make one with: causebook test --init INCIDENT',
      })
    : new UserError({ message: `none of the ${found} scenarios has "${filter}" in its name` });
}
