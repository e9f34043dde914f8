import type { Binding } from '../binding.ts';
import type { KeyContext } from '../key-context.ts';
import { keyTable } from '../keys.ts';
import { type Line, line, span, spread } from '../line.ts';
import { rank } from './rank.ts';

/** An action of the key table by its name; `off` is why it does nothing right now. */
export type Action = { readonly binding: Binding; readonly name: string; readonly off: string | undefined };

/** The actions that a search finds among those of a mode; while nothing is searched for all of them, moving about and what is off at the end. */
export function actionsOf(context: KeyContext, query: string): readonly Action[] {
  const actions = keyTable
    .filter(({ modes, command }) => modes.includes(context.mode) && !nameless.has(command))
    .map((binding): Action => ({ binding, name: binding.help, off: binding.off?.(context) }))
    .sort((a, b) => placeOf(a) - placeOf(b));
  return rank(query, actions, ({ name, binding }) => [name, binding.command, binding.shows]).map(({ item }) => item);
}

/** Actions as rows: the name, why it is off where it is, and its key. */
export function actionLines(actions: readonly Action[], columns: number): readonly Line[] {
  return actions.map(({ name, off, binding }) =>
    spread(
      off === undefined ? line(span(name)) : line(span(`off, ${off}: `), span(name, 'quiet')),
      line(span(`  ${binding.shows} `, 'key')),
      columns,
    ),
  );
}

function placeOf({ binding, off }: Action): number {
  if (off !== undefined) return 2;
  return moves.has(binding.command) ? 1 : 0;
}

const moves: ReadonlySet<string> = new Set(
  'up down page-up page-down first last left right next-panel previous-panel next-section'.split(' '),
);

/** A number needs the answer it stands for, the list of actions is open, and ctrl-C is two presses. */
const nameless: ReadonlySet<string> = new Set(['number', 'actions', 'interrupt']);
