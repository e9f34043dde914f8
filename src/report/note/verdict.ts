import { decibans } from '../decibans.ts';
import { describeOtherwise } from '../hinges.ts';
import type { Report } from '../report.ts';
import { endSentence } from '../sentence.ts';
import type { AxisVerdictText } from '../verdict.ts';
import { type Block, heading, type Item, joined, type Line, line, list, paragraph, strong } from './block.ts';
import { describeOpen } from './causes.ts';
import { cite } from './cite.ts';

/** The verdict in one line, then on which fact each part of it rests and what would change it. */
export function describeVerdict(report: Report): readonly Block[] {
  const { axes, counts } = report.verdict;
  const known = axes.map(({ axis, title }): Line => {
    if (title === undefined) return line`${axis.question} Open, no cause on the list leads`;
    const sure = axis.state === 'settled' ? 'settled' : 'not settled';
    return line`${strong(title)} (${axis.named?.word ?? 'possible'}, ${sure}, ${decibans(axis.leadDb)} ahead of the next)`;
  });
  return [
    heading(2, 'Verdict'),
    paragraph(known.length === 0 ? 'Not recorded.' : [...joined(known, '; '), '.']),
    ...list(axes.map((one) => describeAxis(one, report))),
    paragraph(counts),
  ];
}

function describeAxis({ axis, strongest, hinges: { open, known } }: AxisVerdictText, report: Report): Item {
  return {
    line: [axis.question],
    items: [
      strongest === undefined
        ? line`Above all: nothing recorded`
        : line`Above all: ${endSentence(strongest.say)} ${strongest.step === '' ? '' : cite(report, strongest.step)}`,
      open === undefined
        ? line`What would change it: no single step that is left`
        : line`What would change it: ${describeOpen(axis, open, report)}`,
      ...(known === undefined
        ? []
        : [line`Without ${cite(report, known.step)} it would be: ${describeOtherwise(axis, known, 'dB')}`]),
    ].map((one) => ({ line: one })),
  };
}
