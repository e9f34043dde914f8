import { type FixAdvice, tiers } from '../fixes.ts';
import type { Report } from '../report.ts';
import { type Block, code, heading, type Line, line, list, paragraph, strong } from './block.ts';
import { cite } from './cite.ts';
import { readProse, readProseLine } from './prose.ts';

/** Code of more lines stands behind a summary where the format can. */
const maxOpenLines = 12;

/**
 * The fixes by tier: those to do now, and those for a cause that leads, in full; all others on one line each, with the command that prints
 * them. Then the cautions.
 */
export function describeFixes(report: Report): readonly Block[] {
  const { fixes, audience } = report;
  if (fixes.length === 0) return [heading(2, 'Fixes'), paragraph('None recorded.'), ...describeCautions(report)];
  const hasShort = fixes.some((advice) => !isInFull(advice));
  const command = 'causebook note INCIDENT --fix ID';
  return [
    heading(2, 'Fixes'),
    ...(hasShort && audience === undefined
      ? [paragraph(line`One that stands here on one line is printed in full by ${code(command)}.`)]
      : []),
    ...tiers.flatMap((tier) => describeTier(tier, report)),
    ...describeCautions(report),
  ];
}

/** One fix with everything that is known of it, without its title. */
export function describeFix({ fix, recommended, because }: FixAdvice, report: Report): readonly Block[] {
  const verify = report.steps.find(({ id }) => id === fix.verify);
  const known = (text: string | undefined): Line => (text === undefined ? ['not recorded'] : readProseLine(text));
  return [
    paragraph(
      line`${code(fix.id)}: ${recommended ? 'Recommended' : 'Not recommended'}: ${because.join('; ')}.${fix.destructive ? ' ' : ''}${fix.destructive ? strong('It is destructive: read risk and rollback first.') : ''}`,
    ),
    ...readProse(fix.detail),
    ...Object.entries(fix.code).map(([language, text]) => describeCode(language, text)),
    ...list([
      line`Party: ${partyName(fix.party, report)}`,
      line`Risk: ${known(fix.risk)}`,
      line`Rollback: ${known(fix.rollback)}`,
      line`Verify: ${verify === undefined ? 'not recorded' : cite(report, verify.id)}${verify === undefined || verify.title === verify.id ? '' : ` ${verify.title}`}`,
      line`Owner, due, ticket: not recorded`,
    ]),
  ];
}

const titles = { immediate: 'Immediate', 'medium-term': 'Medium-term', 'long-term': 'Long-term' } as const;

/** General advice for later is the same in every incident: its name is enough. */
function isInFull({ fix, recommended }: FixAdvice): boolean {
  return recommended && (fix.tier === 'immediate' || fix.when.length > 0);
}

function describeTier(tier: (typeof tiers)[number], report: Report): readonly Block[] {
  const inTier = report.fixes.filter(({ fix }) => fix.tier === tier);
  if (inTier.length === 0) return [];
  const brief = inTier.filter((advice) => !isInFull(advice));
  const [later, others] = [brief.filter(({ recommended }) => recommended), brief.filter((one) => !one.recommended)];
  return [
    heading(3, titles[tier]),
    ...inTier.filter(isInFull).flatMap((advice) => [heading(4, advice.fix.title), ...describeFix(advice, report)]),
    ...describeBrief('Recommended:', later, report),
    ...describeBrief('Not recommended on what is known:', others, report),
  ];
}

function describeBrief(title: string, advices: readonly FixAdvice[], report: Report): readonly Block[] {
  if (advices.length === 0) return [];
  const lines = advices.map(
    ({ fix, because }) => line`${fix.title} (${partyName(fix.party, report)}, ${code(fix.id)}): ${because.join('; ')}`,
  );
  return [paragraph(title), ...list(lines)];
}

function describeCode(language: string, text: string): Block {
  const block: Block = { kind: 'code', language, text };
  const { length } = text.trim().split('\n');
  return length <= maxOpenLines
    ? block
    : { kind: 'details', summary: `Code: ${language}, ${length} lines`, blocks: [block] };
}

function describeCautions({ cautions }: Report): readonly Block[] {
  if (cautions.length === 0) return [];
  const lines = cautions.map(
    ({ says, problem, instead }) =>
      line`“${readProseLine(says)}” ${readProseLine(problem)} Instead: ${readProseLine(instead)}`,
  );
  const { length } = cautions;
  const summary = `${length} piece${length === 1 ? '' : 's'} of advice that ${length === 1 ? 'is' : 'are'} often given here and wrong`;
  return [heading(3, 'Cautions'), { kind: 'details', summary, blocks: list(lines) }];
}

function partyName(id: string, { parties }: Report): string {
  return parties.find((party) => party.id === id)?.name ?? id;
}
