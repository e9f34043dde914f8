import type { Contribution } from '../../diagnosis/diagnosis.ts';
import type { AxisReport, HypothesisReport } from '../axis.ts';
import { audibleDb, decibans, signedDecibans } from '../decibans.ts';
import { describeOpening, describeOtherwise } from '../hinges.ts';
import { qualityWords } from '../quality-words.ts';
import type { Report } from '../report.ts';
import { openSentence } from '../sentence.ts';
import { codeSpan } from './code.ts';
import { escapeInline } from './escape.ts';

/** What would change a verdict, and what carries it, is told of so many each. */
const maxHinges = 5;

/** Renders what is believed on each axis, on which facts, and what was ruled out by what. */
export function renderCauses(report: Report): string {
  return ['## What we know, and how well', ...report.axes.map((axis) => renderAxis(axis, report))].join('\n\n');
}

function renderAxis(axis: AxisReport, report: Report): string {
  const heading = `### ${escapeInline(axis.question)}`;
  const [best] = axis.hypotheses;
  const shown = axis.named ?? best;
  const rest = axis.hypotheses.filter(({ id }) => id !== shown?.id);
  const lines = [
    ...(shown === undefined ? [] : [...renderEvidence('For', shown.for), ...renderEvidence('Against', shown.against)]),
    ...renderRuledOut(rest),
    ...renderAlso(rest.filter(({ ruledOutBy, id }) => ruledOutBy === undefined && id !== 'other')),
    ...(axis.state === 'settled' || axis.missing.length === 0
      ? []
      : ['- Not settled because:', ...axis.missing.map((reason) => `  - ${escapeInline(reason)}`)]),
    ...(axis.state === 'settled' || axis.settleWith === undefined
      ? []
      : [`- The step that would settle it: ${codeSpan(axis.settleWith)}`]),
    ...renderHinges(axis),
    '- Assumes that the cause is on this list.',
  ];
  return `${heading}\n\n${renderLead(axis, shown, report)}\n\n${lines.join('\n')}`;
}

function renderLead(axis: AxisReport, shown: HypothesisReport | undefined, report: Report): string {
  if (shown === undefined) return 'No cause is on the list.';
  const party = report.parties.find(({ id }) => id === shown.party)?.name ?? shown.party;
  const title = `**${escapeInline(shown.title)}**${party === undefined ? '' : ` (${escapeInline(party)})`}`;
  const ahead = `${decibans(axis.leadDb)} ahead of the next`;
  if (axis.named === undefined) return `Open: no cause on the list leads. Best fit so far: ${title}, ${ahead}.`;
  return `${title}: ${axis.state === 'settled' ? 'settled' : 'leading, not settled'}, ${shown.word}, ${ahead}.`;
}

function renderEvidence(side: string, contributions: readonly Contribution[]): readonly string[] {
  const heard = contributions.filter(({ db }) => Math.abs(db) >= audibleDb);
  const faint = contributions.length - heard.length;
  if (heard.length === 0) return [`- ${side}: nothing recorded${faint === 0 ? '' : ` above ${audibleDb} dB`}`];
  return [
    `- ${side}:`,
    ...heard.map((one) => `  - ${renderContribution(one)}`),
    ...(faint === 0 ? [] : [`  - ${faint} more of less than ${audibleDb} dB`]),
  ];
}

function renderContribution({ say, db, step, quality }: Contribution): string {
  return `${escapeInline(openSentence(say))} (${signedDecibans(db)}, ${codeSpan(step)}, ${qualityWords[quality]})`;
}

/** What would change the verdict, and what carries it. */
function renderHinges(axis: AxisReport): readonly string[] {
  const { open, known } = axis.hinges;
  const more = (count: number) => (count <= maxHinges ? [] : [`  - and ${count - maxHinges} more`]);
  return [
    ...(open.length === 0 ? [] : ['- What would change it:']),
    ...open.slice(0, maxHinges).map((one) => {
      const opening = describeOpening(one);
      const where = `${codeSpan(one.step)}${opening === undefined ? '' : `, ${opening}`}`;
      return `  - ${escapeInline(`“${one.answer}” to “${one.question}”`)} (${where}): ${escapeInline(describeOtherwise(axis, one, 'dB'))}`;
    }),
    ...more(open.length),
    ...(known.length === 0 ? [] : ['- What carries it:']),
    ...known
      .slice(0, maxHinges)
      .map((one) => `  - Without ${codeSpan(one.step)}: ${escapeInline(describeOtherwise(axis, one, 'dB'))}`),
    ...more(known.length),
  ];
}

/** One line for each fact that rules something out. */
function renderRuledOut(hypotheses: readonly HypothesisReport[]): readonly string[] {
  const facts = new Map<string, { readonly by: Contribution; readonly titles: string[] }>();
  for (const { title, ruledOutBy: by } of hypotheses) {
    if (by === undefined) continue;
    const fact = facts.get(by.step) ?? { by, titles: [] };
    fact.titles.push(`${escapeInline(title)} (${signedDecibans(by.db)})`);
    facts.set(by.step, fact);
  }
  return [...facts.values()].map(
    ({ by, titles }) =>
      `- Ruled out by ${codeSpan(by.step)} (${qualityWords[by.quality]}: ${escapeInline(openSentence(by.say))}): ${titles.join('; ')}`,
  );
}

function renderAlso(hypotheses: readonly HypothesisReport[]): readonly string[] {
  if (hypotheses.length === 0) return [];
  return [
    `- Not ruled out: ${hypotheses.map(({ title, word, scoreDb }) => `${escapeInline(title)} (${word}, score ${signedDecibans(scoreDb)})`).join('; ')}`,
  ];
}
