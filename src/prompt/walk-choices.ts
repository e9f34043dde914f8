import type { Session } from '../incident/session.ts';
import type { Choice } from './prompter.ts';

/** What a person can do at any question, besides answering it. */
export type WalkAction =
  | 'why'
  | 'compare'
  | 'messages'
  | 'result'
  | 'refresh'
  | 'paste'
  | 'undo'
  | 'note'
  | 'show-note'
  | 'leave';

/** Lists what can be done at any question right now; what would show or do nothing is not offered. */
export function listWalkChoices(session: Session): readonly (Choice & { readonly value: WalkAction })[] {
  const { state, diagnosis } = session.snapshot();
  const hasStale = [...state.steps.values()].some(({ stale }) => stale !== undefined);
  return [
    { value: 'why', name: 'Why: what speaks for and against, and what this step would tell' },
    ...(diagnosis.contradictions.length === 0
      ? []
      : [{ value: 'compare' as const, name: 'Compare what contradicts itself' }]),
    ...(diagnosis.messages.length === 0
      ? []
      : [{ value: 'messages' as const, name: 'Show what to ask each party in one message' }]),
    { value: 'result', name: 'Show the result so far, with the fixes' },
    ...(hasStale ? [{ value: 'refresh' as const, name: 'Run again every check that may no longer hold' }] : []),
    { value: 'paste', name: 'Paste log text for a check' },
    { value: 'undo', name: 'Undo the last answer' },
    { value: 'note', name: 'Write a remark' },
    { value: 'show-note', name: 'Show the incident note' },
    { value: 'leave', name: 'Leave (everything is saved)' },
  ];
}
