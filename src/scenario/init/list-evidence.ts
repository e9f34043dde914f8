import { bindingsOf } from '../../incident/bindings.ts';
import { overlayPasted } from '../../incident/paste/overlay.ts';
import { globsOf } from '../../incident/paste/readers.ts';
import { previewStep } from '../../incident/preview-step.ts';
import { kindOf } from '../../incident/state.ts';
import type { EvidenceFile } from '../../logs/evidence-folder.ts';
import { createCatalog } from '../../runbook/catalog.ts';
import { stepsOf } from '../../runbook/load.ts';
import { liveSteps } from '../hold-live-steps.ts';
import type { PastIncident } from './read-past-incident.ts';

/** A file of an incident's evidence, and its name in the folder of a scenario. */
export type EvidenceOfIncident = { readonly file: EvidenceFile; readonly name: string };

/**
 * The evidence files that the checks of an incident read, sorted by name. What was pasted for a source stands under a name that the source
 * looks for. What is read of a live system is no file.
 */
export async function listEvidence(past: PastIncident): Promise<readonly EvidenceOfIncident[]> {
  const { state, values } = past;
  const { runbook } = past.loaded;
  const scope = {
    bindings: { ...bindingsOf(runbook, state), inputs: values },
    missingInputs: [],
    sources: createCatalog(runbook, values),
    testTargets: [],
  };
  const live = new Set(liveSteps(runbook));
  const checks = stepsOf(runbook).filter(({ step }) => kindOf(step) === 'check' && !live.has(step.id));
  const previews = await Promise.all(checks.map(({ step }) => previewStep(step, scope)));
  const globs = previews.flatMap(({ touches }) => touches.flatMap(({ what, text }) => (what === 'file' ? [text] : [])));
  const folder = overlayPasted(past.evidence, { home: past.incident.path, runbook, pasted: () => state.pasted });
  const files = (await Promise.all([...new Set(globs)].map((glob) => folder.files(glob)))).flat();
  const names = pastedNames(past);
  const named = new Map(files.map((file) => [file.name, { file, name: names.get(file.name) ?? file.name }]));
  return [...named.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Names for pasted texts: the first glob of their source with its wildcards filled in. */
function pastedNames({ loaded, state }: PastIncident): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  return new Map(
    state.pasted.map(({ source: id, file }) => {
      const number = (counts.get(id) ?? 0) + 1;
      counts.set(id, number);
      const source = loaded.runbook.sources.find((one) => one.id === id);
      const [glob = `${id}.log`] = source === undefined ? [] : globsOf(source);
      return [file, fillGlob(glob, { id, number })];
    }),
  );
}

function fillGlob(glob: string, { id, number }: { readonly id: string; readonly number: number }): string {
  const count = number === 1 ? '' : `.${number}`;
  return glob.replace(/\*+$/, count).replace(/\*+\//g, '').replace(/\*+/g, `${id}${count}`).replace(/\?/g, '0');
}
