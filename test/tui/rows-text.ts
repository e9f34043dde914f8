import type { Picture } from '../../src/tui/paint/painter.ts';
import type { Theme } from '../../src/tui/theme.ts';

/** The rows of a screen as text, as the theme spells it. */
export function rowsText(rows: Picture['rows'], { spell }: Pick<Theme, 'spell'>): string {
  return rows.map(({ spans }) => spans.map(({ text }) => spell(text)).join('')).join('\n');
}
