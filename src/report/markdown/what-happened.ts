import { instant } from '../instant.ts';
import { qualityWords } from '../quality-words.ts';
import type { Report } from '../report.ts';
import { endSentence } from '../sentence.ts';
import { codeSpan } from './code.ts';
import { escapeInline } from './escape.ts';
import { renderPicture } from './picture.ts';

/** A note stays readable at this many rows; the JSON has them all. */
const maxRows = 100;

/** Renders who is hurt and how much, as far as a step says so. */
export function renderImpact({ impact }: Report): string {
  const lines = impact.map(({ text, step }) => `- ${escapeInline(text)} (${codeSpan(step)})`);
  return `## Impact\n\n${lines.join('\n') || 'Not recorded.'}`;
}

/** Renders the instants that facts carry, as a table. */
export function renderTimeline({ timeline }: Report): string {
  if (timeline.length === 0) return '## Timeline (UTC)\n\nNot recorded.';
  const rows = timeline
    .slice(0, maxRows)
    .map(({ at, what, source }) => `| ${escapeInline(at)} | ${escapeInline(what)} | ${escapeInline(source)} |`);
  const more = timeline.length > maxRows ? `\n\n${timeline.length - maxRows} later entries are in the JSON alone.` : '';
  return `## Timeline (UTC)\n\n| time | what | source |\n| --- | --- | --- |\n${rows.join('\n')}${more}`;
}

/** Renders what was found wrong, one line each, how many steps found nothing, and the pictures of what went wrong. */
export function renderFindings({ steps }: Report): string {
  const found = (status: string) => steps.filter((step) => step.isFinding && step.status === status);
  const wrong = [...found('fail'), ...found('warn')];
  const lines = wrong.map(({ id, status, say }) => `- **${status}** ${codeSpan(id)}: ${escapeInline(say)}`);
  const passed = found('pass');
  const pass = passed.length === 0 ? [] : [`- pass: ${passed.map(({ id }) => codeSpan(id)).join(', ')}`];
  const pictures = wrong.flatMap(({ id, pictures: drawn }) =>
    drawn.map((picture) => `${codeSpan(id)}: ${renderPicture(picture)}`),
  );
  return [`## Findings\n\n${[...lines, ...pass].join('\n') || 'None recorded.'}`, ...pictures].join('\n\n');
}

/** Renders the actions that people confirmed. */
export function renderActions({ steps }: Report): string {
  const lines = steps
    .filter(({ kind, isFinding }) => kind === 'do' && isFinding)
    .map(({ id, text, say, by, quality }) => {
      const who = by === undefined ? 'by whom: not recorded' : `by ${escapeInline(by)}`;
      return `- ${codeSpan(id)}: ${endSentence(escapeInline(text))} Observed: ${escapeInline(say)} (${who}; ${quality === null ? 'not recorded how it is known' : qualityWords[quality]})`;
    });
  return `## Actions taken\n\n${lines.join('\n') || 'None recorded.'}`;
}

/** Renders what people noted, in the order they noted it. */
export function renderRemarks({ remarks }: Report): string {
  if (remarks.length === 0) return '';
  const lines = remarks.map(
    ({ at, text, step }) =>
      `- ${instant(at) ?? escapeInline(at)}${step === undefined ? '' : ` (${codeSpan(step)})`}: ${escapeInline(text)}`,
  );
  return `## Remarks\n\n${lines.join('\n')}`;
}
