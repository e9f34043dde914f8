import type { AxisVerdict, Diagnosis } from '../../../src/diagnosis/diagnosis.ts';
import { diagnoseIncident } from '../../../src/incident/diagnose-incident.ts';
import type { Event, NewEvent } from '../../../src/incident/events.ts';
import type { IncidentState } from '../../../src/incident/state.ts';
import { fold } from '../../../src/incident/update.ts';
import type { Runbook } from '../../../src/runbook/schema.ts';
import type { Found } from './gather.ts';

/** Something that was found out about one step: what a check came to, or what a party said. */
export type Fact = Extract<NewEvent, { readonly type: 'check-finished' | 'answered' | 'set-back' }>;

/** What a check found, as the journal has it. */
export function toFact({ step, status, outcome }: Found): Fact {
  const nothing = { facts: {}, evidence: [], command: null, startedAt: '', durationMs: 0 };
  return {
    type: 'check-finished',
    step,
    result: { ...nothing, status, outcome, say: `${step}: ${outcome ?? status}` },
  };
}

/** The outcome that a fact tells, if any. */
export function outcomeOf(fact: Fact): string | undefined {
  if (fact.type === 'set-back') return undefined;
  return (fact.type === 'answered' ? fact.answer.choice : fact.result.outcome) ?? undefined;
}

/** The same fact with another outcome. */
export function withOutcome(fact: Fact, outcome: string): Fact {
  if (fact.type === 'set-back') return fact;
  return fact.type === 'answered'
    ? { ...fact, answer: { ...fact.answer, choice: outcome } }
    : toFact({ step: fact.step, status: 'warn', outcome });
}

/** The incident as it stands after these facts. */
export function stateOf(runbook: Runbook, facts: readonly Fact[]): IncidentState {
  const at = '2026-05-12T12:00:00Z';
  return fold(
    runbook,
    facts.map((fact, index) => ({ ...fact, seq: index + 1, at }) as Event),
  );
}

/** What the diagnosis makes of these facts. */
export function diagnosisOf(runbook: Runbook, facts: readonly Fact[]): Diagnosis {
  return diagnoseIncident(runbook, stateOf(runbook, facts));
}

/** Whether an axis has been settled on something that is not its cause. */
export function isWronglySettled({ id, state, leader }: AxisVerdict, truth: Readonly<Record<string, string>>): boolean {
  return state === 'settled' && leader !== truth[id];
}
