import path from 'node:path';
import { evidenceOf } from '../../incident/evidence-of.ts';
import { renderWindow } from '../../logs/window.ts';
import { scenarioFiles } from '../find-scenarios.ts';
import type { PastIncident } from './read-past-incident.ts';

/**
 * The inputs of an incident as its scenario has them: the window as it was then, paths inside the evidence relative to the scenario's folder.
 * Secrets are not among them; a path to somewhere else is left out.
 */
export function inputsOf({ loaded, opening, state, shown }: PastIncident): {
  readonly inputs: { readonly [id: string]: string };
  readonly leftOut: readonly string[];
} {
  const leftOut: string[] = [];
  const entries = loaded.runbook.inputs.flatMap(({ id, type }): readonly (readonly [string, string])[] => {
    if (type === 'window') return opening.window === null ? [] : [[id, renderWindow(opening.window)]];
    const value = shown[id];
    if (value === undefined) return [];
    if (type !== 'path') return [[id, value]];
    const evidence = evidenceOf(state.events);
    const inside = evidence === null ? undefined : path.relative(evidence, path.resolve(value));
    if (inside !== undefined && !inside.startsWith('..') && !path.isAbsolute(inside))
      return [[id, path.posix.join(scenarioFiles.evidence, inside)]];
    leftOut.push(id);
    return [];
  });
  return { inputs: Object.fromEntries(entries), leftOut };
}
