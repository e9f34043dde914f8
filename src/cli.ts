import { setFlagsFromString } from 'node:v8';
import { Command, CommanderError, Option } from 'commander';
import type { runCheckByHand } from './commands/check.ts';
import { exitCodes } from './commands/exit-codes.ts';
import { reportFailure } from './commands/report-failure.ts';
import { suggest, UserError } from './errors.ts';

// A pattern that would back-track for ever runs on V8's linear engine instead (must be set before the first RegExp runs).
setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');

declare const CAUSEBOOK_VERSION: string;
declare const CAUSEBOOK_BUILD: string;
const version = typeof CAUSEBOOK_VERSION === 'string' ? CAUSEBOOK_VERSION : '0.0.0-source';

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
const ui = () =>
  new Option('--ui <ui>', 'tui (full screen), plain (prompts) or none').choices(['tui', 'plain', 'none']);

/** Builds the command line. Each command's module is loaded only when it runs. */
function createProgram(): Command {
  const program = new Command('causebook')
    .description('Takes an on-call engineer from a bug report to its cause.')
    .version(version, '-V, --version')
    .option('--no-color', 'no colours')
    .showHelpAfterError('(causebook --help shows what there is)')
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
    (await import('./commands/home.ts')).home(program.helpInformation());
  });

  program
    .command('run')
    .description('walk a runbook on the evidence of an incident')
    .argument('<runbook>', 'the id of a runbook, or its file')
    .option('-i, --input <k=v>', 'an input of the runbook', collect, [])
    .option('-e, --evidence <dir>', 'the folder where the exported logs and settings lie')
    .option('-a, --answers <file>', 'answers to the questions (YAML)')
    .addOption(ui())
    .option('-y, --yes', 'approve the commands that the runbook runs; they are shown')
    .option('--json', 'print the result as JSON (with --ui none)')
    .option('-o, --output <file>', 'write the note here too')
    .action(async (runbook, flags) => (await import('./commands/run.ts')).run(runbook, flags, globals(program)));

  program
    .command('resume')
    .description('go on with an incident: the newest, or the one named')
    .argument('[incident]')
    .option('-a, --answers <file>', 'answers to the questions (YAML)')
    .addOption(ui())
    .option('-y, --yes', 'approve the commands that the runbook runs; they are shown')
    .option('--json', 'print the result as JSON (with --ui none)')
    .option('-o, --output <file>', 'write the note here too')
    .action(async (incident, flags) =>
      (await import('./commands/resume.ts')).resume(incident, flags, globals(program)),
    );

  program
    .command('demo')
    .description('stage an incident with fake parties and walk it')
    .argument('[scenario]', 'which one: see --list')
    .option('--list', 'list the scenarios')
    .option('--seed <n>', 'vary ids, times and traffic', Number)
    .addOption(ui())
    .option('--json', 'print the result as JSON')
    .action(async (scenario, flags) => (await import('./commands/demo.ts')).demo(scenario, flags, globals(program)));

  program
    .command('list')
    .description('list the incidents')
    .option('--json', 'as JSON')
    .action(async (flags) => (await import('./commands/list.ts')).list(flags));
  program
    .command('show')
    .description('show where an incident stands')
    .argument('[incident]')
    .option('--json', 'as JSON')
    .action(async (incident, flags) => (await import('./commands/show.ts')).show(incident, flags, globals(program)));
  program
    .command('note')
    .description('print the incident note')
    .argument('[incident]')
    .addOption(new Option('--format <format>', 'md or json').choices(['md', 'json']).default('md'))
    .option('-o, --output <file>', 'write it to a file')
    .action(async (incident, flags) => (await import('./commands/note.ts')).note(incident, flags, globals(program)));
  program
    .command('rm')
    .description('remove an incident with everything in it')
    .argument('<incident>')
    .action(async (incident) => (await import('./commands/rm.ts')).rm(incident));
  program
    .command('lint')
    .description('check runbooks')
    .argument('[paths...]')
    .action(async (paths) => (await import('./commands/lint.ts')).lint(paths, globals(program)));
  program
    .command('schema')
    .description('print the JSON Schema of runbooks, for editors')
    .action(async () => (await import('./commands/schema.ts')).schema());
  addCheckCommands(program);
  return program;
}

function addCheckCommands(program: Command): void {
  const check = program.command('check').description('run one check by hand');
  const add = (name: string, description: string) =>
    check
      .command(name)
      .description(description)
      .option('--json', 'print the result as JSON')
      .option('--timeout <time>', 'give up after this time, like 10s');
  const load = async () => (await import('./commands/check.ts')).runCheckByHand;
  add('step', 'run one check of a runbook again')
    .argument('<runbook>', 'the id of a runbook, or its file')
    .argument('<step>', 'the id of a step')
    .option('-i, --input <k=v>', 'an input of the runbook', collect, [])
    .option('-e, --evidence <dir>', 'the folder where the exported logs and settings lie')
    .option('--pasted <source=file>', 'a file in place of those of a source', collect, [])
    .option('-y, --yes', 'approve the commands that the runbook runs; they are shown')
    .action(async (runbook, step, flags) =>
      (await import('./commands/check-step.ts')).checkStep(runbook, step, flags, globals(program)),
    );
  addLogOptions(add('log', 'find lines in logs and answer questions over them').argument('[files...]')).action(
    async (files, flags) => (await import('./commands/check/log.ts')).checkLog(files, flags, globals(program)),
  );
  add('http', 'send one request and say what came back')
    .argument('<url>')
    .option('-X, --method <method>', 'GET, HEAD, POST …', 'GET')
    .option('-H, --header <name: value>', 'a header', collect, [])
    .option('-d, --body <text>', 'the body')
    .option('--cacert <file>', 'trust this certificate authority (PEM)')
    .action(async (url, flags) => (await load())('http', { url, ...flags }));
  add('tls', 'verify the certificate of a server')
    .argument('<host[:port]>')
    .option('--servername <name>', 'the name to ask for (SNI)')
    .option('--cacert <file>', 'trust this certificate authority (PEM)')
    .option('--warn-days <n>', 'warn when it ends within this many days', Number)
    .action(async (host, flags) => (await load())('tls', { host, ...flags }));
  addSignatureCommand(
    add('signature', 'verify the signature of a webhook request, and say why it does not match'),
    load,
  );
  add('config', 'read the settings of a .env, YAML or JSON file')
    .argument('<file>')
    .argument('[settings...]')
    .action(async (file, settings, flags) => (await load())('config', { file, settings, ...flags }));
}

function addLogOptions(command: Command): Command {
  return command
    .usage('[options] <files...>   files, folders, globs, - for standard input; name=FILE for several logs')
    .option('-m, --match <text>', 'only lines that contain this text; of several, one', collect, [])
    .option('-e, --regex <pattern>', 'only lines that match this regular expression')
    .option(
      '-w, --where <condition>',
      'only events whose field is so: "status >= 500", "status = 5xx"; all',
      collect,
      [],
    )
    .option('--window <from/to>', 'only events in this span, like "last 24h"')
    .option('--sql <select>', 'a SELECT over the table "events", and over each log that was given a name')
    .addOption(new Option('--draw <kind>', 'draw the rows of --sql').choices(['arrivals', 'ladder', 'heat']))
    .option('--top <key>', 'how often each value of a field comes')
    .option('--over-time [key]', 'counts over time, by a field; --every 1m sets the span')
    .option('--every <time>', 'with --over-time: how long a span is')
    .option('--repeats <key>', 'what comes again, with the gaps; --within 10s: only neighbours that close')
    .option('--within <time>', 'with --repeats: at most this far apart')
    .option('--percentiles <field>', 'how large a number gets; --by tells apart')
    .option('--first-after <time>', 'the first event at or after a moment; --first 5: the first five')
    .option('--first <n>', 'with --first-after: how many', Number)
    .option('--common <condition>', 'what the events that are so have in common, which the others lack', collect, [])
    .option('--fields <names>', 'with --common: only these fields, with commas')
    .option('--missing <ids>', 'which of these ids (with commas) never appear')
    .option('--missing-ids <file>', 'the same, with one id a line in a file')
    .option('--missing-from <name>', 'which keys (--by) of that log never appear in the other')
    .option('--ladder <key>', 'the same ids counted in each log; --ids: only these')
    .option('--ids <ids>', 'with --ladder: the ids, with commas')
    .option('--skew <key>', 'how far the clocks of two logs are apart')
    .option('--by <key>', 'a field, a path (request.id), or a pattern over the line with one group: /cust=(\\w+)/')
    .option('-f, --follow', 'print lines as they come')
    .option('--format <format>', 'how lines are written; found from the lines when left out')
    .option('--zone <zone>', 'the zone of stamps that carry none, like Europe/Berlin')
    .option('--duration <field:unit>', 'the field that says how long it took, so that starts are known: rt:s')
    .option('--source <file>', 'a source as a runbook writes it under `log:` (loki, clickhouse, command …)');
}

function addSignatureCommand(command: Command, load: () => Promise<typeof runCheckByHand>): void {
  command
    .option('--request <file>', 'a raw HTTP request, a HAR file or a curl line; - is standard input')
    .option('--body <file>', 'the exact body alone; with --headers')
    .option('--headers <file>', 'the headers alone, one a line; with --body')
    .option('--entry <n>', 'which entry of a HAR file, counted from 1')
    .option(
      '--scheme <scheme>',
      'stripe, github, svix …; auto goes by the headers (the default); any other word lists them',
    )
    .option('--scheme-file <file>', 'a scheme of your own (YAML): header, prefix, template, algorithm …')
    .option('--custom <key=value>', 'one key of a scheme of your own, like header=X-Signature', collect, [])
    .option(
      '--secret-env <name>',
      'the environment variable that holds the secret; again for a second one in use',
      collect,
      [],
    )
    .option('--other-secret-env <name>', 'one that holds a secret not in use: told when it has signed', collect, [])
    .option('--key-file <file>', 'the public key or certificate of the sender')
    .option('--url <url>', 'the URL the sender calls, for schemes that sign it')
    .option('--method <method>', 'the method, where the request does not say it')
    .option('--webhook-id <id>', 'the id of the webhook, for paypal')
    .option('--received-at <time>', 'when it arrived (RFC 3339); now when left out')
    .option('--tolerance <time>', 'how old it may be, like 5m, in place of what the scheme says')
    .option('--response <file>', 'what the receiver answered, as curl --include saves it')
    .option('--sign', 'make a signed test request for --url (on this machine, or a test input of --incident) instead')
    .option('--incident <id>', 'with --sign: the incident whose test inputs may be called')
    .option('--content-type <type>', 'with --sign: the type of the body; application/json when left out')
    .option('-o, --output <file>', 'with --sign: write the request to a file')
    .addHelpText(
      'after',
      `
Examples:
  causebook check signature --request delivery.http --secret-env WEBHOOK_SECRET
  pbpaste | causebook check signature --request - --scheme stripe --secret-env WEBHOOK_SECRET --other-secret-env OLD_SECRET
  causebook check signature --sign --scheme github --body event.json --url http://127.0.0.1:8080/hooks --secret-env TEST_SECRET`,
    )
    .action(async (flags) =>
      flags.sign === true
        ? (await import('./commands/check/sign.ts')).signByHand(flags)
        : (await load())('signature', flags),
    );
}

function unknownCommand(name: string, program: Command): UserError {
  const names = program.commands.map((command) => command.name());
  return new UserError({
    message: `there is no command "${name}"`,
    hint: suggest(name, names) ?? `There are ${names.join(', ')}.`,
  });
}

/** What the whole command line knows: colours, the version, the sha256 of the code, and the folder it is installed in. */
export type Globals = {
  readonly color: boolean;
  readonly version: string;
  readonly build: string;
  readonly packageRoot: string;
};

function globals(program: Command): Globals {
  const { env, stdout } = process;
  const wanted = program.opts<{ readonly color: boolean }>().color && (env.NO_COLOR ?? '') === '';
  const forced = (env.FORCE_COLOR ?? '') !== '' && env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return {
    color: wanted && (forced || (stdout.isTTY && env.TERM !== 'dumb')),
    version,
    build: typeof CAUSEBOOK_BUILD === 'string' ? CAUSEBOOK_BUILD : 'source',
    packageRoot: new URL('..', import.meta.url).pathname,
  };
}

// Whoever reads has read enough (`| head`): that is no fault of anybody.
process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
  if (cause.code !== 'EPIPE') throw cause;
  process.exit(exitCodes.pass);
});

try {
  await createProgram().parseAsync(process.argv);
} catch (cause) {
  if (cause instanceof CommanderError) process.exitCode = cause.exitCode === 0 ? exitCodes.pass : exitCodes.usage;
  else process.exitCode = reportFailure(cause);
}
