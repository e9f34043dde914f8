import { CheckProblem } from '../../errors.ts';
import type { Vet } from '../check.ts';

/**
 * Refuses a value that would be read as something else than a value: an option, where an argument begins with a template and its value
 * with a dash (after `--` there are no options), and a NUL, which would cut an argument short.
 */
export const vetArguments: Vet = (written, filled) => {
  if (!Array.isArray(written) || !Array.isArray(filled)) return;
  const end = written.indexOf('--');
  for (const [index, text] of written.entries()) {
    const value = String(filled[index]);
    if (value.includes('\0'))
      throw new CheckProblem({ status: 'error', message: `argument ${index} (${text}) has a NUL character in it` });
    const isValue = typeof text === 'string' && text.trimStart().startsWith('${{');
    if (isValue && value.startsWith('-') && (end < 0 || index < end) && Number.isNaN(Number(value)))
      throw new CheckProblem({
        status: 'error',
        message: `argument ${index} (${text}) is "${value}", which the program would read as an option`,
        unblock: 'Write `--` before it in the runbook, or the option it belongs to: --name=${{ … }}',
      });
  }
};
