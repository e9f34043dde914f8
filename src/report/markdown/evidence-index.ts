import type { Excerpt } from '../../logs/log-store.ts';
import { captionOf } from '../../plot/caption.ts';
import { drawPicture } from '../../plot/draw-picture.ts';
import type { Picture } from '../../plot/picture.ts';
import { qualityWords } from '../quality-words.ts';
import type { Report } from '../report.ts';
import type { StepReport } from '../steps.ts';
import { codeBlock, codeSpan } from './code.ts';
import { escapeInline } from './escape.ts';
import { endSentence } from './sentence.ts';

const maxExcerpts = 10;
const maxCharacters = 400;

/** What a page, a ticket and a terminal all show without wrapping. */
const pictureColumns = 72;

/** Renders every finding with how well it is known, the exact command that gave it, and the lines it rests on. */
export function renderEvidenceIndex({ steps }: Report): string {
  const findings = ['fail', 'warn', 'pass', 'interrupted', 'running'].flatMap((status) =>
    steps.filter((step) => (step.isFinding || step.outcome !== null) && step.status === status),
  );
  if (findings.length === 0) return '## Evidence index\n\nNone recorded.';
  return ['## Evidence index', ...findings.map(renderFinding)].join('\n\n');
}

function renderFinding(step: StepReport): string {
  const outcome = step.outcome === null ? '' : ` Outcome: ${codeSpan(step.outcome)}.`;
  const known = step.quality === null ? 'How it is known: not recorded' : `Known: ${qualityWords[step.quality]}`;
  const by = step.by === undefined ? '' : `, ${escapeInline(step.by)}`;
  return [
    `### ${codeSpan(step.id)}: ${step.status}`,
    ...(step.title === step.id ? [] : [escapeInline(step.title)]),
    `${endSentence(escapeInline(step.say))}${outcome} ${known}${by}.`,
    ...step.pictures.map(renderPicture),
    ...(step.command === null
      ? []
      : [`Command, to run again:\n\n${codeBlock({ text: step.command, language: 'sh' })}`]),
    ...(step.evidence.length === 0 ? [] : [codeBlock({ text: renderExcerpts(step.evidence), language: 'text' })]),
  ].join('\n\n');
}

function renderPicture(picture: Picture): string {
  const rows = drawPicture(picture, { columns: pictureColumns, glyphs: 'unicode' });
  return `${captionOf(picture)}\n\n${codeBlock({ text: rows.join('\n'), language: 'text' })}`;
}

function renderExcerpts(evidence: readonly Excerpt[]): string {
  const lines = evidence
    .slice(0, maxExcerpts)
    .map(({ source, line, text }) =>
      `${source}${line === undefined ? '' : `:${line}`}  ${shorten(text)}`.replace(/\r?\n/g, '⏎'),
    );
  const more = evidence.length - maxExcerpts;
  return [...lines, ...(more > 0 ? [`… ${more} more line${more === 1 ? '' : 's'} in the JSON`] : [])].join('\n');
}

function shorten(text: string): string {
  const characters = [...text];
  if (characters.length <= maxCharacters) return text;
  return `${characters.slice(0, maxCharacters).join('')} … (${characters.length - maxCharacters} more characters)`;
}
