import type { AddCheck } from './add-check.ts';

/** `check metric`. */
export const addMetric: AddCheck = (check) =>
  check('metric', 'ask Prometheus over a window, against limits, and draw it')
    .argument('<query>', 'PromQL')
    .requiredOption('--url <url>', 'where Prometheus answers, like http://prometheus:9090')
    .option('--window <from/to>', 'the incident: "last 1h", or two instants with / between (last 1h)')
    .option('--max <n>', 'no value may be larger', Number)
    .option('--min <n>', 'no value may be smaller', Number)
    .option('--below <n>', 'every value must be smaller', Number)
    .option('--above <n>', 'every value must be larger', Number)
    .option('--for <time>', 'beyond a limit counts only where it lasts this long')
    .option('--instant', 'only at the end of the window')
    .option('--step <time>', 'how far samples are apart')
    .option('--pad <time>', 'how much before and after the window is shown')
    .option('--token-env <name>', 'the environment variable that holds a bearer token')
    .option('--user <name>', 'the user to sign in as')
    .option('--password-env <name>', 'the environment variable that holds the password')
    .option('--tenant <id>', 'sent as X-Scope-OrgID')
    .option('--cacert <file>', 'trust this certificate authority (PEM)')
    .action(async (query, flags) => (await import('../metric.ts')).checkMetric(query, flags));
