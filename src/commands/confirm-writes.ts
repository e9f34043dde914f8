import { UserError } from '../errors.ts';
import type { StepPreview } from '../incident/preview-step.ts';
import { PromptEnded } from '../prompt/prompt-ended.ts';
import { isNumbered } from './choose-ui.ts';
import { renderPreview } from './render-preview.ts';

/**
 * Asks for a yes to what a step would change, after showing exactly that; a flag on the command line counts as the yes, and is shown it too.
 * After a no it says that nothing was done. Throws a `UserError` where it would not run, and where there is nobody to ask and no flag.
 */
export async function confirmWrites(of: {
  readonly preview: StepPreview;
  readonly flag: { readonly name: string; readonly isGiven: boolean };
}): Promise<boolean> {
  const { preview, flag } = of;
  const { stdin, stdout, stderr } = process;
  const isProgram = preview.touches.some(({ what, writes }) => writes && what === 'command');
  const nothing = isProgram ? 'nothing was run' : 'nothing was sent';
  if (preview.status === 'blocked')
    throw new UserError({
      message: `${nothing}: ${preview.reason ?? 'it cannot run'}`,
      ...(preview.unblock === undefined ? {} : { hint: preview.unblock }),
    });
  const lines = renderPreview(preview).map((line) => `  ${line}\n`);
  stderr.write(`This changes something outside causebook:\n${lines.join('')}`);
  if (flag.isGiven) return true;
  if (stdin.isTTY !== true || stdout.isTTY !== true)
    throw new UserError({
      message: `${nothing}: it changes something, and nobody has said yes`,
      hint: `Look at it with --dry-run, then give ${flag.name}.`,
    });
  const prompter = isNumbered()
    ? (await import('../prompt/numbered.ts')).createNumberedPrompter({ stdin, stdout })
    : await (await import('../prompt/inquirer.ts')).createInquirerPrompter({ stdin, stdout, color: false });
  try {
    if (await prompter.confirm({ message: isProgram ? 'Run it?' : 'Send it?' })) return true;
  } catch (cause) {
    // Ctrl-C or the end of the input is no yes.
    if (!(cause instanceof PromptEnded)) throw cause;
  } finally {
    prompter.close();
  }
  stderr.write(`causebook: ${nothing}\n`);
  return false;
}
