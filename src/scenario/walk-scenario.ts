import type { NewEvent } from '../incident/events.ts';
import type { Machine } from '../incident/open-incident.ts';
import { openIncident } from '../incident/open-incident.ts';
import { createReport, type Report } from '../report/report.ts';
import type { LoadedRunbook } from '../runbook/load.ts';

/** What a scenario is walked with. `state` is the folder for the incident, which the caller removes. */
export type Staging = {
  readonly runbook: LoadedRunbook;
  readonly evidence: string | undefined;
  readonly inputs: { readonly [id: string]: string };
  readonly answers: readonly NewEvent[];
  readonly testTargets?: readonly string[];
  readonly state: string;
};

/** Walks a scenario unattended: every automatic check, and the answers. Throws the reason of `signal` when it fires. */
export async function walkScenario(
  staging: Staging,
  context: { readonly signal: AbortSignal; readonly machine: Machine },
): Promise<Report> {
  const { runbook, evidence, inputs, answers, testTargets = [], state } = staging;
  const { signal, machine } = context;
  signal.throwIfAborted();
  const incident = await openIncident({
    runbook,
    evidence,
    given: inputs,
    testTargets,
    // A scenario comes out the same everywhere: nothing is taken from the environment, secrets least of all.
    machine: { ...machine, root: state, env: {} },
  });
  const { session } = incident;
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = () => resolve();
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    for (const answer of answers) await session.dispatch(answer);
    await Promise.race([session.idle(), stopped]);
    signal.throwIfAborted();
    const { state: known, diagnosis } = session.snapshot();
    return createReport({ state: known, diagnosis, runbook });
  } finally {
    signal.removeEventListener('abort', stop);
    await incident.close();
  }
}
