import { collect } from '../../collect.ts';
import type { AddCheck } from './add-check.ts';

/** `check reproduce`. */
export const addReproduce: AddCheck = (check) =>
  check('reproduce', 'send one request several times with the same key to a test system, and count the records')
    .requiredOption('--target <url>', 'where to send it: a TEST system; naming it here allows writing to it')
    .option('--request <file>', 'the request: raw HTTP, a HAR file or a curl line; it goes to --target')
    .option('-X, --method <method>', 'POST, PUT, PATCH or DELETE')
    .option('-H, --header <name: value>', 'a header', collect, [])
    .option('--body <file>', 'the body; {{unique}} in it is new for each part')
    .option('--times <n>', 'how often each part sends it; at most 50 requests in all', '3')
    .option('--sequence', 'only one after the other')
    .option('--together', 'only at the same moment; without either flag: both, each with a key of its own')
    .option('--gap <time>', 'between one answer and the next request')
    .option('--answer-within <time>', 'hang up after this time, like a client with that time-out')
    .option('--key-header <name>', 'the header of the key; Idempotency-Key when left out')
    .option('--key <key>', 'the key; a new one for each part when left out')
    .option('--other-body <file>', 'then also: the same key with this body, which must be refused')
    .option('--new-key', 'then also: the same body with a new key, which must make a record')
    .option('--without-key', 'then also: the same body without a key')
    .option('--record <path>', 'where an answer says which record it made, like $.id; found by itself when left out')
    .option('--effects <url>', 'what to GET before and after each part to count the records; with --count')
    .option('--count <path>', 'with --effects: where its answer counts them, like $.count')
    .option('--effects-wait <time>', 'with --effects: how long to wait before counting')
    .option('--cacert <file>', 'trust this certificate authority (PEM)')
    .option('-y, --yes', 'send it without asking')
    .addHelpText(
      'after',
      `
Examples:
  causebook check reproduce --target http://127.0.0.1:8081/v1/customers --body registration.json --dry-run
  causebook check reproduce --target https://crm-test.example/v1/customers --body registration.json --times 5 --together
  causebook check reproduce --target http://127.0.0.1:8081/v1/customers --body r.json --effects http://127.0.0.1:8081/records --count '$.records' --yes`,
    )
    .action(async (flags) => (await import('../reproduce.ts')).checkReproduce(flags));
