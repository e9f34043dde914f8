import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AxisVerdict } from '../../src/diagnosis/diagnosis.ts';
import { openIncident } from '../../src/incident/open-incident.ts';
import type { StepState } from '../../src/incident/state.ts';
import type { LoadedRunbook } from '../../src/runbook/load.ts';

/** What an unattended walk through a folder says, and what became of every step. */
export type Walked = { readonly axes: readonly AxisVerdict[]; readonly steps: ReadonlyMap<string, StepState> };

/** Walks a runbook through a folder without a person; `env` is where inputs may come from that are not `given`. */
export async function walkFolder(options: {
  readonly runbook: LoadedRunbook;
  readonly folder: string;
  readonly env?: { readonly [name: string]: string };
  readonly given?: { readonly [input: string]: string };
}): Promise<Walked> {
  const { runbook, folder, env = {}, given = {} } = options;
  const root = await mkdtemp(path.join(tmpdir(), 'causebook-state-'));
  const machine = { root, env, now: () => new Date(), pid: process.pid, isAlive: () => true, tool: 'test' };
  const incident = await openIncident({ runbook, evidence: folder, given, machine });
  try {
    await incident.session.idle();
    const { diagnosis, state } = incident.session.snapshot();
    return { axes: diagnosis.axes, steps: state.steps };
  } finally {
    await incident.close();
    await rm(root, { recursive: true });
  }
}
