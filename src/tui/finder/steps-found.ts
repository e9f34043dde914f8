import type { Step } from '../../runbook/schema.ts';
import { type Line, line, span } from '../line.ts';
import { statusOf } from '../status.ts';
import { fillInputs, partyOf, stateOf, stepsOf, titleOf, type World } from '../world.ts';
import { rank } from './rank.ts';

/** The steps that a search finds by title, id, question, party or what they have come to; all of them while nothing is searched for. */
export function stepsFound(world: World, query: string): readonly Step[] {
  return rank(query, stepsOf(world.runbook), (step) => [
    titleOf(world, step),
    step.id,
    fillInputs(world, step.ask ?? step.do ?? ''),
    partyOf(world, step)?.name ?? '',
    stateOf(world, step.id)?.result?.say ?? '',
  ]).map(({ item }) => item);
}

/** Steps as rows: the mark of the status, the title, and the id. */
export function stepRows(world: World, steps: readonly Step[]): readonly Line[] {
  return steps.map((step) => {
    const status = statusOf(world, step.id);
    return line(
      span(`${world.theme.glyphs.status[status]} `, status),
      span(titleOf(world, step)),
      span(`  ${step.id}`, 'quiet'),
    );
  });
}
