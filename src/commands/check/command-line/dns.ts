import { collect } from '../../collect.ts';
import type { AddCheck } from './add-check.ts';

/** `check dns`. */
export const addDns: AddCheck = (check) =>
  check('dns', 'resolve a name at each name server, and as programs do')
    .argument('<name>', 'a name, or an address to find the name of')
    .option('--type <type>', 'A, AAAA, CNAME, MX, TXT, SRV, NS, CAA or PTR (A and AAAA)', collect, [])
    .option('--resolver <ip[:port]>', "a name server to ask; this machine's when left out", collect, [])
    .option('--expect <record>', 'the answer must be this; given again, all these and no other', collect, [])
    .option('--includes <record>', 'the answer must hold this among others', collect, [])
    .option('--absent', 'expect the name not to resolve')
    .option('--agree', 'name servers that answer differently are a fail')
    .option('--max-ttl <seconds>', 'answers may be kept for at most this long', Number)
    .action(async (name, flags) => (await import('../dns.ts')).checkDns(name, flags));
