import { Command, Option } from 'commander';
import { expect, it } from 'vitest';
import { collect } from '../../src/commands/collect.ts';
import { refuseTwice } from '../../src/commands/refuse-twice.ts';
import { UserError } from '../../src/errors.ts';

function parse(words: string): object {
  const program = new Command().exitOverride();
  const inner = program
    .command('inner')
    .option('-e, --regex <pattern>')
    .option('--first <n>', 'a number', Number, 1)
    .option('--over-time [key]')
    .option('-y, --yes')
    .option('-m, --match <text>', 'texts', collect, [])
    .addOption(new Option('--draw <kind>').choices(['a', 'b']))
    .action(() => undefined);
  refuseTwice(program);
  program.parse(['inner', ...words.split(' ')], { from: 'user' });
  return inner.opts();
}

it.each([
  ['--regex a -e b', '--regex'],
  ['--regex a --regex=a', '--regex'],
  ['--first 2 --first 3', '--first'],
  ['--over-time a --over-time', '--over-time'],
  ['--draw a --yes --draw b', '--draw'],
])('of %s the first value is not dropped', (words, name) => {
  expect(() => parse(words)).toThrow(new UserError({ message: `${name} was given twice; it takes one value` }));
});

it('an option of several values, and one of none, may come again', () => {
  const given = parse('-m a --yes --match b --yes --first 2 -e c');
  expect(given).toEqual({ match: ['a', 'b'], yes: true, first: 2, regex: 'c' });
});
