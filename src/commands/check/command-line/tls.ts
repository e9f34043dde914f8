import type { AddCheck } from './add-check.ts';

/** `check tls`. */
export const addTls: AddCheck = (check) =>
  check('tls', 'verify the certificate of a server')
    .argument('<host[:port]>')
    .option('--servername <name>', 'the name to ask for (SNI)')
    .option('--cacert <file>', 'trust this certificate authority (PEM)')
    .option('--warn-days <n>', 'warn when it ends within this many days', Number)
    .action(async (host, flags) => (await import('../tls.ts')).checkTls(host, flags));
