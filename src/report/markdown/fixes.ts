import { type FixAdvice, tiers } from '../fixes.ts';
import type { Report } from '../report.ts';
import { codeBlock, codeSpan } from './code.ts';
import { escapeInline } from './escape.ts';
import { renderProse, renderProseLine } from './prose.ts';

/** Renders the fixes by tier: the recommended ones in full, the others by name and with the reason, then the cautions. */
export function renderFixes(report: Report): string {
  if (report.fixes.length === 0) return ['## Fixes\n\nNone recorded.', ...renderCautions(report)].join('\n\n');
  return ['## Fixes', ...tiers.flatMap((tier) => renderTier(tier, report)), ...renderCautions(report)].join('\n\n');
}

const titles = { immediate: 'Immediate', 'medium-term': 'Medium-term', 'long-term': 'Long-term' } as const;

function renderTier(tier: (typeof tiers)[number], report: Report): readonly string[] {
  const inTier = report.fixes.filter(({ fix }) => fix.tier === tier);
  if (inTier.length === 0) return [];
  const recommended = inTier.filter((advice) => advice.recommended).map((advice) => renderFix(advice, report));
  const others = inTier
    .filter((advice) => !advice.recommended)
    .map(
      ({ fix, because }) =>
        `- ${escapeInline(fix.title)} (${partyName(fix.party, report)}): ${because.map(escapeInline).join('; ')}`,
    );
  return [
    `### ${titles[tier]}`,
    ...recommended,
    ...(others.length === 0 ? [] : [`Not recommended on what is known:\n\n${others.join('\n')}`]),
  ];
}

function renderFix({ fix, because }: FixAdvice, report: Report): string {
  const verify = report.steps.find(({ id }) => id === fix.verify);
  return [
    `#### ${escapeInline(fix.title)}`,
    `Recommended: ${because.map(escapeInline).join('; ')}.${fix.destructive ? ' **It is destructive: read risk and rollback first.**' : ''}`,
    renderProse(fix.detail),
    ...Object.entries(fix.code).map(([language, text]) => codeBlock({ text, language })),
    [
      `- Party: ${partyName(fix.party, report)}`,
      `- Risk: ${fix.risk === undefined ? 'not recorded' : renderProseLine(fix.risk)}`,
      `- Rollback: ${fix.rollback === undefined ? 'not recorded' : renderProseLine(fix.rollback)}`,
      `- Verify: ${verify === undefined ? 'not recorded' : verify.title === verify.id ? codeSpan(verify.id) : `${codeSpan(verify.id)} ${escapeInline(verify.title)}`}`,
      '- Owner, due, ticket: not recorded',
    ].join('\n'),
  ].join('\n\n');
}

function renderCautions({ cautions }: Report): readonly string[] {
  if (cautions.length === 0) return [];
  const lines = cautions.map(
    ({ says, problem, instead }) =>
      `- “${renderProseLine(says)}” ${renderProseLine(problem)} Instead: ${renderProseLine(instead)}`,
  );
  return [`### Cautions\n\n${lines.join('\n')}`];
}

function partyName(id: string, { parties }: Report): string {
  return escapeInline(parties.find((party) => party.id === id)?.name ?? id);
}
