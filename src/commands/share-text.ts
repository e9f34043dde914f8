import { writeFile } from 'node:fs/promises';
import { messageOf, UserError } from '../errors.ts';
import { PromptEnded } from '../prompt/prompt-ended.ts';
import { toVisible } from '../redact/visible.ts';
import type { Report } from '../report/report.ts';
import { reviewShare } from '../report/share-review.ts';
import type { Globals } from './globals.ts';
import { openPrompter } from './open-prompter.ts';

/**
 * Writes a text of an incident to a file that others will read, and tells whether it did. What was replaced in it and what only a person can
 * judge is shown on standard error first; on a terminal the person is asked, unless `yes` was given. A file that is there stays where
 * `isNew` is asked for. Throws a `UserError` where it cannot be written.
 */
export async function shareText(of: {
  readonly report: Report;
  readonly text: string;
  readonly file: string;
  readonly yes: boolean;
  readonly isNew?: boolean;
  readonly globals: Globals;
}): Promise<boolean> {
  const { text, file, yes, isNew = false, globals } = of;
  process.stderr.write(
    reviewShare(of)
      .map((line) => `${toVisible(line)}\n`)
      .join(''),
  );
  const isAsked = !yes && process.stdin.isTTY === true && process.stdout.isTTY === true;
  if (isAsked && !(await isSafe(globals))) {
    process.stderr.write('causebook: nothing was written\n');
    return false;
  }
  await writeFile(file, text, { flag: isNew ? 'wx' : 'w' }).catch((cause: unknown) => {
    const isThere = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    throw new UserError(
      {
        message: isThere ? 'there is such a file already' : `cannot be written: ${messageOf(cause)}`,
        place: { file },
        ...(isThere ? { hint: 'Give --force to write over it.' } : {}),
      },
      { cause },
    );
  });
  return true;
}

async function isSafe(globals: Globals): Promise<boolean> {
  const prompter = await openPrompter(globals);
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
