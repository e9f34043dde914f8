import type { PastedText } from '../../incident/state.ts';
import type { Excerpt } from '../../logs/log-store.ts';
import type { Picture } from '../../plot/picture.ts';
import { qualityWords } from '../quality-words.ts';
import type { Report } from '../report.ts';
import { endSentence } from '../sentence.ts';
import type { StepReport } from '../steps.ts';
import { codeBlock, codeSpan } from './code.ts';
import { escapeInline } from './escape.ts';
import { renderPicture } from './picture.ts';

const maxExcerpts = 10;
const maxCharacters = 400;

/**
 * Renders every finding with how well it is known, the exact command that gave it, and the lines it rests on. What most commands have
 * in common stands once, at the top, and what rests on no lines is one line.
 */
export function renderEvidenceIndex({ steps, header }: Report): string {
  const findings = ['fail', 'warn', 'pass', 'interrupted', 'running'].flatMap((status) =>
    steps.filter((step) => (step.isFinding || step.outcome !== null) && step.status === status),
  );
  const files = header.pasted.flatMap(renderReceived);
  const received = files.length === 0 ? [] : ['### Files from parties', files.join('\n')];
  if (findings.length === 0)
    return ['## Evidence index', ...(received.length === 0 ? ['None recorded.'] : received)].join('\n\n');
  const again = againOf(findings, header.runbook.id);
  const isShort = (step: StepReport) =>
    step.evidence.length === 0 && picturesHere(step).length === 0 && ownCommand(step, again) === null;
  const [short, long] = [findings.filter(isShort), findings.filter((step) => !isShort(step))];
  const shown = new Set<string>();
  return [
    '## Evidence index',
    ...(again === undefined ? [] : [renderAgain(again)]),
    ...long.map((step) => renderFinding(step, { again, shown })),
    ...received,
    ...(short.length === 0
      ? []
      : [...(long.length === 0 ? [] : ['### Without lines to show']), short.map(renderShort).join('\n')]),
  ].join('\n\n');
}

/** A file that a party sent: its hash as it came, and the redacted copy that checks read. */
function renderReceived({ source, file, origin }: PastedText): readonly string[] {
  if (origin === undefined) return [];
  const from = origin.from === undefined ? '' : ` from ${escapeInline(origin.from)}`;
  return [
    `- ${codeSpan(origin.name)}${from}, for ${codeSpan(source)}: ${origin.bytes} bytes, sha256 ${codeSpan(origin.sha256)}; read as ${codeSpan(file)}, redacted`,
  ];
}

/** A command line that several steps share but for their id. */
type Again = { readonly before: string; readonly after: string };

function againOf(steps: readonly StepReport[], runbook: string): Again | undefined {
  const before = `causebook check step ${runbook} `;
  const afters = steps.flatMap(({ id, command }) =>
    command?.startsWith(`${before}${id} `) === true ? [command.slice(before.length + id.length)] : [],
  );
  const [after] = afters;
  return after !== undefined && afters.filter((one) => one === after).length > 1 ? { before, after } : undefined;
}

function renderAgain({ before, after }: Again): string {
  const command = codeBlock({ text: `${before}STEP${after}`, language: 'sh' });
  return `To run a check again, with its id for STEP, where no other command stands with it:\n\n${command}`;
}

/** The command of a step where it is not the one they share. */
function ownCommand({ id, command }: StepReport, again: Again | undefined): string | null {
  return again !== undefined && command === `${again.before}${id}${again.after}` ? null : command;
}

/** The pictures of what went wrong stand with the findings. */
function picturesHere({ pictures, status }: StepReport): readonly Picture[] {
  return status === 'fail' || status === 'warn' ? [] : pictures;
}

/** `shown` has the lines that stand above already, and is added to. */
function renderFinding(
  step: StepReport,
  { again, shown }: { readonly again: Again | undefined; readonly shown: Set<string> },
): string {
  const command = ownCommand(step, again);
  return [
    `### ${codeSpan(step.id)}: ${step.status}`,
    ...(step.title === step.id ? [] : [escapeInline(step.title)]),
    renderSay(step),
    ...picturesHere(step).map(renderPicture),
    ...(command === null ? [] : [`Command, to run again:\n\n${codeBlock({ text: command, language: 'sh' })}`]),
    ...(step.evidence.length === 0
      ? []
      : [codeBlock({ text: renderExcerpts(step.evidence, shown), language: 'text' })]),
  ].join('\n\n');
}

function renderShort(step: StepReport): string {
  const title = step.title === step.id ? '' : ` ${endSentence(escapeInline(step.title))}`;
  return `- **${step.status}** ${codeSpan(step.id)}:${title} ${renderSay(step)}`;
}

function renderSay(step: StepReport): string {
  const outcome = step.outcome === null ? '' : ` Outcome: ${codeSpan(step.outcome)}.`;
  const known = step.quality === null ? 'How it is known: not recorded' : `Known: ${qualityWords[step.quality]}`;
  const by = step.by === undefined ? '' : `, ${escapeInline(step.by)}`;
  return `${endSentence(escapeInline(step.say))}${outcome} ${known}${by}.`;
}

/** A line stands whole where it comes first, afterwards only where it lies. */
function renderExcerpts(evidence: readonly Excerpt[], shown: Set<string>): string {
  const placed = evidence.slice(0, maxExcerpts).map((excerpt) => ({ ...excerpt, place: placeOf(excerpt) }));
  const [old, fresh] = [
    placed.filter(({ place }) => shown.has(place)),
    placed.filter(({ place }) => !shown.has(place)),
  ];
  for (const { line, place } of fresh) if (line !== undefined) shown.add(place);
  const lines = fresh.map(({ place, text }) => `${place}  ${shorten(text)}`);
  const above = old.length === 0 ? [] : [`shown above: ${renderPlaces(old)}`];
  const more = evidence.length - maxExcerpts;
  const left = more > 0 ? [`… ${more} more line${more === 1 ? '' : 's'} in the JSON`] : [];
  return [...[...lines, ...above].map((line) => line.replace(/\r?\n/g, '⏎')), ...left].join('\n');
}

/** `a.log:1, 4, 9; b.log:2` */
function renderPlaces(excerpts: readonly Excerpt[]): string {
  const sources = [...new Set(excerpts.map(({ source }) => source))];
  return sources
    .map((one) => `${one}:${excerpts.flatMap(({ source, line }) => (source === one ? [line] : [])).join(', ')}`)
    .join('; ');
}

function placeOf({ source, line }: Excerpt): string {
  return `${source}${line === undefined ? '' : `:${line}`}`;
}

function shorten(text: string): string {
  const characters = [...text];
  if (characters.length <= maxCharacters) return text;
  return `${characters.slice(0, maxCharacters).join('')} … (${characters.length - maxCharacters} more characters)`;
}
