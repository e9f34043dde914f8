import { collect } from '../../collect.ts';
import type { AddCheck } from './add-check.ts';

/** `check config`. */
export const addConfig: AddCheck = (check) =>
  check('config', 'read the settings of a file, hold them against what they should be, judge a retry policy')
    .usage('[options] <file> [settings...]   .env, YAML, JSON, TOML, INI, properties, JavaScript; - for standard input')
    .argument('<file>')
    .argument('[settings...]')
    .option(
      '--format <format>',
      'env, yaml, json, toml, ini, properties or js; found from the name, else from the text',
    )
    .option('--expect <expectation>', '"timeout_ms >= 5000", "store in redis, table", "key present"; all', collect, [])
    .option('--retry', 'judge the retry policy; its settings are found by their names')
    .option('--role <role=setting>', 'with --retry: which setting it is, like timeout=http.timeout', collect, [])
    .option('--counts <what>', 'with --retry: whether the number is of attempts or of retries')
    .option('--unit <unit>', 'with --retry: the unit of times that tell none: ms, s, m, h or d')
    .option('--receiver <time>', 'with --retry: how long the receiver may take, like 2.5s')
    .option('--answers <statuses>', 'with --retry: the statuses the receiver answers with, like 200,202')
    .option('--observed <starts>', 'with --retry: when requests started: 0,2000,4000 or 10:30:15,10:30:17')
    .option('--durations <ms>', 'with --observed: how long each took, with commas')
    .option('--log <file>', 'with --retry: take the starts and durations from a log')
    .option('-m, --match <text>', 'with --log: only lines that contain this text; of several, one', collect, [])
    .option('--duration <field:unit>', 'with --log: the field that says how long it took: rt:s')
    .addHelpText(
      'after',
      `
Examples:
  causebook check config config/aspin.env --expect 'TIMEOUT_MS >= 5000' --expect 'RETRY_BACKOFF = exponential'
  causebook check config client.js --retry --receiver 2.5s --answers 202
  pbpaste | causebook check config - --format js --retry --observed 10:30:15,10:30:17,10:30:19
  causebook check config aspin.env --retry --log aspin-outbound.jsonl --match CUST_7890 --duration dur_ms:ms`,
    )
    .action(async (file, settings, flags) => (await import('../config.ts')).checkConfig(file, settings, flags));
