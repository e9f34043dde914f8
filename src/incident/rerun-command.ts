import { renderShell } from '../shell.ts';
import type { Opening } from './events.ts';

/** The command line that runs one check of an incident again, on the same evidence with the same inputs. */
export function rerunCommand(opening: Pick<Opening, 'runbook' | 'inputs' | 'evidence'>, step: string): string {
  return renderShell([
    'causebook',
    'check',
    'step',
    opening.runbook.id,
    step,
    ...(opening.evidence === null ? [] : ['--evidence', opening.evidence]),
    ...Object.entries(opening.inputs).flatMap(([id, value]) => ['--input', `${id}=${value}`]),
  ]);
}
