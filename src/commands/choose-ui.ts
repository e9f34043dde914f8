import type { Globals } from '../cli.ts';
import { UserError } from '../errors.ts';
import { readColouring } from './read-colouring.ts';

export type Ui = 'tui' | 'plain' | 'none';

/** Chooses the front end: what was asked for, else by the terminal. A dumb one and a screen reader get plain prompts. */
export function chooseUi(flags: { readonly ui?: Ui; readonly json?: boolean }): Ui {
  const { stdin, stdout } = process;
  const terminal = stdin.isTTY === true && stdout.isTTY === true;
  if (flags.ui === 'tui' && !terminal) {
    throw new UserError({
      message: '--ui tui needs a terminal for input and output',
      hint: 'Use --ui none in a pipe or in CI.',
    });
  }
  if (flags.json === true) {
    if (flags.ui === undefined || flags.ui === 'none') return 'none';
    throw new UserError({ message: `--json does not go with --ui ${flags.ui}`, hint: 'Use --ui none.' });
  }
  if (flags.ui !== undefined) return flags.ui;
  if (!terminal) return 'none';
  return isNumbered() ? 'plain' : 'tui';
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
  if (ui !== 'tui') return;
  const { env } = process;
  // Ink would take bold and inverse away too, which carry the focus; that there are no colours is known by now.
  if (env.FORCE_COLOR === '0' || env.FORCE_COLOR === 'false') delete env.FORCE_COLOR;
  // A failure to load shows where the screen is opened.
  void import('../tui/run-tui.tsx').catch(() => undefined);
  await readColouring(globals);
}
