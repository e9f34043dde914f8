import { qualityWords } from '../quality-words.ts';
import type { Report } from '../report.ts';
import { endSentence } from '../sentence.ts';
import { type Block, heading, line, list, paragraph } from './block.ts';
import { cite } from './cite.ts';

/** The actions that people confirmed. */
export function describeActions(report: Report): readonly Block[] {
  const lines = report.steps
    .filter(({ kind, isFinding }) => kind === 'do' && isFinding)
    .map(({ id, text, say, by, quality }) => {
      const who = by === undefined ? 'by whom: not recorded' : `by ${by}`;
      const known = quality === null ? 'not recorded how it is known' : qualityWords[quality];
      return line`${cite(report, id)}: ${endSentence(text)} Observed: ${say} (${who}; ${known})`;
    });
  return [heading(2, 'Actions taken'), ...(lines.length === 0 ? [paragraph('None recorded.')] : list(lines))];
}
