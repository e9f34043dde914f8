import { CheckProblem } from '../../errors.ts';
import type { LogEntry } from '../source.ts';

/** The problem of a statement that wants more of a log than there is memory for. */
export class TooLarge extends CheckProblem {
  constructor(entry: LogEntry, cause: unknown) {
    const message = `the table of ${entry.title} takes more memory than a table may`;
    const unblock = 'Name the columns that you need in place of *, or ask for fewer events';
    super({ status: 'error', message, unblock }, { cause });
  }
}
