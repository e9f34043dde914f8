import { renderShell } from '../shell.ts';
import type { Opening } from './events.ts';

/** The command line that runs one check of an incident again, on the same evidence and pasted texts with the same inputs. */
export function rerunCommand(
  opening: Pick<Opening, 'runbook' | 'inputs' | 'evidence'>,
  step: string,
  pasted: readonly { readonly source: string; readonly path: string }[] = [],
): string {
  return renderShell([
    'causebook',
    'check',
    'step',
    opening.runbook.id,
    step,
    ...(opening.evidence === null ? [] : ['--evidence', opening.evidence]),
    ...pasted.flatMap(({ source, path }) => ['--pasted', `${source}=${path}`]),
    ...Object.entries(opening.inputs).flatMap(([id, value]) => ['--input', `${id}=${value}`]),
  ]);
}
