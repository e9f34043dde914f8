import { blank, type Line, line, span } from '../line.ts';
import { checkKindOf, findStep, parametersOf, titleOf, type World } from '../world.ts';
import { paragraph } from '../wrap.ts';

/** Asks before a check that changes something, with exactly what it would do. */
export function confirmLines(world: World, id: string, columns: number): readonly Line[] {
  const step = findStep(world, id);
  const kind = step === undefined ? undefined : checkKindOf(step);
  if (step === undefined || kind === undefined) return [];
  return [
    ...paragraph(titleOf(world, step), columns, { tone: 'strong' }),
    blank,
    ...paragraph('This check changes something outside causebook, and undo does not take it back.', columns, {
      tone: 'warn',
    }),
    blank,
    line(span('What it does', 'label')),
    ...paragraph(`${kind}: ${JSON.stringify(parametersOf(step, kind), undefined, 2)}`, columns),
    blank,
    line(span(' y ', 'key'), span('run it    '), span(' esc ', 'key'), span('leave it')),
  ];
}
