import { escapeHtml } from './escape.ts';

/** A table that scrolls by itself where the page is too narrow. `rows` are HTML, `head` is text. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const headings = head.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n');
  return `<div class="wide" tabindex="0" role="region" aria-label="Table: ${escapeHtml(head.join(', '))}">\n<table>\n<thead><tr>${headings}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>\n</div>`;
}
