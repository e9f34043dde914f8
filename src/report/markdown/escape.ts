import { toVisible } from '../../redact/visible.ts';

/**
 * Makes text from outside plain inline Markdown (CommonMark 0.31, GFM): it stays on one line, shows as it was, and cannot
 * begin a block, a table cell, a link, an image, code or HTML. At the `start` of a line that goes on, spaces at its end stay.
 */
export function escapeInline(text: string, place: 'whole' | 'start' = 'whole'): string {
  return escapeText(place === 'whole' ? text.trim() : text.trimStart())
    .replace(/^(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|=+$|-{2,}$)/, '\\$1')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
}

/** The same for text inside a line, where no block can begin. */
export function escapeText(text: string): string {
  return toVisible(text)
    .replace(/\\(?=[!-/:-@[-`{-~]|$)/g, '\\\\')
    .replace(/[`*[|~]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/</g, '&lt;');
}
