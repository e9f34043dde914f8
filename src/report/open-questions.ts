import { knownBy, tellingSightings } from '../incident/known.ts';
import type { IncidentState } from '../incident/state.ts';
import { stepsOf } from '../runbook/load.ts';
import type { Party, Runbook } from '../runbook/schema.ts';
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
export function listOpenQuestions(of: {
  readonly runbook: Runbook;
  readonly state: IncidentState;
  readonly steps: readonly StepReport[];
}): readonly OpenQuestions[] {
  const { runbook, state, steps } = of;
  const checked = tellingSightings(runbook, state).filter(({ quality }) => quality === 'checked');
  const measured = new Set(
    stepsOf(runbook).flatMap(({ step }) => (knownBy(checked, step) === undefined ? [] : [step.id])),
  );
  const open = steps.filter(
    ({ id, kind, status }) => kind === 'ask' && (status === 'waiting' || (status === 'pending' && !measured.has(id))),
  );
  return [...runbook.parties, undefined]
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
