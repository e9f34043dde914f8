import { renderMinutes } from '../clock.ts';
import { fitLine, type Line, line, lineWidth, span, spread } from '../line.ts';
import { adviceOf, nameAdvice } from '../next-step.ts';
import { axisWords, renderPoints } from '../points.ts';
import type { World } from '../world.ts';
import { shownHypotheses } from './ranking.ts';

/** The most axes that the strip tells of; all of them are in the ranking. */
const maxAxes = 3;

/** How many rows the strip would like, its title row not counted. */
export function stripHeight(world: World): number {
  return 2 * Math.min(maxAxes, world.snapshot.diagnosis.axes.length) + Math.min(1, adviceOf(world).length);
}

/** The ranking in brief, for terminals with no room for it: per axis its leader with what speaks against it, and what is next. */
export function stripLines(world: World, columns: number): readonly Line[] {
  const { axes } = world.snapshot.diagnosis;
  const perAxis = axes.slice(0, maxAxes).flatMap((axis): readonly Line[] => {
    const leader = axis.hypotheses.find(({ id }) => id === axis.leader) ?? shownHypotheses(axis).named[0];
    const head = spread(
      line(span(axis.question, 'strong')),
      line(span(`  ${axisWords[axis.state]}`, 'quiet')),
      columns,
    );
    if (leader === undefined) return [head];
    const title = leader.id === 'other' ? 'Something not on this list' : leader.title;
    const against = leader.against[0];
    const contra =
      against === undefined
        ? 'against: nothing'
        : `against ${renderPoints(against.db)}: ${against.say} (${against.step})`;
    const right = line(
      span(`  ${leader.word} `),
      span(renderPoints(leader.scoreDb), 'strong'),
      span(`  ${contra}`, 'quiet'),
    );
    const rightColumns = Math.min(lineWidth(right), Math.floor(columns * 0.6));
    return [head, spread(line(span('  '), span(title)), fitLine(right, rightColumns), columns)];
  });
  const nextRows = adviceOf(world)
    .slice(0, 1)
    .map((advice) =>
      spread(
        line(span('Next ', 'label'), span(nameAdvice(world, advice))),
        line(span(`  ${renderMinutes(advice.minutes)}`, 'quiet')),
        columns,
      ),
    );
  return [...perAxis, ...nextRows];
}
