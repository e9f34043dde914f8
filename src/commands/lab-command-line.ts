import { type Command, Option } from 'commander';

/** Puts `lab` on the command line. */
export function addLabCommands(program: Command): void {
  program
    .command('lab')
    .description('mock partners to reproduce against')
    .command('endpoint')
    .description('a mock partner on this machine, until Ctrl-C')
    .option('--port <n>', 'the port on 127.0.0.1; a free one when left out', '0')
    .option('--delay <time>', 'how long each request is worked on before it is answered', '0ms')
    .option('--status <list>', 'what is answered in turn, the last from then on: 503,503,201 or drop-after,201', '201')
    .addOption(
      new Option('--drop <when>', 'cut the connection of every request').choices(['before', 'after', 'mid-body']),
    )
    .option('--slow-body <time>', 'spread the body of each answer over this time', '0ms')
    .addOption(
      new Option('--idempotency <mode>', 'what it does with a key it has seen')
        .choices(['none', 'shared', 'per-node', 'unique', 'check-then-insert'])
        .default('none'),
    )
    .option('--idempotency-header <name>', 'the header that holds the key', 'Idempotency-Key')
    .option('--require-key', 'answer 400 where there is no key')
    .addOption(
      new Option('--other-body <what>', 'a known key with another body: 422, or the first answer again')
        .choices(['refuse', 'replay'])
        .default('refuse'),
    )
    .option('--nodes <n>', 'how many nodes take the requests in turn; 3 with per-node', undefined)
    .addOption(
      new Option('--tls [state]', 'speak TLS, with this wrong with the certificate')
        .choices(['ok', 'expired', 'not-yet-valid', 'wrong-host', 'self-signed', 'missing-intermediate'])
        .preset('ok'),
    )
    .option('--rate <n/unit>', 'answer 429 beyond this, like 5/s or 100/m')
    .option('--retry-after <seconds>', 'the Retry-After of 429 and 503')
    .option('--log <file>', 'write a line for each request (JSON), for: causebook check log FILE')
    .option('--edge-log <file>', 'write a line for each request as an nginx in front of it would')
    .option('--json', 'print JSON, one object a line')
    .addHelpText(
      'after',
      `
What it does with a key (--idempotency):
  none               it does not look at keys: each request makes a record
  shared             one store, claimed on arrival: a second request waits and gets the first answer again
  per-node           the same, but a store in each node's memory: a retry that reaches another node makes a record
  unique             looks, works, and inserts under a unique constraint: of requests at the same moment one wins, the others get 409
  check-then-insert  looks, works, inserts, then saves the key: requests at the same moment all make records

It listens on 127.0.0.1 only. GET /records tells what it holds. Keys and bodies are logged as fingerprints.

Examples:
  causebook lab endpoint --delay 2500ms                        does the client retry because it gives up first?
  causebook lab endpoint --status 503,503,201 --retry-after 2  how does it retry?
  causebook lab endpoint --idempotency check-then-insert --log endpoint.jsonl`,
    )
    .action(async (flags) => (await import('./lab.ts')).labEndpoint(flags));
}
