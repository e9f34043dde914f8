import { countOf } from '../../logs/questions/wording.ts';
import type { Pasted } from '../events.ts';
import type { StepSource } from '../session.ts';

/** What a text that is pasted for a source is to what is there, as a verb and its object. */
export function placeOf({ isMissing, pasted, files }: StepSource): { readonly verb: string; readonly object: string } {
  if (pasted !== undefined) return { verb: 'is added to', object: `${countOf(pasted, 'line')} pasted before` };
  return { verb: isMissing ? 'stands for' : 'takes the place of', object: files };
}

/** What was left out of a text because it had been pasted before; empty where nothing was. */
export function leftOutOf({ leftOut }: Pick<Pasted, 'leftOut'>): string {
  if (leftOut === undefined) return '';
  return `${countOf(leftOut, 'line')} that had been pasted before ${leftOut === 1 ? 'is' : 'are'} left out`;
}
