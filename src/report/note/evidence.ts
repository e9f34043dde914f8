import type { Excerpt } from '../../logs/log-store.ts';
import { captionOf } from '../../plot/caption.ts';
import { qualityWords } from '../quality-words.ts';
import { readOf } from '../read.ts';
import type { Report } from '../report.ts';
import { endSentence } from '../sentence.ts';
import type { StepReport } from '../steps.ts';
import { type Block, code, heading, type Line, line, paragraph, strong } from './block.ts';
import { isRecorded } from './cite.ts';

const maxExcerpts = 10;
const maxCharacters = 400;

/**
 * The evidence index: what each step looked at, how well its finding is known, the exact command that gave it, the lines it rests on,
 * and what of logs was read for it.
 * What it found stands with the findings, when it ran in the last part of the appendix. What most commands have in common stands once, at the top.
 */
export function describeEvidence({ steps }: Report): readonly Block[] {
  const recorded = steps.filter(isRecorded);
  const title = heading(2, 'Appendix: evidence index');
  if (recorded.length === 0) return [title, paragraph('None recorded.')];
  const again = againOf(recorded);
  const shown = new Set<string>();
  const reads = new Map<string, string>();
  return [
    title,
    paragraph('By check, where nothing else is said. What each found stands under Findings.'),
    ...(again === undefined ? [] : describeAgain(again)),
    ...recorded.flatMap((step) => describeStep(step, { again, shown, reads })),
  ];
}

/** A command line that several steps share but for their id. */
type Again = { readonly before: string; readonly after: string };

function againOf(steps: readonly StepReport[]): Again | undefined {
  const all = steps.flatMap(({ id, command }): readonly Again[] => {
    const at = command?.startsWith('causebook check step ') === true ? command.indexOf(` ${id} `) + 1 : 0;
    return command === null || at === 0 ? [] : [{ before: command.slice(0, at), after: command.slice(at + id.length) }];
  });
  const [first] = all;
  const isSame = ({ before, after }: Again) => before === first?.before && after === first.after;
  return all.filter(isSame).length > 1 ? first : undefined;
}

function describeAgain({ before, after }: Again): readonly Block[] {
  return [
    paragraph('To run a check again, with its id for STEP, where no other command stands with it:'),
    { kind: 'code', language: 'sh', text: `${before}STEP${after}` },
  ];
}

/** The command of a step where it is not the one they share. */
function ownCommand({ id, command }: StepReport, again: Again | undefined): string | null {
  return again !== undefined && command === `${again.before}${id}${again.after}` ? null : command;
}

/** `shown` has the lines that stand above already, `reads` what was read and where that stands; both are added to. */
function describeStep(
  step: StepReport,
  {
    again,
    shown,
    reads,
  }: { readonly again: Again | undefined; readonly shown: Set<string>; readonly reads: Map<string, string> },
): readonly Block[] {
  const command = ownCommand(step, again);
  // The pictures of what went wrong stand with the findings.
  const pictures = step.status === 'fail' || (step.status === 'warn' && !step.isUnsure) ? [] : step.pictures;
  const { text, above } = readExcerpts(step.evidence.filter(isPlaced), shown);
  const title = step.title === step.id ? '' : ` ${endSentence(step.title)}`;
  return [
    heading(3, step.evidenceId, step.evidenceId),
    paragraph(
      line`${code(step.id)} ${strong(step.status)}.${title}${describeSay(step)}${above === '' ? '' : ` Rests on ${above}, shown above.`}`,
    ),
    ...pictures.flatMap((picture): Block[] => [paragraph(captionOf(picture)), { kind: 'picture', picture }]),
    ...(command === null ? [] : [{ kind: 'code', language: 'sh', text: command } as const]),
    ...(text === '' ? [] : [{ kind: 'code', language: 'text', text } as const]),
    ...describeRead(step, reads),
  ];
}

/** What was read is the same for many steps: it stands once. */
function describeRead({ facts, evidenceId }: StepReport, reads: Map<string, string>): readonly Block[] {
  const read = readOf(facts);
  if (read === undefined) return [];
  const lead = read.isWhole ? line`Read: ` : line`${strong('Read, but not all of it:')} `;
  const before = reads.get(read.say);
  if (before !== undefined) return [paragraph(line`${lead}the same as for ${{ evidence: before }}.`)];
  reads.set(read.say, evidenceId);
  return [paragraph(line`${lead}${endSentence(read.say)}`)];
}

/** What was in the way of reading stands with what was read. */
function isPlaced({ source }: Excerpt): boolean {
  return source !== 'reading';
}

function describeSay(step: StepReport): Line {
  const outcome = step.outcome === null ? line`` : line` Outcome: ${code(step.outcome)}.`;
  const known =
    step.quality === 'checked'
      ? ''
      : step.quality === null
        ? ' How it is known: not recorded.'
        : ` Known: ${qualityWords[step.quality]}${step.by === undefined ? '' : `, ${step.by}`}.`;
  const isTold = step.isFinding && step.title !== step.id && ['fail', 'warn', 'pass'].includes(step.status);
  return line`${isTold ? '' : ` ${endSentence(step.say)}`}${known}${outcome}`;
}

/** A line stands whole where it comes first; `above` tells where those lie that stand above already. */
function readExcerpts(
  evidence: readonly Excerpt[],
  shown: Set<string>,
): { readonly text: string; readonly above: string } {
  const placed = evidence.slice(0, maxExcerpts).map((excerpt) => ({ ...excerpt, place: placeOf(excerpt) }));
  const [old, fresh] = [
    placed.filter(({ place }) => shown.has(place)),
    placed.filter(({ place }) => !shown.has(place)),
  ];
  for (const { line: number, place } of fresh) if (number !== undefined) shown.add(place);
  const lines = fresh.map(({ place, text }) => `${place}  ${shorten(text)}`.replace(/\r?\n/g, '⏎'));
  const more = evidence.length - maxExcerpts;
  const left = more > 0 ? [`… ${more} more line${more === 1 ? '' : 's'} in the JSON`] : [];
  return { text: [...lines, ...left].join('\n'), above: old.length === 0 ? '' : renderPlaces(old) };
}

/** `a.log:1, 4–6, 9; b.log:2` */
function renderPlaces(excerpts: readonly Excerpt[]): string {
  const sources = [...new Set(excerpts.map(({ source }) => source))];
  return sources
    .map((one) => {
      const lines = excerpts.flatMap(({ source, line: at }) => (source === one && at !== undefined ? [at] : []));
      return `${one}:${renderRanges(lines)}`;
    })
    .join('; ');
}

/** `1, 4–6, 9`: three lines or more that follow each other are one range. */
function renderRanges(lines: readonly number[]): string {
  const runs: number[][] = [];
  for (const at of lines) {
    const last = runs.at(-1);
    if (last !== undefined && last.at(-1) === at - 1) last.push(at);
    else runs.push([at]);
  }
  return runs.map((run) => (run.length < 3 ? run.join(', ') : `${run[0]}–${run.at(-1)}`)).join(', ');
}

function placeOf({ source, line: at }: Excerpt): string {
  return `${source}${at === undefined ? '' : `:${at}`}`;
}

function shorten(text: string): string {
  const characters = [...text];
  if (characters.length <= maxCharacters) return text;
  return `${characters.slice(0, maxCharacters).join('')} … (${characters.length - maxCharacters} more characters)`;
}
