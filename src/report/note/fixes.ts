import { type FixAdvice, tiers } from '../fixes.ts';
import type { Report } from '../report.ts';
import { type Block, code, heading, joined, type Line, line, list, paragraph, strong } from './block.ts';
import { cite } from './cite.ts';
import { readProse, readProseLine } from './prose.ts';

/** Code of more lines stands behind a summary where the format can. */
const maxOpenLines = 12;

/** Code of more lines is left to the command that prints the fix in full. */
const maxBriefLines = 6;

/** Of a description of more characters the first paragraph stands. */
const maxBriefDetail = 400;

/**
 * The fixes by tier: those to do now, and those for a cause that leads, with what they risk; all others on one line each, with the command
 * that prints any of them in full. A partner has no such command: its fixes stand whole. Then the cautions.
 */
export function describeFixes(report: Report): readonly Block[] {
  const { fixes, audience } = report;
  if (fixes.length === 0) return [heading(2, 'Fixes'), paragraph('None recorded.'), ...describeCautions(report)];
  return [
    heading(2, 'Fixes'),
    paragraph(
      line`Owner, due date and ticket of each: not recorded.${audience === undefined ? line` One in full, with its code: ${code('causebook note INCIDENT --fix ID')}` : ''}`,
    ),
    ...tiers.flatMap((tier) => describeTier(tier, report)),
    ...describeCautions(report),
  ];
}

/** One fix with everything that is known of it, without its title. */
export function describeFix(advice: FixAdvice, report: Report): readonly Block[] {
  return describe(advice, { report, isBrief: false });
}

/** `isBrief`: without what only whoever applies it needs. */
function describe(
  { fix, recommended, because }: FixAdvice,
  { report, isBrief }: { readonly report: Report; readonly isBrief: boolean },
): readonly Block[] {
  const whole = readProse(fix.detail);
  const prose =
    isBrief && fix.detail.length > maxBriefDetail
      ? whole.slice(0, fix.detail.trim().split('\n')[0]?.endsWith(':') ? 2 : 1)
      : whole;
  const codes = Object.entries(fix.code);
  const shown = isBrief ? codes.filter(([, text]) => lengthOf(text) <= maxBriefLines) : codes;
  const hidden = codes
    .filter((one) => !shown.includes(one))
    .map(([language, text]) => `${lengthOf(text)} lines of ${language}`);
  const more = [...(prose.length < whole.length ? ['how to go about it'] : []), ...hidden];
  const verify = report.steps.find(({ id }) => id === fix.verify);
  const known = (text: string | undefined): Line => (text === undefined ? ['not recorded'] : readProseLine(text));
  return [
    paragraph(
      line`${code(fix.id)}: ${recommended ? 'Recommended' : 'Not recommended'}: ${because.join('; ')}.${fix.destructive ? ' ' : ''}${fix.destructive ? strong('It is destructive: read risk and rollback first.') : ''}`,
    ),
    ...prose,
    ...shown.map(([language, text]) => describeCode(language, text)),
    ...list([
      line`Party: ${partyName(fix.party, report)}`,
      line`Risk: ${known(fix.risk)}`,
      line`Rollback: ${known(fix.rollback)}`,
      line`Verify: ${verify === undefined ? 'not recorded' : cite(report, verify.id)}${verify === undefined || verify.title === verify.id ? '' : ` ${verify.title}`}`,
      ...(more.length === 0 ? [] : [line`More: ${more.join(', ')} (${code(`--fix ${fix.id}`)})`]),
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
    ...inTier
      .filter(isInFull)
      .flatMap((advice) => [
        heading(4, advice.fix.title),
        ...describe(advice, { report, isBrief: report.audience === undefined }),
      ]),
    ...describeBrief('Recommended:', later, report),
    ...describeOthers(others, report),
  ];
}

function describeBrief(title: string, advices: readonly FixAdvice[], report: Report): readonly Block[] {
  if (advices.length === 0) return [];
  const lines = advices.map(
    ({ fix, because }) => line`${fix.title} (${partyName(fix.party, report)}, ${code(fix.id)}): ${because.join('; ')}`,
  );
  return [paragraph(title), ...list(lines)];
}

/** Why is the same for all of them: no cause that they are for leads. */
function describeOthers(advices: readonly FixAdvice[], report: Report): readonly Block[] {
  if (advices.length === 0) return [];
  // A destructive one may wait for something else.
  const [special, plain] = [
    advices.filter(({ fix }) => fix.destructive),
    advices.filter(({ fix }) => !fix.destructive),
  ];
  const names = plain.map(({ fix }) => line`${fix.title} (${partyName(fix.party, report)}, ${code(fix.id)})`);
  return [
    ...describeBrief('Not recommended on what is known:', special, report),
    ...(names.length === 0
      ? []
      : [paragraph(line`Not recommended, because no cause that they are for leads: ${joined(names, '; ')}.`)]),
  ];
}

function describeCode(language: string, text: string): Block {
  const block: Block = { kind: 'code', language, text };
  const length = lengthOf(text);
  return length <= maxOpenLines
    ? block
    : { kind: 'details', summary: `Code: ${language}, ${length} lines`, blocks: [block] };
}

function lengthOf(text: string): number {
  return text.trim().split('\n').length;
}

/** What is wrong with each stands in the runbook. */
function describeCautions({ cautions }: Report): readonly Block[] {
  if (cautions.length === 0) return [];
  const lines = cautions.map(({ says, instead }) => line`“${readProseLine(says)}” Instead: ${readProseLine(instead)}`);
  const { length } = cautions;
  const summary = `${length} piece${length === 1 ? '' : 's'} of advice that ${length === 1 ? 'is' : 'are'} often given here and wrong`;
  return [heading(3, 'Cautions'), { kind: 'details', summary, blocks: list(lines) }];
}

function partyName(id: string, { parties }: Report): string {
  return parties.find((party) => party.id === id)?.name ?? id;
}
