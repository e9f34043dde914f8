import { frameOf } from './frame.ts';
import { fitLine, type Line, line, span, spread } from './line.ts';
import type { Picture } from './paint/painter.ts';
import { panelRows, rowsSideBySide } from './panel-rows.ts';
import { footerLine, lastingLine } from './panels/footer.ts';
import { headerLine } from './panels/header.ts';
import { tabsLine } from './panels/tabs.ts';
import type { Screen } from './screen.ts';
import { tooSmallRows } from './too-small.ts';
import type { World } from './world.ts';

/** The walk: header, panels, the ranking in brief, the text field, messages, keys. Exactly as high as the terminal. */
export function walkRows(screen: Screen, world: World): Picture['rows'] {
  const { theme, size } = world;
  const { columns } = size;
  const frame = frameOf(screen, world);
  if (frame.layout.kind === 'none') return tooSmallRows(size);
  const message = messageLine(screen);
  const isReplaced = !frame.layout.hasMessageRow && screen.message !== undefined;
  const footer = isReplaced ? spread(message, lastingLine(frame.context), columns) : footerLine(frame.context, columns);
  const isTabbed = frame.layout.kind === 'tabs' && screen.overlay === undefined && screen.paste === undefined;
  const panels = frame.panes.map((pane) =>
    panelRows(pane, theme, isTabbed ? tabsLine(screen, world, pane.below) : undefined),
  );
  const whole = (row: Line) => fitLine(row, columns);
  return [
    whole(headerLine(world)),
    ...rowsSideBySide(panels),
    ...(frame.strip === undefined ? [] : panelRows(frame.strip, theme)),
    ...(frame.drawer === undefined ? [] : panelRows(frame.drawer, theme)),
    ...(frame.layout.hasMessageRow ? [whole(message)] : []),
    whole(footer),
  ];
}

function messageLine(screen: Screen): Line {
  return screen.message === undefined ? line() : line(span(` ${screen.message.text}`, screen.message.tone));
}
