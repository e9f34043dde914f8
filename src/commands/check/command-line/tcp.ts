import type { AddCheck } from './add-check.ts';

/** `check tcp`. */
export const addTcp: AddCheck = (check) =>
  check('tcp', 'connect to ports: open, refused, filtered or reset, address by address')
    .argument('<host:port...>')
    .option('--closed', 'expect the port to be closed')
    .option('--connect-ms <n>', 'an address that is silent for this long is filtered (5000)', Number)
    .option('--max-connect-ms <n>', 'slower than this is a fail', Number)
    .option('--banner', 'wait for the first line that the server sends')
    .option('--send <text>', 'send this first; \\r and \\n are line breaks')
    .action(async (targets, flags) => (await import('../tcp.ts')).checkTcp(targets, flags));
