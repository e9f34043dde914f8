import { toVisible, toVisibleLines } from '../../redact/visible.ts';

/** Makes text from outside the text of an element or of a quoted attribute (HTML, 13.3): it stays on one line and shows as it was. */
export function escapeHtml(text: string): string {
  return toEntities(toVisible(text));
}

/** The same for text of several lines. */
export function escapeLines(text: string): string {
  return toEntities(toVisibleLines(text));
}

function toEntities(text: string): string {
  // Half a surrogate pair cannot be written in UTF-8.
  return text.replace(/\p{Surrogate}/gu, '\ufffd').replace(/[&<>"']/g, (found) => entities[found] ?? found);
}

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
