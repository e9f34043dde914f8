import { keptLines } from '../kept-lines.ts';
import { blank, type Line, line, span } from '../line.ts';
import { isResultDue } from '../next-step.ts';
import { checkCount } from '../status.ts';
import type { World } from '../world.ts';
import { paragraph } from '../wrap.ts';

/** The result as the report tells it; what hangs under a line is indented and quieter. */
export const resultLines = keptLines((world, columns: number): readonly Line[] => [
  ...world
    .result()
    .flatMap(({ heading, lines }) => [
      ...paragraph(heading, columns, { tone: 'strong' }),
      ...lines.flatMap((text) => textLines(text, columns)),
      blank,
    ]),
  line(span('o ', 'key'), span('shows the note, kept in')),
  ...paragraph(`  ${world.notePath}`, columns, { tone: 'quiet' }),
]);

/** Whether what the result says may still change, and through what. */
export function resultTitle(world: World): string {
  const { done, all } = checkCount(world);
  if (done < all) return `Result so far: ${done} of ${all} checks done`;
  return isResultDue(world) ? 'Result: nothing more is worth asking' : 'Result so far: b goes on asking';
}

/** What the list of steps calls the result, with how much of it is settled. */
export function resultName({ snapshot: { diagnosis } }: World): string {
  const settled = diagnosis.axes.filter(({ state }) => state === 'settled').length;
  return `Result: ${settled} of ${diagnosis.axes.length} settled`;
}

function textLines(text: string, columns: number): readonly Line[] {
  const isMore = text.startsWith('  ');
  const indent = isMore ? '    ' : '  ';
  return paragraph(text.trim(), columns - indent.length, { tone: isMore ? 'quiet' : 'plain' }).map((row) => ({
    spans: [span(indent), ...row.spans],
  }));
}
