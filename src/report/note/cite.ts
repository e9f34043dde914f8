import type { Report } from '../report.ts';
import type { StepReport } from '../steps.ts';
import { code, type Line } from './block.ts';

/** Whether a step has something to show in the evidence index: it ran or was answered. */
export function isRecorded({ isFinding, outcome, status }: StepReport): boolean {
  return isFinding || outcome !== null || status === 'error';
}

/** A step as the note names it: its evidence id, which leads to the index, where it has one, else its own id. */
export function cite({ steps }: Pick<Report, 'steps'>, id: string): Line {
  const step = steps.find((one) => one.id === id);
  if (step === undefined || !isRecorded(step)) return [code(id)];
  return [{ evidence: step.evidenceId }];
}
