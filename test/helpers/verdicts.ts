import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AxisVerdict } from '../../src/diagnosis/diagnosis.ts';
import { openIncident } from '../../src/incident/open-incident.ts';
import type { LoadedRunbook } from '../../src/runbook/load.ts';

/** What an unattended walk says of an evidence folder, from a copy in which the files of one name (rotated ones too) are missing. */
export async function verdictsWithout(options: {
  readonly folder: string;
  readonly missing: string | undefined;
  readonly runbook: LoadedRunbook;
  readonly inputs: { readonly [id: string]: string };
}): Promise<readonly AxisVerdict[]> {
  const { folder, missing, runbook, inputs } = options;
  const home = await mkdtemp(path.join(tmpdir(), 'causebook-missing-'));
  const evidence = path.join(home, 'evidence');
  await cp(folder, evidence, { recursive: true });
  if (missing !== undefined) {
    const parent = path.join(evidence, path.dirname(missing));
    for (const entry of await readdir(parent)) {
      if (entry.startsWith(path.basename(missing))) await rm(path.join(parent, entry));
    }
  }
  const root = path.join(home, 'state');
  const machine = { root, env: {}, now: () => new Date(), pid: process.pid, isAlive: () => true, tool: 'test' };
  const incident = await openIncident({ runbook, evidence, given: inputs, machine });
  try {
    await incident.session.idle();
    return incident.session.snapshot().diagnosis.axes;
  } finally {
    await incident.close();
    await rm(home, { recursive: true });
  }
}

/** The names of the files of a staged folder, rotated ones under the name of the first. */
export function fileNames(files: readonly { readonly path: string }[]): readonly string[] {
  return [...new Set(files.map((file) => file.path.replace(/\.\d+(\.gz)?$/, '')))];
}
