import type { Step } from '../../runbook/schema.ts';
import { keyContextOf } from '../key-context.ts';
import type { Line } from '../line.ts';
import type { Screen } from '../screen.ts';
import type { World } from '../world.ts';
import { actionLines, actionsOf } from './actions.ts';
import type { Finder } from './finder.ts';
import { finderLines, foundLines } from './finder-lines.ts';
import { stepRow, stepsFound } from './steps-found.ts';

/** The search for a step or an action on top of the walk: its title, and its rows. */
export function finderContent(
  screen: Screen,
  finder: Finder,
  of: { readonly world: World; readonly columns: number; readonly rows: number },
): { readonly title: string; readonly lines: readonly Line[] } {
  const { world, columns, rows } = of;
  const query = finder.field.text;
  const shared = { theme: world.theme, columns, rows };
  if (finder.of === 'steps') {
    const of = {
      ...shared,
      label: 'Step',
      found: stepsFound(world, query),
      draw: (step: Step) => stepRow(world, step),
    };
    return { title: 'Go to a step', lines: foundLines(finder, of) };
  }
  const actions = actionsOf(keyContextOf({ ...screen, finder: undefined }, world), query);
  const found = actionLines(actions, columns - 2);
  return { title: 'Actions', lines: finderLines(finder, { ...shared, label: 'Action', found }) };
}
