import type { Line, Span } from '../note/block.ts';
import { codeSpan } from './code.ts';
import { escapeInline, escapeText } from './escape.ts';

/** Renders a line of a note as inline Markdown that stays on one line. */
export function renderLine(line: Line): string {
  return merge(line)
    .map((span, index) => (index === 0 && typeof span === 'string' ? escapeInline(span, 'start') : renderSpan(span)))
    .join('')
    .trim();
}

/** The same for a cell of a table, where a pipe would end it, also in code (GFM, tables). */
export function renderCell(line: Line): string {
  return merge(line)
    .map((span, index) => {
      if (typeof span !== 'string' && 'code' in span) return codeSpan(span.code).replaceAll('|', '\\|');
      return index === 0 && typeof span === 'string' ? escapeInline(span, 'start') : renderSpan(span);
    })
    .join('')
    .trim();
}

/** Texts side by side are one text: what is special depends on what stands beside it. */
function merge(line: Line): readonly Span[] {
  const merged: Span[] = [];
  for (const span of line) {
    const before = merged.at(-1);
    if (typeof span === 'string' && typeof before === 'string') merged.splice(-1, 1, before + span);
    else merged.push(span);
  }
  return merged;
}

function renderSpan(span: Span): string {
  if (typeof span === 'string') return escapeText(span);
  if ('code' in span) return codeSpan(span.code);
  if ('strong' in span) return `**${escapeText(span.strong).trim()}**`;
  return `[${span.evidence}]`;
}
