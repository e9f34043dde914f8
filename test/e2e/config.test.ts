import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createProgram, type Program } from '../helpers/program.ts';

let program: Program;
beforeAll(async () => {
  program = await createProgram();
});
afterAll(() => program.remove());

const file = async (name: string, content: string) => {
  await writeFile(path.join(program.home, name), content);
  return name;
};
const run = (argv: readonly string[], options: { readonly input?: string } = {}) =>
  program.run(['check', 'config', ...argv], { cwd: program.home, ...options });

const env = `TIMEOUT_MS=10000
RETRY_MAX_ATTEMPTS=3
RETRY_DELAY=2000
RETRY_STATUS=500,503
SUCCESS_STATUS=200
API_TOKEN=verySecretThing
`;

it('expectations that hold pass, all that do not are told, and the line of each setting stands beside it', async () => {
  await file('aspin.env', env);
  expect(await run(['aspin.env', '--expect', 'TIMEOUT_MS >= 5s'])).toMatchObject({ exitCode: 0, stderr: '' });
  const { exitCode, stdout } = await run([
    'aspin.env',
    '--expect',
    'timeout-ms >= 20s',
    '--expect',
    'RETRY_DELAY in 1000, 3000',
    '--expect',
    'API_TOKEN = guess',
    '--expect',
    'RETRY_DELAYS present',
  ]);
  expect(exitCode).toBe(3);
  expect(
    stdout,
  ).toBe(`fail: aspin.env: TIMEOUT_MS is 10000, expected: timeout-ms >= 20s; RETRY_DELAY is 2000, expected: RETRY_DELAY in 1000, 3000; API_TOKEN is ***, expected: API_TOKEN = ***; RETRY_DELAYS (Did you mean "RETRY_DELAY"?) is not set, expected: RETRY_DELAYS present
  aspin.env:1  TIMEOUT_MS = 10000
  aspin.env:3  RETRY_DELAY = 2000
  aspin.env:6  API_TOKEN = ***
  $ causebook check config ${path.join(program.home, 'aspin.env')} --expect 'timeout-ms >= 20s' --expect 'RETRY_DELAY in 1000, 3000' --expect 'API_TOKEN = ***' --expect 'RETRY_DELAYS present'`);
});

it('what only the running program knows is neither as expected nor not', async () => {
  await file('client.js', 'module.exports = {timeout: process.env.TIMEOUT || 5000};');
  expect(await run(['client.js', '--expect', 'timeout >= 5000'])).toMatchObject({
    exitCode: 5,
    stdout:
      'error: client.js: timeout is only known to the running program (computed: process.env.TIMEOUT || 5000)\n  Ask for the value in the running process',
  });
});

it('a snippet on standard input is judged against the times of the report', async () => {
  const snippet =
    '// Suspected configuration\n{\nretry: {\nattempts: 3,\ndelay: 2000, // Fixed delay, not exponential\nstatusCodes: [408, 429, 500]\n}\n}\n';
  const { exitCode, stdout } = await run(['-', '--retry', '--observed', '10:30:15,10:30:17,10:30:19'], {
    input: snippet,
  });
  expect(exitCode).toBe(4);
  expect(stdout.split('\n')[0]).toBe(
    'warn: gaps of 2 s, 2 s (whole seconds: each may be a second shorter or longer) fit a retry after an answer or an error (predicted 2 s or more, 2 s or more); a timer that does not wait for the answer would fit too. Policy: up to 3 attempts, fixed delay of 2 s, time-out unknown, on 408, 429, 500; fixed without jitter',
  );
  expect(stdout).toContain('  stdin:5  retry.delay = 2000\n  stdin:6  retry.statusCodes = [408,429,500]\n');
});

it('starts and durations come from a log, and the command that is printed gives the same answer without it', async () => {
  await file('aspin.env', env);
  const lines = [
    ['15.010', 181],
    ['17.195', 195],
    ['19.394', 188],
  ].map(([at, ms], index) =>
    JSON.stringify({
      ts: `2026-05-12T10:30:${at}Z`,
      cust: 'CUST_7890',
      attempt: index + 1,
      outcome: 'error',
      dur_ms: ms,
    }),
  );
  await file(
    'out.jsonl',
    `${lines.join('\n')}\n{"ts":"2026-05-12T10:30:16.000Z","cust":"CUST_1","attempt":1,"dur_ms":5}\n`,
  );
  const first = await run([
    'aspin.env',
    '--retry',
    '--answers',
    '202',
    '--log',
    'out.jsonl',
    '--match',
    'CUST_7890',
    '--duration',
    'dur_ms:ms',
  ]);
  expect(first.exitCode).toBe(3);
  expect(first.stdout).toContain(
    'gaps of 2.185 s, 2.199 s fit a retry after an answer or an error (predicted 2.181 s, 2.195 s)',
  );
  expect(first.stdout).toContain('only 200 counts as success: 202 is a failure to this client');
  expect(first.stdout).toContain('out.jsonl:3  {"ts":"2026-05-12T10:30:19.394Z"');
  const command = /\$ (causebook check .*)$/m.exec(first.stdout)?.[1] ?? '';
  const again = await execa('sh', ['-c', command.replace(/^causebook/, `node ${process.cwd()}/bin/causebook`)], {
    env: program.env,
    reject: false,
  });
  expect(again.stdout.split('\n')[0]).toBe(first.stdout.split('\n')[0]);
});

it('--json has the policy, its findings, the prediction and the comparison as facts', async () => {
  await file('aspin.env', env);
  const { stdout } = await run(['aspin.env', '--retry', '--receiver', '12s', '--observed', '0,12010,24030', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    kind: 'config',
    status: 'fail',
    outcome: 'after-timeout',
    facts: {
      retry: {
        kind: 'fixed',
        attempts: 3,
        timeout_ms: 10_000,
        base_ms: 2000,
        shorter_than_receiver: true,
        retries_2xx: 'yes',
        predicted_starts_ms: [
          [0, 0],
          [12_000, 12_250],
          [24_000, 24_500],
        ],
      },
      findings: [{ id: 'retries-2xx' }, { id: 'timeout-shorter-than-receiver' }, { id: 'fixed-without-jitter' }],
      timing: { fits: true, best: 'after-timeout', gaps_ms: [12_010, 12_020], precision_ms: 0 },
      format: 'env',
    },
  });
});

it.each([
  [['nothing.env'], 'causebook: there is no file "nothing.env"'],
  [['aspin.env', '--format', 'yml'], 'causebook: there is no format "yml". Did you mean "yaml"?'],
  [['aspin.env', '--observed', '1'], 'causebook: --observed belongs to --retry. Add --retry.'],
  [
    ['aspin.env', '--retry', '--role', 'timeuot=X'],
    'causebook: --role "timeuot=X" names no part of a retry policy. Did you mean "timeout"?',
  ],
  [
    ['aspin.env', '--retry', '--observed', 'soon'],
    'causebook: "soon" is not a start. Write milliseconds (0,2000,4000), seconds (0s,2s), times (10:30:15,10:30:17) or instants.',
  ],
  [
    ['aspin.env', '--expect', 'TOKEN'],
    'causebook: what is expected of "TOKEN" says nothing that a setting could be held against. Write for example "TIMEOUT_MS >= 5000", "timeout >= 5s", "store = redis", "store in redis, table", "key present" or "key absent".',
  ],
])('%j is told with what to do', async (argv, message) => {
  await file('aspin.env', env);
  expect(await run(argv)).toMatchObject({ exitCode: 2, stdout: '', stderr: message });
});

it('a file that names no policy, or is not what its name says, is no result', async () => {
  await file('other.env', 'A=1\n');
  expect(await run(['other.env', '--retry'])).toMatchObject({
    exitCode: 5,
    stdout:
      'error: other.env names nothing of a retry policy: no attempts, delay, time-out or statuses\n  Say which settings they are: --role attempts=NAME, or `retry: {attempts: NAME}` in a runbook',
  });
  await file('a.json', 'retry:\n  attempts: 3\n');
  expect(await run(['a.json'])).toMatchObject({
    exitCode: 5,
    stdout:
      'error: a.json:1:6 does not read as JSON: something follows after the end of the value\n  It reads as YAML: say format yaml',
  });
});
