import type { Globals } from '../cli.ts';
import { PromptEnded } from '../prompt/prompt-ended.ts';
import { toVisible } from '../redact/visible.ts';
import type { Report } from '../report/report.ts';
import { reviewShare } from '../report/share-review.ts';
import { openPrompter } from './open-prompter.ts';

/**
 * Whether a text of an incident may be written to a file that others will read. What was replaced in it and what only a person can judge is
 * shown on standard error; on a terminal the person is asked, unless `yes` was given.
 */
export async function askToShare(of: {
  readonly report: Report;
  readonly text: string;
  readonly file: string;
  readonly yes: boolean;
  readonly globals: Globals;
}): Promise<boolean> {
  process.stderr.write(
    reviewShare(of)
      .map((line) => `${toVisible(line)}\n`)
      .join(''),
  );
  if (of.yes || process.stdin.isTTY !== true || process.stdout.isTTY !== true) return true;
  const prompter = await openPrompter(of.globals);
  try {
    return await prompter.confirm({ message: 'Is it safe to share?' });
  } catch (cause) {
    // Ctrl-C or the end of the input is no yes.
    if (cause instanceof PromptEnded) return false;
    throw cause;
  } finally {
    prompter.close();
  }
}
