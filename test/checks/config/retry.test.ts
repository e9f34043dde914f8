import { expect, test } from 'vitest';
import type { Receiver } from '../../../src/checks/config/retry/findings.ts';
import { judgePolicy } from '../../../src/checks/config/retry/judge.ts';
import { type RetryMapping, readPolicy } from '../../../src/checks/config/retry/policy.ts';
import type { SettingsFormat } from '../../../src/logs/settings/format.ts';
import { parseSettings } from '../../../src/logs/settings/parse-settings.ts';

async function judge(
  text: string,
  format: SettingsFormat,
  more: { readonly mapping?: RetryMapping; readonly receiver?: Partial<Receiver> } = {},
) {
  const { settings } = await parseSettings(text, format);
  const policy = readPolicy({ settings, format }, more.mapping ?? {});
  const judged = judgePolicy(policy, { takesMs: null, answers: [], ...more.receiver });
  return { ...judged, ids: judged.findings.map(({ id }) => id) };
}

test.each<[string, SettingsFormat, string, object]>([
  [
    'the snippet of the bug report',
    'js',
    '// Suspected configuration\n{\nretry: {\nattempts: 3,\ndelay: 2000, // Fixed delay\nstatusCodes: [408, 429, 500, 502, 503, 504] // May\n}\n}\n',
    {
      kind: 'fixed',
      base_ms: 2000,
      attempts: 3,
      statuses: [408, 429, 500, 502, 503, 504],
      timeout_ms: null,
      jitter: 'unknown',
      retries_2xx: 'unknown',
    },
  ],
  [
    'axios-retry',
    'js',
    'axiosRetry(client, { retries: 3, retryDelay: axiosRetry.exponentialDelay, retryCondition: e => e.response.status >= 500, shouldResetTimeout: true });\nconst http = axios.create({ timeout: 2000 });',
    { kind: 'exponential', base_ms: null, attempts: 4, counts_as: 'retries', timeout_ms: 2000 },
  ],
  [
    'got',
    'js',
    "export default got.extend({ timeout: { request: 2000 }, retry: { limit: 2, methods: ['GET', 'POST'], statusCodes: [500, 503], backoffLimit: 8000, calculateDelay: ({computedValue}) => computedValue } });",
    { attempts: 3, counts_as: 'retries', cap_ms: 8000, retries_post: 'yes', statuses: [500, 503] },
  ],
  [
    'retry.js',
    'js',
    'const operation = retry.operation({ retries: 5, factor: 3, minTimeout: 1 * 1000, maxTimeout: 60 * 1000, randomize: true });',
    { kind: 'exponential', base_ms: 1000, factor: 3, cap_ms: 60_000, jitter: 'stretched', attempts: 6 },
  ],
  [
    'Resilience4j',
    'yaml',
    'resilience4j.retry:\n  instances:\n    crm:\n      maxAttempts: 3\n      waitDuration: 500ms\n      enableExponentialBackoff: true\n      exponentialBackoffMultiplier: 2\n      randomizedWaitFactor: 0.5\n',
    {
      kind: 'exponential',
      base_ms: 500,
      factor: 2,
      attempts: 3,
      counts_as: 'attempts',
      jitter: 'ratio',
      jitter_ratio: 0.5,
    },
  ],
  [
    'Polly',
    'json',
    '{"Resilience": {"Retry": {"MaxRetryAttempts": 3, "Delay": "00:00:02", "BackoffType": "Exponential", "UseJitter": true, "MaxDelay": "00:00:30"}, "Timeout": "00:00:10"}}',
    {
      kind: 'exponential',
      base_ms: 2000,
      cap_ms: 30_000,
      attempts: 4,
      counts_as: 'retries',
      jitter: 'unsized',
      timeout_ms: 10_000,
    },
  ],
  [
    'urllib3',
    'toml',
    '[retry]\ntotal = 3\nbackoff_factor = 0.5\nstatus_forcelist = [500, 502]\nallowed_methods = ["GET", "POST"]\nrespect_retry_after_header = false\n',
    {
      kind: 'exponential',
      base_ms: 500,
      attempts: 4,
      retries_post: 'yes',
      honours_retry_after: 'no',
      delays_ms: [
        [0, 0],
        [1000, 1000],
        [2000, 2000],
      ],
    },
  ],
  [
    'Spring Retry',
    'properties',
    'spring.retry.max-attempts=4\nspring.retry.initial-interval=1000ms\nspring.retry.multiplier=2.0\nspring.retry.max-interval=10s\nspring.http.client.read-timeout=5s\nspring.http.client.connect-timeout=1s\n',
    {
      kind: 'exponential',
      base_ms: 1000,
      factor: 2,
      cap_ms: 10_000,
      attempts: 4,
      counts_as: 'attempts',
      timeout_ms: 5000,
    },
  ],
  [
    'a schedule of webhooks',
    'json',
    '[{"url": "https://a.example", "schedule_s": [5, 300, 1800], "timeout_ms": 5000}]',
    { kind: 'schedule', schedule_ms: [5000, 300_000, 1_800_000], timeout_ms: 5000, attempts: null },
  ],
  [
    'an INI file',
    'ini',
    '[http]\ntimeout_seconds = 2\n[retry]\nmax_retries = 0\n',
    { kind: 'none', attempts: 1, timeout_ms: 2000 },
  ],
  ['retries switched off', 'yaml', 'retry: false', { kind: 'none', attempts: 1 }],
  ['retries without end', 'js', '({retries: Infinity, retryDelay: 100})', { unlimited: true, attempts: null }],
])('the policy of %s is read', async (_, format, text, facts) => {
  expect((await judge(text, format)).facts).toMatchObject(facts);
});

const env = (lines: string) => lines.trim().split(/\s+/).join('\n');

test('a success list that leaves out 202 takes an answer for a failure', async () => {
  const text = env('RETRY_MAX_ATTEMPTS=3 RETRY_DELAY=2000 TIMEOUT_MS=10000 RETRY_STATUS=500,503 SUCCESS_STATUS=200');
  const { facts, ids, verdict } = await judge(text, 'env', { receiver: { answers: [202] } });
  expect(facts).toMatchObject({
    retries_2xx: 'yes',
    which_2xx: [202],
    predicted_starts_ms: [
      [0, 0],
      [12_000, 12_250],
      [24_000, 24_500],
    ],
    total_span_ms: 34_000,
    load_factor: 3,
  });
  expect(ids).toEqual(['retries-2xx', 'fixed-without-jitter']);
  expect(verdict).toEqual({
    outcome: 'fixed',
    status: 'fail',
    say: 'up to 3 attempts, fixed delay of 2 s, time-out 10 s, on 500, 503; only 200 counts as success: 202 is a failure to this client; fixed without jitter',
  });
  // A receiver that answers 200 alone is served well by this client.
  expect((await judge(text, 'env', { receiver: { answers: [200, 503] } })).facts.retries_2xx).toBe('no');
});

test.each<[string, string, readonly string[]]>([
  ['a 2xx among the statuses to retry', 'RETRY_STATUS=200-299,503 MAX_RETRIES=2', ['retries-2xx']],
  ['the same as a pattern', 'RETRY_STATUS=2xx MAX_RETRIES=2', ['retries-2xx']],
  ['statuses that get the same answer again', 'RETRY_STATUS=404,422,503 MAX_RETRIES=2', ['retries-4xx']],
  ['POST without a key', 'MAX_RETRIES=2 RETRY_METHODS=GET,POST', ['post-without-key']],
  ['POST with a key', 'MAX_RETRIES=2 RETRY_METHODS=GET,POST IDEMPOTENCY_KEY_HEADER=Idempotency-Key', []],
  ['Retry-After ignored', 'MAX_RETRIES=2 RESPECT_RETRY_AFTER=false', ['retry-after-ignored']],
  ['a time-out below what the receiver takes', 'MAX_RETRIES=2 TIMEOUT_MS=2000', ['timeout-shorter-than-receiver']],
  ['the same, not retried', 'MAX_RETRIES=2 TIMEOUT_MS=2000 RETRY_ON_TIMEOUT=false', []],
  ['no delay', 'MAX_RETRIES=2 RETRY_DELAY=0', ['no-delay']],
  ['a fixed interval', 'MAX_RETRIES=2 RETRY_DELAY=2000', ['fixed-without-jitter']],
  ['a fixed interval with jitter', 'MAX_RETRIES=2 RETRY_DELAY=2000 RETRY_JITTER_MS=2000', []],
  ['a jitter that is too small', 'MAX_RETRIES=2 RETRY_DELAY=2000 RETRY_JITTER_MS=100', ['jitter-too-small']],
  ['exponential without jitter', 'MAX_RETRIES=2 RETRY_DELAY=2000 RETRY_FACTOR=2', ['no-jitter']],
  [
    'exponential without a cap',
    'MAX_RETRIES=9 RETRY_DELAY=2000 RETRY_FACTOR=2 RETRY_JITTER=full',
    ['no-cap', 'many-attempts'],
  ],
  [
    'exponential with all it needs',
    'MAX_RETRIES=3 RETRY_DELAY=200 RETRY_FACTOR=2 RETRY_JITTER=full RETRY_MAX_DELAY=10s',
    [],
  ],
  ['no retry at all, whatever else is set', 'MAX_RETRIES=0 RETRY_STATUS=200 RETRY_DELAY=0', []],
])('%s: %s', async (_, lines, ids) => {
  expect((await judge(env(lines), 'env', { receiver: { takesMs: 2500 } })).ids).toEqual(ids);
});

test('what the file does not say is unknown, and what was taken for granted is said', async () => {
  const { facts } = await judge('RETRY_ATTEMPTS=3\nRETRY_DELAY=5\nRETRY_WAIT=7', 'env');
  expect(facts).toMatchObject({
    kind: 'unknown',
    base_ms: null,
    timeout_ms: null,
    statuses: null,
    retries_timeout: 'unknown',
    retries_post: 'unknown',
    total_span_ms: null,
  });
  const { facts: more } = await judge('HTTP_TIMEOUT=5\nMAX_RETRIES=2\nRETRY_DELAY=250', 'env');
  expect(more.assumed).toEqual([
    'MAX_RETRIES = 2 comes on top of the first attempt',
    'RETRY_DELAY = 250 is in milliseconds',
    'RETRY_DELAY stays the same: no setting lets it grow',
    'HTTP_TIMEOUT = 5 is in seconds',
  ]);
  expect(more.unknown).toEqual([
    'jitter',
    'statuses that are retried',
    'statuses that count as success',
    'methods that are retried',
    'whether a time-out is retried',
    'whether Retry-After is honoured',
    'Idempotency-Key',
  ]);
});

test.each([
  ['RETRY_JITTER_MS=1', { jitter: 'added', jitter_ms: 1 }],
  ['RETRY_JITTER=100ms', { jitter: 'added', jitter_ms: 100 }],
  ['RETRY_JITTER=250', { jitter: 'added', jitter_ms: 250 }],
  ['RETRY_JITTER=0.2', { jitter: 'ratio', jitter_ratio: 0.2 }],
  ['RETRY_JITTER=full', { jitter: 'full' }],
  ['RETRY_JITTER=true', { jitter: 'unsized' }],
  ['RETRY_JITTER=false', { jitter: 'none' }],
  ['RETRY_JITTER_MS=0', { jitter: 'none' }],
])('the jitter %s is %j', async (line, facts) => {
  expect((await judge(`MAX_RETRIES=2\nRETRY_DELAY=1000\n${line}`, 'env')).facts).toMatchObject(facts);
});

test('several settings that could play a part leave it open until one is named', async () => {
  const text = 'http_timeout: 5s\napi_timeout: 2s\nmax_retries: 2\n';
  const open = await judge(text, 'yaml');
  expect(open.facts.timeout_ms).toBeNull();
  expect(open.verdict.say).toContain(
    'timeout may be http_timeout or api_timeout (say which: --role timeout=http_timeout)',
  );
  const named = await judge(text, 'yaml', { mapping: { timeout: 'api_timeout' } });
  expect(named.facts.timeout_ms).toBe(2000);
});

test('a setting that only the running program knows is unknown', async () => {
  const { facts } = await judge(
    'module.exports = { retries: process.env.RETRIES || 5, timeout: 3000, retryDelay: () => 100 }',
    'js',
  );
  expect(facts).toMatchObject({ attempts: null, timeout_ms: 3000, base_ms: 100 });
  expect(facts.unknown).toContain('retries (computed: process.env.RETRIES || 5)');
});

test('options of axios itself are told to be ignored, and are no policy', async () => {
  const { ids, facts } = await judge('axios.post(url, data, {\n retry: 3,\n retryDelay: 2000\n});', 'js');
  expect(facts).toMatchObject({ attempts: null, base_ms: null });
  expect(ids).toEqual(['ignored-by-axios']);
});
