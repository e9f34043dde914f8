import type { Runbook } from '../runbook/schema.ts';
import { isNumbered, type Ui } from './choose-ui.ts';
import type { Globals } from './globals.ts';
import { eraseHeader } from './header.ts';

/**
 * Completes what was given with what the runbook cannot do without: on a terminal the person is asked. Unattended, and for
 * secrets, nothing is asked: the steps that need them are blocked and say so. Gives undefined when the person left.
 */
export async function completeInputs(options: {
  readonly runbook: Runbook;
  readonly given: { readonly [id: string]: string };
  readonly ui: Ui;
  readonly globals: Globals;
}): Promise<{ readonly [id: string]: string } | undefined> {
  const { runbook, given, ui, globals } = options;
  const inputs = runbook.inputs.filter(
    ({ id, type, optional, secret, env, ...input }) =>
      type !== 'window' &&
      !optional &&
      !secret &&
      input.default === undefined &&
      given[id] === undefined &&
      (env === undefined || process.env[env] === undefined),
  );
  if (ui === 'none' || inputs.length === 0) return given;
  eraseHeader();
  const { askInputs } = await import('../prompt/ask-inputs.ts');
  const { stdin, stdout } = process;
  const asked = await askInputs({ inputs, stdin, stdout, numbered: isNumbered(), color: globals.color });
  return typeof asked === 'string' ? undefined : { ...given, ...asked };
}
