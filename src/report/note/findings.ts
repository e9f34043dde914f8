import { captionOf } from '../../plot/caption.ts';
import { readOf } from '../read.ts';
import type { Report } from '../report.ts';
import { endSentence, openSentence } from '../sentence.ts';
import type { StepReport } from '../steps.ts';
import { type Block, code, heading, type Item, joined, type Line, line, list, paragraph, strong } from './block.ts';
import { cite, isRecorded } from './cite.ts';

/**
 * What was found: wrong first with its pictures, then where nothing wrong was found but not all could be seen, then what was in order, then
 * what could not be checked and what would help.
 */
export function describeFindings(report: Report): readonly Block[] {
  const { steps } = report;
  const found = (status: string) => steps.filter((step) => step.isFinding && step.status === status);
  const unsure = found('warn').filter(({ isUnsure }) => isUnsure);
  const wrong = [...found('fail'), ...found('warn').filter(({ isUnsure }) => !isUnsure)];
  const passed = found('pass');
  const pictures = wrong.flatMap(({ evidenceId, pictures: drawn }) =>
    drawn.flatMap((picture): Block[] => [
      paragraph(line`${{ evidence: evidenceId }} ${captionOf(picture)}`),
      { kind: 'picture', picture },
    ]),
  );
  return [
    heading(2, 'Findings'),
    ...describeLosses(steps),
    ...(wrong.length === 0 ? [paragraph('Nothing wrong was found.')] : list(wrong.map(describeFinding))),
    ...pictures,
    ...describeInOrder(unsure, (n) => `Not sure: ${n} found nothing wrong, in logs of which not all could be read`),
    ...describeInOrder(passed, (n) => `In order: ${n} found nothing wrong`),
    heading(3, 'Could not be checked'),
    ...describeUnchecked(report),
  ];
}

function describeInOrder(steps: readonly StepReport[], summary: (steps: string) => string): readonly Block[] {
  if (steps.length === 0) return [];
  const told = summary(`${steps.length} step${steps.length === 1 ? '' : 's'}`);
  return [{ kind: 'details', summary: told, blocks: list(steps.map(describeFinding)) }];
}

/** Where logs could not be read or understood, once for all findings that rest on them: each of these says so in a few words. */
function describeLosses(steps: readonly StepReport[]): readonly Block[] {
  const losses = [
    ...new Set(steps.flatMap(({ isFinding, facts }) => (isFinding ? (readOf(facts)?.losses ?? []) : []))),
  ];
  if (losses.length === 0) return [];
  const more = losses.length - maxLosses;
  const told = [...losses.slice(0, maxLosses), ...(more > 0 ? [`${more} more in the evidence index`] : [])].join('; ');
  return [paragraph(line`${strong('Not all could be read:')} ${endSentence(told)} What rests on these may be wrong.`)];
}

const maxLosses = 6;

/** The id of its step stands in the evidence index, to which it leads. */
function describeFinding({ evidenceId, status, say }: StepReport): Line {
  return line`${strong(status)} ${{ evidence: evidenceId }} ${say}`;
}

/** What is in the way of several steps stands once. Open questions have their own section. */
function describeUnchecked(report: Report): readonly Block[] {
  const { steps, openQuestions } = report;
  const open = new Set(openQuestions.flatMap(({ questions }) => questions.map(({ step }) => step)));
  const groups = new Map<string, StepReport[]>();
  for (const step of steps.filter(({ isUnchecked, id }) => isUnchecked && !open.has(id))) {
    const reason = `${endSentence(step.say)}${step.unblock === undefined ? '' : ` What would help: ${endSentence(step.unblock)}`}`;
    groups.set(reason, [...(groups.get(reason) ?? []), step]);
  }
  const items = [...groups].map(([reason, alike]): Item => {
    const names = joined(alike.map(nameOf), '; ');
    if (alike.length === 1) return { line: line`${names}: ${reason}` };
    return { line: line`${alike.length} steps: ${reason}`, items: [{ line: names }] };
  });
  const measured = steps.filter(({ measuredBy }) => measuredBy !== undefined).length;
  const all = [
    ...items,
    ...(open.size === 0
      ? []
      : [line`${open.size} question${open.size === 1 ? ' is' : 's are'} still open: see Open questions and next step`]),
    ...(measured === 0
      ? []
      : [line`${measured} question${measured === 1 ? ' was' : 's were'} not asked: a check has measured the fact`]),
  ];
  return all.length === 0 ? [paragraph('Everything that applies was checked.')] : list(all);
}

function nameOf(step: StepReport): Line {
  const name = isRecorded(step) ? line`${cite({ steps: [step] }, step.id)} ${code(step.id)}` : line`${code(step.id)}`;
  return step.title === step.id ? name : line`${name} ${openSentence(step.title)}`;
}
