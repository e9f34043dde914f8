import type { NewEvent } from '../incident/events.ts';
import { type Purpose, resultId, type Screen } from './screen.ts';

/** What is being written, or was begun and left, as the remark that keeps it when the screen is taken away; undefined where nothing is. */
export function draftOf({ writing, local }: Screen): NewEvent | undefined {
  const text = (writing?.field ?? local.draft).text.trim();
  if (text === '') return undefined;
  const { step } = local;
  return {
    type: 'noted',
    text: `${begun[writing?.purpose ?? 'answer']}: ${text}`,
    ...(step === resultId ? {} : { step }),
  };
}

const begun: { readonly [P in Purpose]: string } = {
  answer: 'begun and not sent, as an answer',
  skip: 'begun and not sent, as a reason to skip it',
  remark: 'begun and not sent',
};
