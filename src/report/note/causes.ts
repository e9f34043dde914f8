import type { Contribution, OpenHinge } from '../../diagnosis/diagnosis.ts';
import type { AxisReport, HypothesisReport } from '../axis.ts';
import { audibleDb, decibans, signedDecibans } from '../decibans.ts';
import { describeOpening, describeOtherwise } from '../hinges.ts';
import { qualityWords } from '../quality-words.ts';
import type { Report } from '../report.ts';
import { openSentence } from '../sentence.ts';
import { type Block, heading, type Item, joined, type Line, line, list, paragraph, strong } from './block.ts';
import { cite } from './cite.ts';

/** The strongest facts of a side are told, of the others only the weight: the findings have their sentences. */
const maxTold = 3;

/** What would change a verdict, and what carries it, is told of so many each. */
const maxHinges = 5;

/** What is believed on each axis, on which facts, and what was ruled out by what. */
export function describeCauses(report: Report): readonly Block[] {
  const axes = report.axes.flatMap((axis) => describeAxis(axis, report));
  return [heading(2, 'What we know, and how well'), ...(axes.length === 0 ? [paragraph('Not recorded.')] : axes)];
}

function describeAxis(axis: AxisReport, report: Report): readonly Block[] {
  const shown = axis.named ?? axis.hypotheses[0];
  const rest = axis.hypotheses.filter(({ id }) => id !== shown?.id);
  const isOpen = axis.state !== 'settled';
  return [
    heading(3, axis.question),
    paragraph(describeLead(axis, shown, report)),
    ...list([
      ...(shown === undefined
        ? []
        : [describeSide('For', shown.for, report), describeSide('Against', shown.against, report)]),
      ...describeRuledOut(rest, { report, told: told(shown, report) }),
      ...describeAlso(rest.filter(({ ruledOutBy, id }) => ruledOutBy === undefined && id !== 'other')),
      ...(isOpen && axis.missing.length > 0
        ? [{ line: line`Not settled because:`, items: axis.missing.map((reason) => ({ line: [reason] })) }]
        : []),
      ...(isOpen && axis.settleWith !== undefined
        ? [line`The step that would settle it: ${cite(report, axis.settleWith)}`]
        : []),
      ...describeHinges(axis, report),
      line`Assumes that the cause is on this list.`,
    ]),
  ];
}

function describeLead(axis: AxisReport, shown: HypothesisReport | undefined, report: Report): Line {
  if (shown === undefined) return line`No cause is on the list.`;
  const party = report.parties.find(({ id }) => id === shown.party)?.name ?? shown.party;
  const title = line`${strong(shown.title)}${party === undefined ? '' : ` (${party})`}`;
  const ahead = `${decibans(axis.leadDb)} ahead of the next`;
  if (axis.named === undefined) return line`Open: no cause on the list leads. Best fit so far: ${title}, ${ahead}.`;
  return line`${title}: ${axis.state === 'settled' ? 'settled' : 'leading, not settled'}, ${shown.word}, ${ahead}.`;
}

function describeSide(side: string, contributions: readonly Contribution[], report: Report): Item {
  const loud = contributions.filter(({ db }) => Math.abs(db) >= audibleDb);
  const faint = contributions.length - loud.length;
  const [heard, hidden] = [loud.filter(({ step }) => step !== ''), loud.filter(({ step }) => step === '')];
  if (loud.length === 0) return { line: line`${side}: nothing recorded${faint === 0 ? '' : ` above ${audibleDb} dB`}` };
  const rest = heard.slice(maxTold).map(({ db, step }) => line`${cite(report, step)} ${signedDecibans(db)}`);
  return {
    line: line`${side}:`,
    items: [
      ...heard.slice(0, maxTold).map((one) => ({ line: describeContribution(one, report) })),
      ...(rest.length === 0 ? [] : [{ line: line`and ${joined(rest, ', ')}` }]),
      ...(hidden.length === 0
        ? []
        : [{ line: line`facts about other parties: ${hidden.map(({ db }) => signedDecibans(db)).join(', ')}` }]),
      ...(faint === 0 ? [] : [{ line: line`${faint} more of less than ${audibleDb} dB` }]),
    ],
  };
}

function describeContribution({ say, db, step, quality }: Contribution, report: Report): Line {
  return line`${openSentence(say)} (${signedDecibans(db)}, ${cite(report, step)}, ${qualityWords[quality]})`;
}

/** What would change the verdict, and what carries it. */
function describeHinges(axis: AxisReport, report: Report): readonly Item[] {
  const { open, known } = axis.hinges;
  const shown = (lines: readonly Line[]) => [
    ...lines.slice(0, maxHinges).map((one) => ({ line: one })),
    ...(lines.length > maxHinges ? [{ line: line`and ${lines.length - maxHinges} more` }] : []),
  ];
  const carried = known.map((one) => line`Without ${cite(report, one.step)}: ${describeOtherwise(axis, one, 'dB')}`);
  return [
    ...(open.length === 0
      ? []
      : [{ line: line`What would change it:`, items: shown(open.map((one) => describeOpen(axis, one, report))) }]),
    ...(known.length === 0 ? [] : [{ line: line`What carries it:`, items: shown(carried) }]),
  ];
}

/** An answer that is still open, and what the verdict would be with it. */
export function describeOpen(axis: AxisReport, one: OpenHinge, report: Report): Line {
  const opening = describeOpening(one);
  const where = line`${cite(report, one.step)}${opening === undefined ? '' : `, ${opening}`}`;
  return line`“${one.answer}” to “${one.question}” (${where}): ${describeOtherwise(axis, one, 'dB')}`;
}

/** The steps whose sentences stand with the cause that is shown, or among the findings that are open to see. */
function told(shown: HypothesisReport | undefined, { steps }: Report): ReadonlySet<string> {
  const sides = [shown?.for ?? [], shown?.against ?? []];
  const strongest = sides.flatMap((side) =>
    side
      .filter(({ db, step }) => Math.abs(db) >= audibleDb && step !== '')
      .slice(0, maxTold)
      .map(({ step }) => step),
  );
  const wrong = steps.filter(({ isFinding, status }) => isFinding && (status === 'fail' || status === 'warn'));
  return new Set([...strongest, ...wrong.map(({ id }) => id)]);
}

/** One line for each fact that rules something out; its sentence where it does not stand above. */
function describeRuledOut(
  hypotheses: readonly HypothesisReport[],
  { report, told: known }: { readonly report: Report; readonly told: ReadonlySet<string> },
): readonly Line[] {
  const facts = new Map<string, { readonly by: Contribution; readonly titles: string[] }>();
  for (const { title, ruledOutBy: by } of hypotheses) {
    if (by === undefined) continue;
    const fact = facts.get(by.step) ?? { by, titles: [] };
    fact.titles.push(`${title} (${signedDecibans(by.db)})`);
    facts.set(by.step, fact);
  }
  return [...facts.values()].map(({ by, titles }) =>
    by.step === ''
      ? line`Ruled out by ${by.say}: ${titles.join('; ')}`
      : line`Ruled out by ${cite(report, by.step)} (${qualityWords[by.quality]}${known.has(by.step) ? '' : `: ${openSentence(by.say)}`}): ${titles.join('; ')}`,
  );
}

function describeAlso(hypotheses: readonly HypothesisReport[]): readonly Line[] {
  if (hypotheses.length === 0) return [];
  const titles = hypotheses.map(
    ({ title, word, scoreDb }): Line => [`${title} (${word}, score ${signedDecibans(scoreDb)})`],
  );
  return [line`Not ruled out: ${joined(titles, '; ')}`];
}
