import { createRedactor, type Redactor } from '../../redact/redactor.ts';
import { actionLines, actionsOf } from '../finder/actions.ts';
import { fieldLine, finderLines } from '../finder/finder-lines.ts';
import { blank, type Line, line, span } from '../line.ts';
import { keyLines } from '../overlays/help.ts';
import { pastedLines } from '../overlays/paste.ts';
import { innerColumns, offsetAround, type Pane, windowOf } from '../pane.ts';
import { linesIn } from '../paste/paste.ts';
import { paragraph } from '../wrap.ts';
import { type Home, type HomeWorld, homeContext, markedRow } from './home.ts';
import { detailLines, listLines } from './home-lines.ts';

/** What lies between the header and the message: the panels side by side, then those below. Their rows never add up to more than there are. */
export type HomeFrame = { readonly panes: readonly Pane[]; readonly below: readonly Pane[] };

/** Works out a frame of the first screen. */
export function homeFrame(home: Home, world: HomeWorld): HomeFrame {
  const { columns, rows } = world.size;
  const body = rows - 3;
  const whole = { columns, height: body, isDivided: false, hasFocus: true };
  if (home.paste !== undefined) {
    return {
      panes: [paneOf({ ...whole, id: 'report', title: 'Paste the bug report' }, reportLines(home, world), 0)],
      below: [],
    };
  }
  if (home.help !== undefined) {
    return {
      panes: [paneOf({ ...whole, id: 'help', title: 'Help' }, helpRows(home, world), home.help.scroll)],
      below: [],
    };
  }
  if (home.finder?.of === 'actions') {
    const found = actionLines(actionsOf(homeContext(home, world, 'home'), home.finder.field.text), columns - 4);
    const of = { label: 'Action', found, theme: world.theme, columns: columns - 2, rows: body - 1 };
    return {
      panes: [paneOf({ ...whole, id: 'actions', title: 'Actions' }, finderLines(home.finder, of), 0)],
      below: [],
    };
  }
  return listFrame(home, world, body);
}

/** The help of the first screen. */
export function helpRows(home: Home, world: HomeWorld): readonly Line[] {
  const columns = world.size.columns - 2;
  return [
    ...keyLines(({ modes }) => modes.includes('home'), homeContext(home, world, 'home'), columns),
    blank,
    line(span('While searching', 'strong')),
    ...keyLines(({ modes }) => modes.includes('search') && !modes.includes('home'), undefined, columns),
    blank,
    ...paragraph('A bug report can be pasted at any moment, without a key before it.', columns),
  ];
}

function listFrame(home: Home, world: HomeWorld, body: number): HomeFrame {
  const { columns } = world.size;
  const isBeside = columns >= 100;
  const row = markedRow(home, world);
  const searching = home.finder?.of === 'list' ? home.finder : undefined;
  const listColumns = isBeside ? Math.floor(columns * 0.56) : columns;
  const inner = innerColumns({ columns: listColumns, isDivided: false });
  const head = searching === undefined ? [] : [fieldLine(searching, 'Search', inner)];
  const { lines, markedAt } = listLines(home, world, inner);
  const detailHeight = isBeside ? body : detailRows(body, lines.length + head.length);
  const list = { columns: listColumns, height: isBeside ? body : body - detailHeight };
  const room = list.height - 1 - head.length;
  const shown = windowOf(lines, lines.length <= room ? 0 : offsetAround(markedAt, room), room);
  const title = home.report === undefined ? 'Incidents and runbooks' : 'Bug report';
  const listPane: Pane = {
    ...paneOf({ ...list, id: 'list', title, isDivided: false, hasFocus: true }, [...head, ...shown.lines], 0),
    above: shown.above,
    below: shown.below,
  };
  if (detailHeight === 0) return { panes: [listPane], below: [] };
  const detail = {
    id: 'detail',
    title: 'Marked',
    columns: isBeside ? columns - list.columns : columns,
    height: detailHeight,
    isDivided: isBeside,
    hasFocus: false,
  };
  const detailPane = paneOf(detail, detailLines(row, world, innerColumns(detail)), 0);
  return isBeside ? { panes: [listPane, detailPane], below: [] } : { panes: [listPane], below: [detailPane] };
}

/** Below a list what is marked gets the rows that the list leaves, and some in any case; on a low terminal none. */
function detailRows(body: number, listed: number): number {
  return body < 16 ? 0 : Math.max(Math.floor(body * 0.4), body - listed - 2);
}

/** Which runbook a report is of is not known yet: it is hidden what is hidden for all of them. */
function redactReport(text: string): string {
  redactor ??= createRedactor({ key: 'report', secrets: [] });
  return redactor.text(text);
}

let redactor: Redactor | undefined;

function reportLines(home: Home, world: HomeWorld): readonly Line[] {
  const columns = world.size.columns - 2;
  if (home.paste === undefined) return [];
  if (linesIn(home.paste.size) > 0)
    return pastedLines(home.paste, {
      theme: world.theme,
      redact: redactReport,
      columns,
      does: 'looks for its runbook',
    });
  return paragraph('Paste it here: the words of whoever reported it, a ticket, an e-mail.', columns);
}

function paneOf(
  place: Pick<Pane, 'id' | 'title' | 'columns' | 'height' | 'isDivided' | 'hasFocus'>,
  content: readonly Line[],
  offset: number,
): Pane {
  const { lines, above, below } = windowOf(content, offset, place.height - 1);
  return { ...place, lines, above, below };
}
