import { UserError } from '../errors.ts';
import type { Globals } from './globals.ts';
import { readColouring } from './read-colouring.ts';

/** `inline` is the screen as a few lines below the shell's own. */
export type Ui = 'tui' | 'inline' | 'plain' | 'none';

/** Flags that choose the front end. */
export type UiFlags = { readonly ui?: Exclude<Ui, 'inline'>; readonly inline?: boolean; readonly json?: boolean };

/** Chooses the front end: what was asked for, else by the terminal. A dumb one and a screen reader get plain prompts. */
export function chooseUi(flags: UiFlags): Ui {
  const { stdin, stdout } = process;
  const terminal = stdin.isTTY === true && stdout.isTTY === true;
  if (flags.ui === 'tui' && !terminal) {
    throw new UserError({
      message: '--ui tui needs a terminal for input and output',
      hint: 'Use --ui none in a pipe or in CI.',
    });
  }
  if (flags.inline === true) return chooseInline(flags, terminal);
  if (flags.json === true) {
    if (flags.ui === undefined || flags.ui === 'none') return 'none';
    throw new UserError({ message: `--json does not go with --ui ${flags.ui}`, hint: 'Use --ui none.' });
  }
  if (flags.ui !== undefined) return flags.ui;
  if (!terminal) return 'none';
  return isNumbered() ? 'plain' : 'tui';
}

/** It moves the cursor, so a dumb terminal and a screen reader get plain prompts here too: they stay in the scrollback as well. */
function chooseInline({ ui, json }: UiFlags, terminal: boolean): Ui {
  const other = json === true ? '--json' : ui === undefined || ui === 'tui' ? undefined : `--ui ${ui}`;
  if (other !== undefined) {
    throw new UserError({ message: `--inline does not go with ${other}`, hint: 'Leave one of them out.' });
  }
  if (!terminal) {
    throw new UserError({
      message: '--inline needs a terminal for input and output',
      hint: 'Use --ui none in a pipe or in CI.',
    });
  }
  return isNumbered() ? 'plain' : 'inline';
}

/** Whether a front end is drawn by the code of the screen. */
export function isDrawn(ui: Ui): boolean {
  return ui === 'tui' || ui === 'inline';
}

/** Whether prompts must do without cursor movement: TERM=dumb, or a screen reader asks for it. */
export function isNumbered(): boolean {
  const { env } = process;
  return env.TERM === 'dumb' || env.INK_SCREEN_READER === 'true' || (env.ACCESSIBLE ?? '') !== '';
}

/**
 * Starts loading the screen's code while files are being read; whoever shows it waits for it again. Throws a `UserError` for a theme that is
 * wrong: before there is an incident.
 */
export async function preload(ui: Ui, globals: Pick<Globals, 'color' | 'theme'>): Promise<void> {
  if (!isDrawn(ui)) return;
  const { env } = process;
  // Ink would take bold and inverse away too, which carry the focus; that there are no colours is known by now.
  if (env.FORCE_COLOR === '0' || env.FORCE_COLOR === 'false') delete env.FORCE_COLOR;
  // A failure to load shows where the screen is opened.
  void (ui === 'tui' ? import('../tui/run-tui.ts') : import('../tui/inline/run-inline.ts')).catch(() => undefined);
  await readColouring(globals);
}
