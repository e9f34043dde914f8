import type { Step } from '../../runbook/schema.ts';
import { type Line, line, span } from '../line.ts';
import { perSnapshot } from '../per-snapshot.ts';
import { statusOf } from '../status.ts';
import { fillInputs, partyOf, stateOf, stepsOf, titleOf, type World } from '../world.ts';
import { rank } from './rank.ts';

/** The steps that a search finds by title, id, question, party or what they have come to; all of them while nothing is searched for. */
export function stepsFound(world: World, query: string): readonly Step[] {
  const kept = newestOf(world);
  if (kept.newest?.query === query) return kept.newest.found;
  const found = rank(query, searchedOf(world), ({ texts }) => texts).map(({ item: { step } }) => step);
  kept.newest = { query, found };
  return found;
}

/** Each key of a search asks several times for what it finds. */
const newestOf = perSnapshot((): { newest?: { readonly query: string; readonly found: readonly Step[] } } => ({}));

/** All steps with the texts that a search looks at. */
const searchedOf = perSnapshot((world) =>
  stepsOf(world.runbook).map((step) => ({
    step,
    texts: [
      titleOf(world, step),
      step.id,
      fillInputs(world, step.ask ?? step.do ?? ''),
      partyOf(world, step)?.name ?? '',
      stateOf(world, step.id)?.result?.say ?? '',
    ],
  })),
);

/** A step as a row: the mark of the status, the title, and the id. */
export function stepRow(world: World, step: Step): Line {
  const status = statusOf(world, step.id);
  return line(
    span(`${world.theme.glyphs.status[status]} `, status),
    span(titleOf(world, step)),
    span(`  ${step.id}`, 'quiet'),
  );
}
