import { collect } from '../../collect.ts';
import type { AddCheck } from './add-check.ts';

/** `check signature`. */
export const addSignature: AddCheck = (check) =>
  check('signature', 'verify the signature of a webhook request, and say why it does not match')
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
      flags.dryRun === true
        ? (await import('../dry-run-signature.ts')).dryRunSignature(flags)
        : flags.sign === true
          ? (await import('../sign.ts')).signByHand(flags)
          : (await import('../signature.ts')).checkSignature(flags),
    );
