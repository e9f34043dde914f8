import type { Report } from '../report.ts';
import { type Block, heading, line, list, paragraph } from './block.ts';

/** What was replaced, what this audience does not get, and what a machine cannot judge. */
export function describeRedaction({ redactions, audience }: Report): readonly Block[] {
  return [
    heading(2, 'Redaction'),
    paragraph(
      `${countReplacements(redactions)} Rules miss what they do not know, names in free text above all: read this note before it leaves the house.`,
    ),
    ...(audience === undefined
      ? []
      : [
          paragraph(`Left out for this audience (${audience.party.name}):`),
          ...list(audience.leftOut.map((what) => line`${what}`)),
        ]),
  ];
}

function countReplacements(redactions: Report['redactions']): string {
  if (redactions === undefined) return 'Replacements: not recorded.';
  const rules = Object.entries(redactions)
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const total = rules.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return 'Nothing was replaced.';
  return `${total} replacement${total === 1 ? '' : 's'}: ${rules.map(([rule, count]) => `${rule} ${count}`).join(', ')}.`;
}
