import { openScreen } from '../follow.ts';
import { blank, type Line } from '../line.ts';
import { questionLines } from '../panels/question.ts';
import type { Screen } from '../screen.ts';
import { findStep, stateOf, type World } from '../world.ts';
import { openingLines, type Told, tellNew } from './told.ts';

/**
 * The walk below the shell's own lines: the screen's state, and every line that has been printed above the live ones, which only grow.
 * `asked` are the questions that have been printed.
 */
export type Inline = {
  readonly screen: Screen;
  readonly printed: readonly Line[];
  readonly told: Told;
  readonly asked: ReadonlySet<string>;
};

/** The walk as it opens: what the incident is, then everything that is finished already. */
export function openInline(world: World): Inline {
  const { lines, told } = tellNew(undefined, world);
  const screen = { ...openScreen(world), isInline: true };
  return askOnce({ screen, printed: [...openingLines(world), ...lines], told, asked: new Set() }, world);
}

/** Prints the question that the walk is at, whole, where that has not been done: the live lines have room for its beginning only. */
export function askOnce(inline: Inline, world: World): Inline {
  const id = inline.screen.local.step;
  const step = findStep(world, id);
  if (step === undefined || inline.asked.has(id) || stateOf(world, id)?.kind === 'check') return inline;
  return {
    ...inline,
    printed: [...inline.printed, blank, ...questionLines(world, step, world.size.columns)],
    asked: new Set([...inline.asked, id]),
  };
}
