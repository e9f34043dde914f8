import { renderWindow, type Window } from '../logs/window.ts';
import type { Runbook } from '../runbook/schema.ts';
import { renderShell } from '../shell.ts';
import type { Opening } from './events.ts';

/** The command line that runs one check of an incident again, on the same evidence and pasted texts with the same inputs. */
export function rerunCommand(
  opening: Pick<Opening, 'inputs' | 'evidence'> & { readonly runbook: Pick<Opening['runbook'], 'id' | 'name'> },
  step: string,
  pasted: readonly { readonly source: string; readonly path: string }[] = [],
): string {
  return renderShell([
    'causebook',
    'check',
    'step',
    opening.runbook.name ?? opening.runbook.id,
    step,
    ...(opening.evidence === null ? [] : ['--evidence', opening.evidence]),
    ...pasted.flatMap(({ source, path }) => ['--pasted', `${source}=${path}`]),
    ...Object.entries(opening.inputs).flatMap(([id, value]) => ['--input', `${id}=${value}`]),
  ]);
}

/** The inputs that whoever runs a check again gives, with the window that it read: otherwise it reads another. */
export function inputsWith(
  window: Window | null | undefined,
  { inputs }: Pick<Opening, 'inputs'>,
  runbook: Runbook,
): Opening['inputs'] {
  const id = runbook.inputs.find(({ type }) => type === 'window')?.id;
  return window === undefined || window === null || id === undefined
    ? inputs
    : { ...inputs, [id]: renderWindow(window) };
}
