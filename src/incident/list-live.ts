import { createCatalog } from '../runbook/catalog.ts';
import type { Bindings } from '../runbook/expressions.ts';
import { stepsOf } from '../runbook/load.ts';
import type { Runbook } from '../runbook/schema.ts';
import { bindingsOf } from './bindings.ts';
import { previewStep } from './preview-step.ts';
import type { IncidentState } from './state.ts';

/** A result that something live gave, and when (ms since 1970). */
export type LiveResult = { readonly step: string; readonly measuredMs: number };

/**
 * Lists the results of checks that asked something live, a server, a database, a log store or a command, oldest first: what they say
 * grows old, while what a file says does not. Touches nothing.
 */
export async function listLive(runbook: Runbook, state: IncidentState): Promise<readonly LiveResult[]> {
  const bindings = bindingsOf(runbook, state);
  const of = {
    bindings,
    missingInputs: [],
    sources: createCatalog(runbook, bindings.inputs as Bindings),
    testTargets: state.testTargets.map(({ url }) => url),
  };
  const found = stepsOf(runbook).map(async ({ step }): Promise<readonly LiveResult[]> => {
    const result = state.steps.get(step.id)?.result;
    if (result === undefined || step.risk === 'write' || !isFinding.has(result.status)) return [];
    const { touches } = await previewStep(step, of);
    const isLive = touches.some(({ what }) => what !== 'file');
    return isLive ? [{ step: step.id, measuredMs: Date.parse(result.startedAt) }] : [];
  });
  return (await Promise.all(found)).flat().sort((a, b) => a.measuredMs - b.measuredMs);
}

const isFinding: ReadonlySet<string> = new Set(['pass', 'warn', 'fail']);
