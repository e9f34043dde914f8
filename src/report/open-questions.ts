import type { Party } from '../runbook/schema.ts';
import type { StepReport } from './steps.ts';

/** What one party still has to be asked; `party` is undefined for what the engineer has to find out. */
export type OpenQuestions = {
  readonly party: Party | undefined;
  readonly questions: readonly {
    readonly step: string;
    readonly question: string;
    readonly why: string | undefined;
    readonly hint: string | undefined;
    readonly state: 'not asked' | 'waiting';
  }[];
};

/**
 * The questions without an answer, by party in the runbook's order, the engineer's own last. Those that got "don't know"
 * or "cannot get" are not open any more, and neither are those whose fact a check has measured.
 */
export function listOpenQuestions(parties: readonly Party[], steps: readonly StepReport[]): readonly OpenQuestions[] {
  const open = steps.filter(
    ({ kind, status, isUnchecked }) => kind === 'ask' && isUnchecked && (status === 'waiting' || status === 'pending'),
  );
  return [...parties, undefined]
    .map((party) => ({
      party,
      questions: open
        .filter((step) => step.party?.id === party?.id)
        .map(({ id, text, why, hint, status }) => ({
          step: id,
          question: text,
          why,
          hint,
          state: status === 'waiting' ? ('waiting' as const) : ('not asked' as const),
        })),
    }))
    .filter(({ questions }) => questions.length > 0);
}
