import type { Report } from '../report.ts';
import { type Block, heading, type Line, line, paragraph } from './block.ts';
import { isRecorded } from './cite.ts';
import { describeSequence } from './sequence.ts';

/** A note stays readable at this many rows; the JSON has them all. */
const maxRows = 100;

/** The instants that facts carry: as a sequence where something went from party to party, and as a table. */
export function describeTimeline(report: Report): readonly Block[] {
  const { timeline, steps } = report;
  const title = heading(2, 'Timeline (UTC)');
  if (timeline.length === 0) return [title, paragraph('Not recorded.')];
  const evidenceOf = (id: string | undefined): Line => {
    const step = steps.find((one) => one.id === id);
    return step === undefined || !isRecorded(step) ? [] : [{ evidence: step.evidenceId }, ' '];
  };
  const rows = timeline
    .slice(0, maxRows)
    .map(({ at, what, source, step }): Line[] => [[at], [what], line`${evidenceOf(step)}${source}`]);
  return [
    title,
    ...describeSequence(report),
    { kind: 'table', head: ['time', 'what', 'source'], rows },
    ...(timeline.length > maxRows
      ? [paragraph(`${timeline.length - maxRows} later entries are in the JSON alone.`)]
      : []),
  ];
}
