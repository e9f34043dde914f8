import { describeMessage } from '../advice.ts';
import type { OpenQuestions } from '../open-questions.ts';
import type { Report } from '../report.ts';
import { endSentence, openSentence } from '../sentence.ts';
import { type Block, code, heading, joined, type Line, line, list, paragraph, strong } from './block.ts';
import { cite } from './cite.ts';
import { timeText } from './status.ts';

/** Where two sources disagree, and which of them counts. */
export function describeContradictions(report: Report): readonly Block[] {
  const lines = report.contradictions.map(
    ({ say, kept, dropped }) => line`${cite(report, kept.step)} against ${cite(report, dropped.step)}: ${say}`,
  );
  return [heading(2, 'Contradictions'), ...(lines.length === 0 ? [paragraph('None recorded.')] : list(lines))];
}

/** What each party still has to be asked, and what is best done next. Questions that would change nothing are named alone. */
export function describeOpen(report: Report): readonly Block[] {
  const { openQuestions, remarks } = report;
  const messages = describeMessages(report);
  const asked = openQuestions.some(({ questions }) => questions.some(({ state }) => state === 'waiting'));
  const isWorthIt = asked || messages.some(({ kind }) => kind === 'list');
  return [
    ...(remarks.length === 0 ? [] : describeRemarks(report)),
    heading(2, 'Open questions and next step'),
    paragraph(nextStep(report)),
    ...messages,
    ...(openQuestions.length === 0
      ? [paragraph('Open questions: none recorded.')]
      : isWorthIt || report.audience !== undefined
        ? openQuestions.flatMap((open) => [heading(3, nameOf(open)), ...listQuestions(open)])
        : nameQuestions(openQuestions)),
  ];
}

function nameQuestions(open: Report['openQuestions']): readonly Block[] {
  const command = 'causebook ask INCIDENT --party ID --all --no-mark';
  const named = open.map(
    (one) =>
      line`${nameOf(one)}: ${joined(
        one.questions.map(({ step }) => [code(step)]),
        ', ',
      )}`,
  );
  return [paragraph(line`Still open, in words by ${code(command)}:`), ...list(named)];
}

function nameOf({ party }: OpenQuestions): string {
  if (party === undefined) return 'The engineer on call';
  return `${party.name}${party.contact === undefined ? '' : ` (${party.contact})`}`;
}

function listQuestions({ questions }: OpenQuestions): readonly Block[] {
  return list(
    questions.map(
      ({ step: id, question, state }) =>
        line`${question} ${state === 'waiting' ? strong('(asked, waiting)') : ''}${state === 'waiting' ? ' ' : ''}(${code(id)})`,
    ),
  );
}

function nextStep({ next, steps, audience }: Report): Line {
  const [first] = next;
  if (first === undefined)
    return [audience === undefined ? 'Next step: nothing that is left would tell more.' : 'Next step: none of theirs.'];
  const title = steps.find(({ id }) => id === first.step)?.title;
  return line`Next step: ${code(first.step)}${title === undefined ? '' : ` ${openSentence(title)}`}: ${endSentence(first.why)}`;
}

/** The messages to send, or that no question is left that would tell anything. */
function describeMessages({ openQuestions, messages, parties }: Report): readonly Block[] {
  const open = new Set(openQuestions.flatMap(({ questions }) => questions.map(({ step }) => step)));
  if (open.size === 0) return [];
  const lines = messages.flatMap(({ party, steps, minutes }) => {
    const asked = steps.filter((id) => open.has(id));
    const name = parties.find(({ id }) => id === party)?.name ?? party;
    return asked.length === 0
      ? []
      : [line`${describeMessage(name, asked)}, about ${Math.max(1, Math.round(minutes))} min`];
  });
  return lines.length === 0
    ? [paragraph('Nothing that is left to ask a party would change the verdict much.')]
    : [paragraph('What would tell most:'), ...list(lines)];
}

/** What people noted, in the order they noted it. */
function describeRemarks(report: Report): readonly Block[] {
  const lines = report.remarks.map(
    ({ at, text, step }) =>
      line`${timeText(at)}${step === undefined ? '' : ' '}${step === undefined ? '' : cite(report, step)}: ${text}`,
  );
  return [heading(2, 'Remarks'), ...list(lines)];
}
