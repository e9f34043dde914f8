import { type Bindings, evaluateExpression } from '../runbook/expressions.ts';
import type { Input, Runbook, Step } from '../runbook/schema.ts';
import type { IncidentState } from './state.ts';

/** The values that the texts of an incident may name: its inputs by their types, its answers and outcomes ('' where there is none yet). */
export function bindingsOf(runbook: Runbook, state: IncidentState): Bindings {
  const steps = [...state.steps.values()];
  return {
    inputs: Object.fromEntries(runbook.inputs.flatMap((input) => toEntry(input, state.opening?.inputs[input.id]))),
    answers: Object.fromEntries(steps.map(({ id, answer }) => [id, answer?.choice ?? answer?.text ?? ''])),
    outcomes: Object.fromEntries(steps.map(({ id, outcome }) => [id, outcome ?? ''])),
  };
}

/** Whether a step's `when` holds; a `when` that cannot be decided keeps the step, because dropping a question is the worse mistake. */
export function applies(step: Step, bindings: Bindings): boolean {
  if (step.when === undefined) return true;
  try {
    return evaluateExpression(step.when, bindings) !== false;
  } catch {
    return true;
  }
}

function toEntry(input: Input, text: string | undefined): readonly (readonly [string, string | number | boolean])[] {
  if (text === undefined) return input.optional ? [[input.id, '']] : [];
  if (input.type === 'integer' || input.type === 'number') return [[input.id, Number(text)]];
  return [[input.id, input.type === 'boolean' ? text === 'true' : text]];
}
