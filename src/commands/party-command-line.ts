import { type Command, Option } from 'commander';
import { collect } from './collect.ts';
import type { Globals } from './globals.ts';

/** Puts `ask` and `answer` on the command line. */
export function addPartyCommands(program: Command, globals: () => Globals): void {
  program
    .command('ask')
    .description('print the open questions to a party as a message to send, and wait for its answer')
    .argument('[incident]', 'the newest where left out')
    .option('-p, --party <id>', 'whom to ask; without it the parties with open questions are listed')
    .addOption(
      new Option('--format <format>', 'md, or text in lines that mail does not break')
        .choices(['md', 'text'])
        .default('md'),
    )
    .option('--all', 'every open question, not only those that tell most')
    .option('-o, --output <file>', 'write it to a file, after showing what to look at before it is shared')
    .option('-y, --yes', 'do not ask whether it is safe to share')
    .option('--no-mark', 'only print it: nothing is recorded, and another causebook may have the incident open')
    .action(async (incident, flags) => (await import('./ask.ts')).ask(incident, flags, globals()));
  program
    .command('answer')
    .description("read a party's reply to the questions of `ask`, and record its answers and files")
    .argument('[incident]', 'the one that the reply names, or the newest, where left out')
    .argument('[file]', 'the reply, - for standard input; on a terminal it can be pasted')
    .option('-p, --party <id>', 'whose reply it is, where the reply does not say')
    .option('--by <who>', 'who answered: a name or role')
    .addOption(
      new Option('--how <how>', 'how it is known, where the reply does not say').choices([
        'looked',
        'memory',
        'document',
      ]),
    )
    .option('--attach <file[=source]>', 'a file that the party sent, for the source it belongs to', collect, [])
    .option('--replace', 'put these answers in the place of earlier ones')
    .addHelpText(
      'after',
      `
The reply is our message filled in, quoted or not, or codes alone ("1b 2a"), or words behind a number ("3: since Monday").
What cannot be read without doubt is asked on a terminal, and stays open without one: then the exit code is 5.`,
    )
    .action(async (incident, file, flags) =>
      (await import('./answer.ts')).answer({ incident, file }, flags, globals()),
    );
}
