import type { KeyContext, Mode } from './key-context.ts';

/** Everything a key can do. */
export type Command =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'left'
  | 'right'
  | 'next-panel'
  | 'previous-panel'
  | 'choose'
  | 'number'
  | 'unknown'
  | 'waiting'
  | 'cannot-get'
  | 'skip'
  | 'quality'
  | 'best'
  | 'result'
  | 'rerun'
  | 'refresh'
  | 'cancel'
  | 'undo'
  | 'remark'
  | 'why'
  | 'note'
  | 'help'
  | 'compare'
  | 'view'
  | 'copy'
  | 'copy-command'
  | 'start'
  | 'report'
  | 'next-section'
  | 'find'
  | 'wrap'
  | 'next-match'
  | 'previous-match'
  | 'actions'
  | 'take'
  | 'suspend'
  | 'redraw'
  | 'submit'
  | 'clear'
  | 'confirm'
  | 'paste'
  | 'pick'
  | 'keep'
  | 'back'
  | 'quit'
  | 'interrupt';

/**
 * One line of the key table. `label` is what the footer says, `help` what the help screen says; `off` is why the key does
 * nothing right now; `footer` is its place in the footer, lowest first, or undefined when it has none there.
 */
export type Binding = {
  readonly command: Command;
  readonly keys: readonly string[];
  readonly shows: string;
  readonly label: string | ((context: KeyContext) => string);
  readonly help: string;
  readonly modes: readonly Mode[];
  readonly off?: (context: KeyContext) => string | undefined;
  readonly footer?: (context: KeyContext) => number | undefined;
};
