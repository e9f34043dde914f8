import { fitLine, type Line, line, lineWidth, span, spread } from '../line.ts';
import type { Picture } from '../paint/painter.ts';
import { panelRows, rowsSideBySide } from '../panel-rows.ts';
import { footerLine } from '../panels/footer.ts';
import { tooSmallRows } from '../too-small.ts';
import { type Home, type HomeWorld, homeContext } from './home.ts';
import { homeFrame } from './home-frame.ts';

/** The first screen: what there is, what is marked, a message, the keys. Exactly as high as the terminal. */
export function homeRows(home: Home, world: HomeWorld): Picture['rows'] {
  const { theme, size } = world;
  const { columns, rows } = size;
  if (columns < 40 || rows < 10) return tooSmallRows(size);
  const { panes, below } = homeFrame(home, world);
  const whole = (row: Line) => fitLine(row, columns);
  return [
    whole(headerLine(world)),
    ...rowsSideBySide(panes.map((pane) => panelRows(pane, theme))),
    ...below.flatMap((pane) => panelRows(pane, theme)),
    whole(messageLine(home, world)),
    whole(footerLine(homeContext(home, world), columns)),
  ];
}

function headerLine({ data, size }: HomeWorld): Line {
  const { incidents, runbooks } = data;
  const known = incidents === undefined ? 'reading the incidents …' : countText(incidents.length, 'incident');
  const name = line(span(' causebook', 'focus'), span('  '));
  const counts = line(span(`  ${known}, ${countText(runbooks.length, 'runbook')} `, 'quiet'));
  const full = line(...name.spans, span('from a bug report to its cause', 'quiet'));
  const left = [full, name].find((one) => lineWidth(one) + lineWidth(counts) <= size.columns);
  return left === undefined ? name : spread(left, counts, size.columns);
}

function messageLine(home: Home, { data }: HomeWorld): Line {
  if (home.message !== undefined) return line(span(` ${home.message.text}`, home.message.tone));
  const [trouble] = data.troubles;
  return trouble === undefined ? line() : line(span(` ${trouble}`, 'warn'));
}

function countText(count: number, noun: string): string {
  return `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`;
}
