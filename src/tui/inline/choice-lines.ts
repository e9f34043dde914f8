import type { Step } from '../../runbook/schema.ts';
import { isRecorded, itemsOf } from '../items.ts';
import { cut, type Line, line, lineWidth, span, widthOf } from '../line.ts';
import type { Local } from '../screen.ts';
import { fillInputs, stateOf, type World } from '../world.ts';

/** The numbered answers side by side, in at most `rows`, those around the marked one in sight: `❯1 Yes  2 No  3 They don't know`. */
export function choiceLines(
  world: World,
  options: { readonly step: Step; readonly local: Local; readonly columns: number; readonly rows: number },
): readonly Line[] {
  const { step, local, columns, rows } = options;
  const { chosen, status } = world.theme.glyphs;
  const state = stateOf(world, step.id);
  const items = itemsOf(step).map((item, index) => {
    const isMarked = index === local.item;
    const said = cut(
      `${fillInputs(world, item.label)}${isRecorded(item, state) ? ` ${status.pass} recorded` : ''}`,
      columns - 5,
    );
    const text = span(`${said}  `, isMarked ? 'strong' : item.kind === 'setback' ? 'quiet' : 'plain');
    return {
      isMarked,
      parts: line(span(isMarked ? chosen : ' ', 'focus'), span(`${index < 9 ? index + 1 : '-'} `, 'key'), text),
    };
  });
  const flowed: { row: Line; isMarked: boolean }[] = [];
  for (const { parts, isMarked } of items) {
    const last = flowed.at(-1);
    const width = lineWidth(parts) - 2;
    if (last === undefined || lineWidth(last.row) + width > columns) flowed.push({ row: parts, isMarked });
    else {
      last.row = { spans: [...last.row.spans, ...parts.spans] };
      last.isMarked ||= isMarked;
    }
  }
  const from = Math.max(
    0,
    Math.min(
      flowed.findIndex(({ isMarked }) => isMarked),
      flowed.length - rows,
    ),
  );
  const shown = flowed.slice(from, from + rows).map(({ row }) => row);
  const hidden = flowed.length - shown.length;
  const more = `${from > 0 ? world.theme.glyphs.up : ''}${from + rows < flowed.length ? world.theme.glyphs.down : ''} more`;
  return hidden === 0
    ? shown
    : shown.map((row, index) => (index < shown.length - 1 ? row : withMore(row, more, columns)));
}

/** That there are more answers above or below, at the end of the last row; the row gives way. */
function withMore(row: Line, more: string, columns: number): Line {
  const room = columns - widthOf(more) - 1;
  const text = row.spans
    .map((one) => one.text)
    .join('')
    .trimEnd();
  return widthOf(text) <= room
    ? { spans: [...row.spans, span(more, 'quiet')] }
    : line(span(`${cut(text, room)} `), span(more, 'quiet'));
}
