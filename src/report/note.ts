import { describeActions } from './note/actions.ts';
import type { Block, Note } from './note/block.ts';
import { describeCauses } from './note/causes.ts';
import { describeEvidence } from './note/evidence.ts';
import { describeFindings } from './note/findings.ts';
import { describeFixes } from './note/fixes.ts';
import { describeImpact } from './note/impact.ts';
import { describeContradictions, describeOpen } from './note/open.ts';
import { describeOrigin } from './note/origin.ts';
import { describeOutdated } from './note/outdated.ts';
import { describeParties } from './note/parties.ts';
import { describeRedaction } from './note/redaction.ts';
import { describeStatus } from './note/status.ts';
import { describeTimeline } from './note/timeline.ts';
import { describeVerdict } from './note/verdict.ts';
import type { Report } from './report.ts';

/**
 * The incident note of a report, as data that every format is written from. Every sentence comes from a recorded fact, what is not known
 * says "not recorded". The same journal gives the same note: two walks over the same evidence with the same inputs differ in the list
 * under the title, in the times of remarks, and in the last part, "How this was found".
 */
export function createNote(report: Report): Note {
  const sections: readonly (readonly Block[])[] = [
    describeStatus(report),
    describeVerdict(report),
    describeImpact(report),
    describeParties(report),
    describeFindings(report),
    describeOutdated(report),
    describeCauses(report),
    describeContradictions(report),
    describeFixes(report),
    describeActions(report),
    describeTimeline(report),
    describeOpen(report),
    describeRedaction(report),
    describeEvidence(report),
    describeOrigin(report),
  ];
  return { title: report.header.title, blocks: sections.flat() };
}
