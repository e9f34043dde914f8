import path from 'node:path';
import { readScript } from '../../checks/script/read-script.ts';
import { UserError } from '../../errors.ts';
import { parseWindow } from '../../logs/window.ts';
import { renderShell } from '../../shell.ts';
import { parseInputs } from '../parse-inputs.ts';
import { type CommonFlags, runByHand } from '../run-by-hand.ts';
import { readEnvironment } from './read-environment.ts';

type ScriptFlags = CommonFlags & {
  readonly input: readonly string[];
  readonly env: readonly string[];
  readonly evidence?: string;
  readonly window?: string;
  readonly maxBytes?: number;
};

const flagNames = { file: 'the script', inputs: '--input' };

/** Runs a script of a runbook by hand. */
export async function checkScript(given: string, flags: ScriptFlags): Promise<void> {
  const { env, evidence = '.', window, input, maxBytes } = flags;
  const file = path.basename(given);
  const script = await readScript(path.dirname(given), file);
  if ('problem' in script)
    throw new UserError({ message: script.problem.replace(file, given).replace('beside the runbook', 'there') });
  const parameters = { file, inputs: parseInputs(input), env: readEnvironment(env), max_bytes: maxBytes };
  const more = [
    ...input.flatMap((pair) => ['--input', pair]),
    // A value may be a secret.
    ...env.flatMap((one) => ['--env', one.replace(/=.*/s, '')]),
    ...(flags.evidence === undefined ? [] : ['--evidence', evidence]),
    ...(window === undefined ? [] : ['--window', window]),
  ];
  await runByHand(
    {
      kind: 'script',
      parameters,
      flagNames,
      folder: evidence,
      window: window === undefined ? undefined : parseWindow(window, new Date()),
      approval: { scripts: { [file]: script } },
      again: renderShell(['causebook', 'check', 'script', given, ...more]),
    },
    flags,
  );
}
