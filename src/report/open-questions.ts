import type { Party, Runbook } from '../runbook/schema.ts';
import { stepsOf } from '../runbook/load.ts';
import { tells } from '../runbook/tells.ts';
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
export function listOpenQuestions(runbook: Runbook, steps: readonly StepReport[]): readonly OpenQuestions[] {
  const measured = measuredBy(runbook, steps);
  const observes = new Map(stepsOf(runbook).map(({ step }) => [step.id, step.observes]));
  const open = steps.filter(
    ({ id, kind, status }) => kind === 'ask' && (status === 'waiting' || (status === 'pending' && !measured.has(observes.get(id) ?? ''))),
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

/** The observations that a check has measured with an outcome that tells something. */
function measuredBy(runbook: Runbook, steps: readonly StepReport[]): ReadonlySet<string> {
  const found = new Map(steps.filter((step) => step.quality === 'checked' && step.isFinding).map((step) => [step.id, step.outcome]));
  return new Set(
    stepsOf(runbook).flatMap(({ step }) => {
      const outcome = found.get(step.id);
      return step.observes !== undefined && outcome !== undefined && tells(runbook, step.observes, outcome) ? [step.observes] : [];
    }),
  );
}
