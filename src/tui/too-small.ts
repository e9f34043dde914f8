import type { Size } from './layout.ts';
import { fitLine, type Line, line } from './line.ts';
import { wrap } from './wrap.ts';

/** What stands in place of a screen on a terminal that has no room for one. */
export function tooSmallRows({ columns, rows }: Size): readonly Line[] {
  const text = `causebook needs 40x10, this is ${columns}x${rows}. q leaves; all is saved.`;
  const said = wrap(text, columns).map((row) => fitLine(line(row), columns));
  const blanks = Array.from({ length: Math.max(0, rows - said.length) }, () => fitLine(line(), columns));
  return [...said, ...blanks].slice(0, rows);
}
