import { CheckProblem, messageOf, type Problem, renderProblem, UserError } from '../errors.ts';
import { PromptEnded } from '../prompt/prompt-ended.ts';
import { isSecretName } from '../redact/secret-name.ts';
import { toVisible, toVisibleLines } from '../redact/visible.ts';
import { exitCodes } from './exit-codes.ts';
import { eraseHeader } from './header.ts';

/**
 * Tells what was thrown on standard error and gives the exit code: what a person can fix without a stack, our bugs with one. Secrets are
 * taken out of both, those too that the environment has under the name of one. The shell's `PWD` is the folder one stands in.
 */
export async function reportFailure(cause: unknown): Promise<number> {
  eraseHeader();
  // Ctrl-C at a question.
  if (cause instanceof PromptEnded) return exitCodes.interrupted;
  const secrets = Object.entries(process.env).flatMap(([name, value = '']) =>
    isSecretName(name) && !folders.includes(name) ? [value] : [],
  );
  // Only who fails waits for it.
  const { createRedactor } = await import('../redact/redactor.ts');
  const redactor = createRedactor({ key: String(process.pid), secrets });
  const problems = problemsOf(cause);
  if (problems !== undefined) {
    for (const problem of problems)
      process.stderr.write(`causebook: ${toVisible(redactText(renderProblem(problem), redactor.text))}\n`);
    return exitCodes.usage;
  }
  const stack = cause instanceof Error ? (cause.stack ?? cause.message) : messageOf(cause);
  process.stderr.write(
    `causebook broke: this is a bug in causebook, please report it with these lines:\n${toVisibleLines(redactor.text(stack))}\n`,
  );
  return exitCodes.broke;
}

/** What a person can do something about; undefined for a bug. A check may find its problem before it runs. */
function problemsOf(cause: unknown): readonly Problem[] | undefined {
  if (cause instanceof UserError) return cause.problems;
  if (!(cause instanceof CheckProblem)) return undefined;
  return [{ message: cause.message, ...(cause.unblock === undefined ? {} : { hint: cause.unblock }) }];
}

/** Where the shell is and was (POSIX): no password, and the beginning of paths that errors name. */
const folders = ['PWD', 'OLDPWD'];

/** What stands after the path of a setting in a runbook is what is wrong with it, not its value. */
function redactText(text: string, redact: (text: string) => string): string {
  const [whole, before = '', rest = ''] =
    /^((?:.*?: )?[\w-]+(?:\[\d+\])?(?:\.[\w-]+(?:\[\d+\])?)+: )((?:must|expected|invalid|unknown|unrecognized|is|needs) [\s\S]*)$/.exec(
      text,
    ) ?? [];
  return whole === undefined ? redact(text) : redact(before) + redact(rest);
}
