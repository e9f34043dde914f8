import { cut, fit, fitLine, type Line, line, span, widthOf } from './line.ts';
import { innerColumns, type Pane } from './pane.ts';
import type { Theme } from './theme.ts';

/** A pane as rows of exactly its width. The focus shows as a heavy rule and a bold title, with or without colour. */
export function panelRows(pane: Pane, theme: Theme, title: Line = titleLine(pane, theme)): readonly Line[] {
  const { isDivided, columns } = pane;
  const inner = innerColumns(pane);
  return [title, ...pane.lines.map((content) => framed(content, { isDivided, inner, theme }))].map((row) =>
    fitLine(row, columns),
  );
}

/** Panes of one height side by side. */
export function rowsSideBySide(panels: readonly (readonly Line[])[]): readonly Line[] {
  const [first = []] = panels;
  return first.map((_, row) => ({ spans: panels.flatMap((panel) => panel[row]?.spans ?? []) }));
}

/** The title row: a rule with the title in it, and how much is out of sight. */
function titleLine(pane: Pane, theme: Theme): Line {
  const { glyphs } = theme;
  const rule = pane.hasFocus ? glyphs.focusRule : glyphs.rule;
  const tone = pane.hasFocus ? 'focus' : 'quiet';
  const hidden = [
    pane.above > 0 ? `${glyphs.up} ${pane.above}` : '',
    pane.below > 0 ? `${glyphs.down} ${pane.below}${pane.columns < 40 ? '' : ' more'}` : '',
  ].filter((part) => part !== '');
  const start = `${pane.isDivided ? glyphs.tee : rule}${rule}`;
  const more = hidden.length === 0 ? '' : ` ${hidden.join(' ')} `;
  const title = cut(` ${pane.title} `, Math.max(0, pane.columns - widthOf(start) - widthOf(more) - 1));
  const fill = Math.max(0, pane.columns - widthOf(start) - widthOf(title) - widthOf(more) - 1);
  return line(
    span(start, tone),
    span(title, pane.hasFocus ? 'focus' : 'plain'),
    span(rule.repeat(fill), tone),
    span(more, 'quiet'),
    span(rule, tone),
  );
}

function framed(
  content: Line,
  of: { readonly isDivided: boolean; readonly inner: number; readonly theme: Theme },
): Line {
  const { isDivided, inner, theme } = of;
  const left = isDivided ? `${theme.glyphs.divider} ` : ' ';
  // The divider is no part of a selected row: its text is padded here so that the bar reaches the edge of the panel.
  const spans = content.isSelected
    ? [span(fit(content.spans.map(({ text }) => text).join(''), inner), 'cursor')]
    : content.spans;
  return line(span(left, 'quiet'), ...spans);
}
