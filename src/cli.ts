import { setFlagsFromString } from 'node:v8';
import { Command, CommanderError, Help, Option } from 'commander';
import { endAllGroups } from './child/groups.ts';
import { addCheckCommands } from './commands/check/command-line.ts';
import { collect } from './commands/collect.ts';
import { exitCodes } from './commands/exit-codes.ts';
import type { Globals } from './commands/globals.ts';
import { addIncidentCommands } from './commands/incident-command-line.ts';
import { addLabCommands } from './commands/lab-command-line.ts';
import { addPartyCommands } from './commands/party-command-line.ts';
import { refuseTwice } from './commands/refuse-twice.ts';
import { reportFailure } from './commands/report-failure.ts';
import { addSetupCommands } from './commands/setup-command-line.ts';
import { testHelp } from './commands/test-help.ts';
import { suggest, UserError } from './errors.ts';
import { toVisibleLines } from './redact/visible.ts';
import { removeTemporaryFolders } from './temporary-folder.ts';
import { type ThemeName, themeNames } from './tui/looks.ts';

// A pattern that would back-track for ever runs on V8's linear engine instead (must be set before the first RegExp runs).
setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');

declare const CAUSEBOOK_VERSION: string;
declare const CAUSEBOOK_BUILD: string;
const version = typeof CAUSEBOOK_VERSION === 'string' ? CAUSEBOOK_VERSION : '0.0.0-source';

const wholeNumber = (flag: string) => (value: string) => {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new UserError({ message: `${flag} "${value}" is not a whole number` });
};
const positive = (flag: string) => (value: string) => {
  if (/^[1-9]\d{0,3}$/.test(value)) return Number(value);
  throw new UserError({ message: `${flag} "${value}" is not a number from 1 on` });
};
const ui = () =>
  new Option('--ui <ui>', 'tui (full screen), plain (prompts) or none').choices(['tui', 'plain', 'none']);

const inline = () =>
  new Option('--inline', "the screen as a few lines below the shell's own; what is finished stays in the scrollback");

/** Builds the command line. Each command's module is loaded only when it runs. */
function createProgram(): Command {
  const program = new Command('causebook')
    .description('Takes an on-call engineer from a bug report to its cause.')
    .version(version, '-V, --version')
    .option('--no-color', 'no colours')
    .addOption(
      new Option('--theme <name>', 'colours of the screen (else CAUSEBOOK_THEME, or your theme.yaml)').choices(
        themeNames,
      ),
    )
    // That what may be given several times begins with nothing is no news.
    .configureHelp({
      optionDescription(option) {
        return Help.prototype.optionDescription.call(this, option).replace(/ \(default: \[\]\)$/, '');
      },
    })
    .showHelpAfterError('(causebook --help shows what there is)')
    // What was typed stands in the error.
    .configureOutput({ writeErr: (text) => process.stderr.write(toVisibleLines(text)) })
    .exitOverride();
  program.addHelpText(
    'after',
    `
Examples:
  causebook demo                                              a staged incident, from its evidence to its cause
  causebook run duplicate-registrations --evidence ./evidence --input customer_id=CUST_7890
  causebook run duplicate-registrations --evidence ./evidence --input customer_id=CUST_7890 --ui none --json
  causebook resume                                            go on where the last walk stopped

Exit codes: 0 pass, 1 causebook broke, 2 usage or runbook error, 3 a check failed or a cause was found,
4 warnings only, 5 inconclusive, 130 interrupted`,
  );
  program.allowExcessArguments().action(async () => {
    const [unknown] = program.args;
    if (unknown !== undefined) throw unknownCommand(unknown, program);
    await (await import('./commands/home.ts')).home(program.helpInformation(), globals(program));
  });

  addWalkOptions(
    addEvidenceOptions(
      program
        .command('run')
        .description('walk a runbook on the evidence of an incident')
        .argument('<runbook>', 'the id of a runbook, or its file'),
    ),
  ).action(async (runbook, flags) => (await import('./commands/run.ts')).run(runbook, flags, globals(program)));

  addWalkOptions(
    addEvidenceOptions(
      program
        .command('triage')
        .description('find the runbook for a bug report, take the inputs out of its text, and walk it')
        .argument('[report]', 'a file with the text, - for standard input; on a terminal it can be pasted'),
    ),
  ).action(async (report, flags) => (await import('./commands/triage.ts')).triage(report, flags, globals(program)));

  addWalkOptions(
    program
      .command('resume')
      .description('go on with an incident: the newest, or the one named')
      .argument('[incident]')
      .option(
        '--refresh',
        'run again the checks whose results may no longer hold: old ones, and those of files that have changed',
      )
      .option('-e, --evidence <dir>', 'the evidence folder from here on, where the recorded one has moved')
      .option('--take', 'take the pen: whoever has the incident open is asked to let go of it')
      .option(
        '--skip-damaged',
        'leave out lines of the journal that cannot be read; the file as it is stays beside it',
      ),
  ).action(async (incident, flags) => (await import('./commands/resume.ts')).resume(incident, flags, globals(program)));

  program
    .command('demo')
    .description('stage an incident with fake parties and walk it')
    .argument('[scenario]', 'which one: see --list')
    .option('--list', 'list the scenarios')
    .option('--seed <n>', 'vary ids, times and traffic', Number)
    .addOption(ui())
    .addOption(inline())
    .option('--json', 'print the result as JSON')
    .action(async (scenario, flags) => (await import('./commands/demo.ts')).demo(scenario, flags, globals(program)));

  addIncidentCommands(program, () => globals(program));
  program
    .command('lint')
    .description('check runbooks')
    .argument('[paths...]')
    .option('--weights', 'list what each weight of evidence comes to beside what is written')
    .action(async (paths, flags) => (await import('./commands/lint.ts')).lint(paths, flags, globals(program)));
  program
    .command('test')
    .description('run the scenarios of runbooks: staged or recorded incidents whose cause is known')
    .argument('[paths...]', 'runbooks (id, file, folder) or scenario folders; all that are found where left out')
    .option('--filter <text>', 'only scenarios with this in their name')
    .option('--jobs <n>', 'how many run side by side', positive('--jobs'), 2)
    .option('--seed <n>', 'vary ids, times and traffic of staged scenarios', wholeNumber('--seed'))
    .option('--json', 'print the results as JSON')
    .option('--junit <file>', 'write the results as JUnit XML too')
    .option('--init [incident]', 'make a scenario of an incident (the newest, or the one named), without its secrets')
    .option('--to <dir>', 'the folder it becomes; with --init')
    .addHelpText('after', testHelp)
    .action(async (paths, flags) => {
      if (flags.init === undefined) await (await import('./commands/test.ts')).test(paths, flags, globals(program));
      else await (await import('./commands/test-init.ts')).testInit(paths, flags, globals(program));
    });
  program
    .command('schema')
    .description('print the JSON Schema of runbooks, for editors')
    .action(async () => (await import('./commands/schema.ts')).schema());
  addCheckCommands(program, () => globals(program));
  addPartyCommands(program, () => globals(program));
  addLabCommands(program);
  addSetupCommands(program, () => globals(program));
  refuseTwice(program);
  return program;
}

function addEvidenceOptions(command: Command): Command {
  return command
    .option('-i, --input <k=v>', 'an input of the runbook', collect, [])
    .option('-e, --evidence <dir>', 'the folder where the exported logs and settings lie');
}

function addWalkOptions(command: Command): Command {
  return command
    .option('-a, --answers <file>', 'answers to the questions (YAML)')
    .addOption(ui())
    .addOption(inline())
    .option('-y, --yes', 'approve the commands and scripts that the runbook runs; they are shown')
    .option('--json', 'print the result as JSON (with --ui none)')
    .option('-o, --output <file>', 'write the note here too, after showing what to look at before it is shared')
    .option('--junit <file>', 'write the steps as test cases (JUnit XML) here too')
    .option('--test-target <url>', 'a TEST system that steps may write to, at or under this URL', collect, [])
    .option('--dry-run', 'show every command, request, query and file that it would touch, and touch none');
}

function unknownCommand(name: string, program: Command): UserError {
  const names = program.commands.map((command) => command.name());
  return new UserError({
    message: `there is no command "${name}"`,
    hint: suggest(name, names) ?? `There are ${names.join(', ')}.`,
  });
}

function globals(program: Command): Globals {
  const { env, stdout } = process;
  const { color, theme } = program.opts<{ readonly color: boolean; readonly theme?: ThemeName }>();
  const refused = env.FORCE_COLOR === '0' || env.FORCE_COLOR === 'false';
  const wanted = color && (env.NO_COLOR ?? '') === '' && !refused;
  const forced = (env.FORCE_COLOR ?? '') !== '' && !refused;
  return {
    color: wanted && (forced || (stdout.isTTY && env.TERM !== 'dumb')),
    ...(theme === undefined ? {} : { theme }),
    version,
    build: typeof CAUSEBOOK_BUILD === 'string' ? CAUSEBOOK_BUILD : 'source',
    packageRoot: new URL('..', import.meta.url).pathname,
  };
}

// Whoever reads has read enough (`| head`): that is no fault of anybody. Where the terminal is gone, what is to be saved still is.
process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
  if (cause.code === 'EPIPE') process.exit(exitCodes.pass);
  if (cause.code !== 'EIO') throw cause;
});
// A terminal that is gone (a closed ssh connection) takes no text; what is being saved meanwhile goes on being saved.
process.stderr.on('error', (cause: NodeJS.ErrnoException) => {
  if (cause.code !== 'EIO' && cause.code !== 'EPIPE') throw cause;
});
// Neither does it take its mode back.
process.stdin.on('error', (cause: NodeJS.ErrnoException) => {
  if (cause.code !== 'EIO') throw cause;
});

// Whatever way causebook ends, what it has started ends with it, and what must not stay does not. (After a SIGKILL nobody is there to do so.)
process.on('exit', endAllGroups);
process.on('exit', removeTemporaryFolders);

// Node ends without a word, and well, where nothing is left to wait for: silence must not pass for an answer.
const tellSilence = async () => {
  process.exitCode = await reportFailure(new Error('it came to its end without an answer'));
};
process.once('beforeExit', tellSilence);

try {
  await createProgram().parseAsync(process.argv);
} catch (cause) {
  if (cause instanceof CommanderError) process.exitCode = cause.exitCode === 0 ? exitCodes.pass : exitCodes.usage;
  else process.exitCode = await reportFailure(cause);
}
process.off('beforeExit', tellSilence);
