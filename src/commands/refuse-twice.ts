import type { Command } from 'commander';
import { UserError } from '../errors.ts';
import { collect } from './collect.ts';

/**
 * Makes a command and those under it refuse an option of one value that is given twice: the last would count, and the first be dropped
 * without a word. Throws a `UserError` while the command line is parsed.
 */
export function refuseTwice(command: Command): void {
  for (const option of command.options) {
    const takesOne = (option.required || option.optional) && !option.variadic && option.parseArg !== collect;
    if (!takesOne) continue;
    let isGiven = false;
    command.on(`option:${option.name()}`, () => {
      const name = option.long ?? option.short;
      if (isGiven) throw new UserError({ message: `${name} was given twice; it takes one value` });
      isGiven = true;
    });
  }
  command.commands.forEach(refuseTwice);
}
