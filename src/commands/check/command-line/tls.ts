import { collect } from '../../collect.ts';
import type { AddCheck } from './add-check.ts';

/** `check tls`. */
export const addTls: AddCheck = (check) =>
  check('tls', 'verify the certificates of a server, at every address, or of files')
    .argument('[host[:port]]', 'the server; with --file, the name that the certificate must be for')
    .option('--servername <name>', 'the name to ask for (SNI); a further one is tried too', collect, [])
    .option('--connect <address>', 'connect there instead; may be given several times', collect, [])
    .option('--first', 'look at the first address only')
    .option('--starttls <protocol>', 'begin in plain text: smtp, imap, pop3, ftp or postgres')
    .option('--alpn <protocol>', 'offer this protocol, like h2; may be given several times', collect, [])
    .option('--file <file>', 'verify this chain, before it is deployed; may be given several times', collect, [])
    .option('--at <time>', 'judge the dates of --file at this instant, like 2026-05-11T10:58:00Z')
    .option('--cert <file>', 'show this certificate to the server (PEM)')
    .option('--key <file>', 'the private key of --file, or of --cert; never shown')
    .option('--passphrase-env <name>', 'the environment variable with the passphrase of the key')
    .option('--cacert <file>', 'trust this certificate authority (PEM), and no other')
    .option('--trust <whose>', 'trust the roots of node, of the system, or both, which is the default')
    .option('--min-protocol <version>', 'what is older is a finding: TLSv1.2 or TLSv1.3')
    .option('--no-protocols', 'do not try which protocol versions the server offers')
    .option('--warn-days <n>', 'warn when it ends within this many days', Number)
    .option('--fail-days <n>', 'fail when it ends within this many days', Number)
    .action(async (host, flags) => (await import('../tls.ts')).checkTls(host, flags));
