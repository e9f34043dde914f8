import type { Bindings } from '../runbook/expressions.ts';
import type { Step } from '../runbook/schema.ts';
import { fillText } from '../runbook/templates.ts';

/** What a step says to a person, with its `${{ … }}` filled in. `title` is short where the runbook has a short one. */
export type StepText = {
  readonly title: string;
  readonly text: string;
  readonly why: string | undefined;
  readonly hint: string | undefined;
};

/** Fills a step's texts. What cannot be filled stays as written. */
export function fillStepText(step: Step, bindings: Bindings): StepText {
  const text = fill(step.ask ?? step.do ?? step.title ?? step.id, bindings);
  return {
    title: step.title === undefined ? text : fill(step.title, bindings),
    text,
    why: step.why === undefined ? undefined : fill(step.why, bindings),
    hint: step.hint === undefined ? undefined : fill(step.hint, bindings),
  };
}

function fill(text: string, bindings: Bindings): string {
  try {
    return fillText(text, bindings).trim();
  } catch {
    // A question whose value is not known yet is better read as written than not at all.
    return text.trim();
  }
}
