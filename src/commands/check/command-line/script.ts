import { collect } from '../../collect.ts';
import type { AddCheck } from './add-check.ts';

/** `check script`. */
export const addScript: AddCheck = (check) =>
  check('script', 'run a script of a runbook here, and print the facts that it gives')
    .argument('<file>', 'a JavaScript module that exports a function by default')
    .option('-i, --input <k=v>', 'what it gets as inputs.k; repeatable', collect, [])
    .option(
      '--env <name>',
      'a variable to pass on besides PATH, HOME and the like, or name=value; repeatable',
      collect,
      [],
    )
    .option('-e, --evidence <dir>', 'the evidence folder, in which it runs; this folder where left out')
    .option('--window <window>', 'the incident window: "last 2h", or two instants with / between them')
    .option('--max-bytes <n>', 'how much of what it prints is kept (65536)', Number)
    .addHelpText(
      'after',
      `
The module may import zx and Node's own modules:
  export default async ({ inputs, window, evidence, signal, $ }) => {
    const depth = await $\`rabbitmqctl list_queues -q messages\`
    return { depth: Number(depth.stdout) }
  }
What it returns are the facts, what it prints is evidence, what it throws is an error at file:line. Typing it is the approval.

Example:
  causebook check script runbooks/my-runbook/checks/queue.mjs --input queue=registrations`,
    )
    .action(async (file, flags) => (await import('../script.ts')).checkScript(file, flags));
