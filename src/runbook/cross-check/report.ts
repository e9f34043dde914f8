import type { Runbook } from '../schema.ts';

/** A path in the runbook's YAML: keys and indexes. */
export type Path = readonly PropertyKey[];

/** Notes one problem at a path. */
export type Report = (problem: {
  readonly path: Path;
  readonly message: string;
  readonly hint?: string | undefined;
}) => void;

/** The ids of the runbook's inputs. */
export function inputIds(runbook: Runbook): readonly string[] {
  return runbook.inputs.map((input) => input.id);
}

/** The ids that others may name, by what they are of. */
export function knownIds(runbook: Runbook) {
  return {
    party: runbook.parties.map((party) => party.id),
    source: [...runbook.sources.map((source) => source.id), ...runbook.views.map((view) => view.id)],
    step: runbook.phases.flatMap((phase) => phase.steps.map((step) => step.id)),
    hypothesis: runbook.axes.flatMap((axis) => [...axis.hypotheses.map((one) => one.id), `${axis.id}/other`]),
  } as const;
}
