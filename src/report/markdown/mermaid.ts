import { toVisible } from '../../redact/visible.ts';
import type { Sequence } from '../note/block.ts';

/** Renders a sequence as a Mermaid sequence diagram, which GitHub and GitLab draw and everyone can read raw. */
export function renderMermaid({ participants, events }: Sequence): string {
  return [
    '```mermaid',
    'sequenceDiagram',
    ...participants.map((name, index) => `  participant P${index + 1} as ${escapeMermaid(name)}`),
    ...events.map(({ text, from, to }) =>
      to === undefined
        ? `  Note over P${from + 1}: ${escapeMermaid(text)}`
        : `  P${from + 1}->>P${to + 1}: ${escapeMermaid(text)}`,
    ),
    '```',
  ].join('\n');
}

/**
 * Makes text from outside the text of a diagram: it stays on one line and can begin no statement, comment, directive, HTML, formula or
 * fence. All but letters, digits and a few signs are written as Mermaid's entity codes (`#35;`).
 */
function escapeMermaid(text: string): string {
  return toVisible(text)
    .trim()
    .replace(/[^\p{L}\p{N}\p{M} .,:=…'()_/-]/gu, (found) => `#${found.codePointAt(0)};`);
}
