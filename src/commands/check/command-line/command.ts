import { collect } from '../../collect.ts';
import type { AddCheck } from './add-check.ts';

/** `check command`. */
export const addCommand: AddCheck = (check) =>
  check('command', 'run a program here and measure what it prints and how it ends')
    .usage('[options] -- <program> [arguments...]')
    .argument('<argv...>')
    .option('--expect <test>', 'what it must come to, such as "exit_code 0" (see below); repeatable', collect, [])
    .option('--exit-codes <codes>', 'the exit codes that are an answer and no failure: 0,1 or any; 0 where left out')
    .option('--as <what>', 'what it must print: json, number or pairs (name=value lines)')
    .option('--stdin <text>', 'what it reads; - for the standard input of causebook')
    .option(
      '--env <name>',
      'a variable to pass on besides PATH, HOME and the like, or name=value; repeatable',
      collect,
      [],
    )
    .option('--max-bytes <n>', 'how much of its output is kept (65536)', Number)
    .addHelpText(
      'after',
      `
What can be expected, each as --expect "…":
  exit_code 0            exit_code 0,1          exit_code != 0         duration_ms < 500
  stdout == ready        stdout contains ok     stdout matches ^v2     stderr == ""
  lines >= 1             number <= 80           json $.status == up    json $.items[*] count >= 1

It runs in this folder, with a clean environment and without a terminal; typing it is the approval. An exit code other than 0
is an error, unless it is expected or named in --exit-codes.

Examples:
  causebook check command --exit-codes 0,1 --expect 'exit_code 1' -- grep -q ERROR app.log
  causebook check command --expect 'json $.status.phase == Running' -- kubectl get pod crm-0 -o json
  causebook check command --expect 'number < 90' -- sh -c "df --output=pcent / | tr -dc 0-9"`,
    )
    .action(async (argv, flags) => (await import('../command.ts')).checkCommand(argv, flags));
