import type { Contradiction, Sighting } from '../diagnosis/diagnosis.ts';
import type { Session } from '../incident/session.ts';
import { qualityWords } from '../report/quality-words.ts';
import { describeSteps } from '../report/steps.ts';

/** What contradicts itself, each with both sides under one another: what is said, in which step, by whom and how they know, and which counts. */
export function renderContradictions(session: Session, contradictions: readonly Contradiction[]): readonly string[] {
  const { runbook } = session.runbook;
  const steps = describeSteps(runbook, session.snapshot().state);
  const side = (label: string, { say, step, quality }: Sighting) => {
    const by = steps.find(({ id }) => id === step)?.by;
    return `  ${label}: ${say} (${step}${by === undefined ? '' : `, ${by}`}, ${qualityWords[quality]})`;
  };
  return contradictions.flatMap(({ observation, say, kept, dropped }) => [
    `Contradiction about “${runbook.observations.find(({ id }) => id === observation)?.text ?? observation}”: ${say}`,
    side('This counts', kept),
    side('This does not', dropped),
  ]);
}
