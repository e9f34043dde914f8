import { Argument, type Command, Option } from 'commander';
import type { Globals } from './globals.ts';

/** Adds the commands that set causebook up for a person and a machine. */
export function addSetupCommands(program: Command, globals: () => Globals): void {
  program
    .command('new')
    .description('write a first runbook: it asks for symptoms, parties, logs and possible causes')
    .action(async () => (await import('./new.ts')).newRunbook(globals()));
  program
    .command('doctor')
    .description('tell whether this machine has what causebook and its runbooks need; no network is touched')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Exit codes: 0 all is there, 4 warnings only, 3 something is missing that checks need`,
    )
    .action(async (flags) => (await import('./doctor.ts')).doctor(flags, globals()));
  program
    .command('completion')
    .description('print a script that makes a shell complete the command line')
    .usage('bash|zsh|fish')
    .addArgument(new Argument('[shell]').choices(['bash', 'zsh', 'fish']))
    .addOption(new Option('--words', 'answer what may stand next on the line behind --').hideHelp())
    // The line behind --words.
    .allowExcessArguments()
    .addHelpText(
      'after',
      `
Load it where your shell starts:
  bash   ~/.bashrc                   source <(causebook completion bash)
  zsh    ~/.zshrc                    source <(causebook completion zsh)
  fish   ~/.config/fish/config.fish  causebook completion fish | source

It completes commands, options and their choices, the ids of runbooks, steps, incidents, parties and fixes, and files.`,
    )
    .action(async (shell, flags, command: Command) =>
      (await import('./completion.ts')).completion(shell, command.args.slice(1), {
        words: flags.words === true,
        program,
        globals: globals(),
      }),
    );
}
