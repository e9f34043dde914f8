import type { Opening } from '../../incident/events.ts';
import { evidenceOf } from '../../incident/evidence-of.ts';
import type { IncidentFolder } from '../../incident/incident-folder.ts';
import { resolveInputs } from '../../incident/inputs.ts';
import { type Machine, stillKnown } from '../../incident/open-incident.ts';
import { readOpened } from '../../incident/read-opened.ts';
import type { IncidentState } from '../../incident/state.ts';
import { fold } from '../../incident/update.ts';
import { type EvidenceFolder, openEvidenceFolder } from '../../logs/evidence-folder.ts';
import { createRedactor, type Redactor } from '../../redact/redactor.ts';
import type { LoadedRunbook } from '../../runbook/load.ts';
import { policyOf } from '../../runbook/redaction-policy.ts';

/** An incident that is read and not gone on with. `redactor` gives the tokens that the incident has. */
export type PastIncident = {
  readonly incident: IncidentFolder;
  readonly opening: Opening;
  readonly loaded: LoadedRunbook;
  readonly state: IncidentState;
  readonly evidence: EvidenceFolder;
  readonly redactor: Redactor;
  /** Inputs as texts, without the secret ones, and as values for expressions. */
  readonly shown: { readonly [id: string]: string };
  readonly values: { readonly [id: string]: string | number | boolean };
  /** Secret inputs that neither the journal nor the environment has, so that they cannot be looked for. */
  readonly unknownSecrets: readonly { readonly id: string; readonly env: string | undefined }[];
};

/** Reads an incident and its evidence folder; the secrets are taken from the environment. Throws a `UserError` when the evidence is gone. */
export async function readPastIncident(
  incident: IncidentFolder,
  context: { readonly load: (file: string) => Promise<LoadedRunbook>; readonly machine: Machine },
): Promise<PastIncident> {
  const { load, machine } = context;
  const { opening, read } = await readOpened(incident);
  const { events } = read;
  const loaded = await load(opening.runbook.file);
  const { runbook } = loaded;
  const evidence = await openEvidenceFolder(evidenceOf(events) ?? undefined);
  const inputs = await resolveInputs({
    runbook,
    given: stillKnown(opening, loaded),
    env: machine.env,
    // The window is known from then: nothing is looked up for it.
    folder: await openEvidenceFolder(undefined),
    now: machine.now(),
    signal: new AbortController().signal,
  });
  const secret = runbook.inputs.filter((input) => input.secret);
  return {
    incident,
    opening,
    loaded,
    state: fold(runbook, events),
    evidence,
    redactor: createRedactor({ key: incident.key, secrets: inputs.secrets, policy: policyOf(runbook) }),
    shown: inputs.shown,
    values: inputs.values,
    unknownSecrets: secret
      .filter(({ env }) => env === undefined || machine.env[env] === undefined)
      .map(({ id, env }) => ({ id, env })),
  };
}
