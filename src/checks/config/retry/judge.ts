import type { Value } from '../../../logs/value.ts';
import type { Facts, Verdict } from '../../check.ts';
import { renderMs } from '../duration.ts';
import { hideSetting } from '../hide-setting.ts';
import { type Delay, delayAfter } from './delay.ts';
import { type After2xx, type Finding, findFaults, judge2xx, type Receiver } from './findings.ts';
import { type RetryPolicy, toTimingPolicy } from './policy.ts';
import { roleNames } from './roles.ts';
import { renderCodes } from './statuses.ts';
import { predictStarts, type Range } from './timing-model.ts';

/** A judged policy: its facts, its findings, and what a person is told. */
export type JudgedPolicy = {
  readonly facts: Facts;
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
};

/** Judges a retry policy. What the settings do not say is null or `unknown`, and listed in `unknown`. */
export function judgePolicy(policy: RetryPolicy, receiver: Receiver): JudgedPolicy {
  const after2xx = judge2xx(policy, receiver);
  const findings = findFaults(policy, receiver, after2xx);
  const kind = policy.attempts === 1 ? 'none' : policy.delay.kind;
  const isFail = findings.some(({ status }) => status === 'fail');
  const status = isFail ? 'fail' : findings.length > 0 || kind === 'unknown' ? 'warn' : 'pass';
  const faults = findings.filter((finding) => finding.status === 'fail').map(({ say }) => say);
  const risks = findings.filter((finding) => finding.status === 'warn').map(({ id }) => id.replaceAll('-', ' '));
  return {
    facts: { ...factsOf({ policy, receiver, after2xx, kind }), say: describe(policy, kind) },
    findings,
    verdict: {
      outcome: kind,
      status,
      say: [describe(policy, kind), ...policy.ambiguous, ...faults, ...risks].join('; '),
    },
  };
}

function factsOf(of: {
  readonly policy: RetryPolicy;
  readonly receiver: Receiver;
  readonly after2xx: After2xx;
  readonly kind: string;
}): Facts {
  const { policy, receiver, after2xx, kind } = of;
  const { delay, attempts, timeoutMs, statuses, success } = policy;
  const isPolicy = kind !== 'none';
  const spans = isPolicy ? spanOf(policy) : { from: 0, to: timeoutMs };
  return {
    kind,
    attempts,
    retries: attempts === null ? null : attempts - 1,
    unlimited: policy.isUnlimited,
    counts_as: policy.countsAs,
    timeout_ms: timeoutMs,
    base_ms: delay.baseMs,
    factor: delay.factor,
    cap_ms: delay.capMs,
    schedule_ms: delay.scheduleMs,
    jitter: delay.jitter.kind,
    jitter_ms: delay.jitter.kind === 'added' ? delay.jitter.ms : null,
    jitter_ratio: delay.jitter.kind === 'ratio' ? delay.jitter.ratio : null,
    statuses: statuses === null ? null : [...statuses.codes],
    statuses_written: statuses?.written ?? null,
    success: success === null ? null : success.codes.size > 20 ? renderCodes(success.codes) : [...success.codes],
    retries_2xx: after2xx.answer,
    which_2xx: after2xx.codes,
    retries_timeout: policy.onTimeout,
    retries_post: policy.post,
    honours_retry_after: policy.retryAfter,
    idempotency_key: policy.key,
    delays_ms: isPolicy ? delaysOf(policy) : [],
    predicted_starts_ms: predictedStarts(policy),
    total_span_ms: spans === null ? null : spans.to,
    load_factor: attempts,
    receiver_ms: receiver.takesMs,
    shorter_than_receiver: timeoutMs === null || receiver.takesMs === null ? null : timeoutMs <= receiver.takesMs,
    settings: Object.fromEntries(Object.entries(policy.settings).map(([role, { path }]) => [role, path])),
    assumed: policy.assumed,
    unknown: unknownOf(policy, after2xx),
  };
}

/** When each attempt starts if every one before it runs into the time-out. */
function predictedStarts(policy: RetryPolicy): Value {
  const { timeoutMs } = policy;
  if (timeoutMs === null) return [];
  const starts = predictStarts(
    toTimingPolicy(policy),
    () => ({ from: timeoutMs, to: timeoutMs }),
    boundedAttempts(policy),
  );
  return starts.map(toPair);
}

function delaysOf(policy: RetryPolicy): Value {
  const count = Math.max(0, boundedAttempts(policy) - 1);
  return Array.from({ length: count }, (_, index) => delayAfter(policy.delay, index + 1))
    .filter((range) => range !== null)
    .map(toPair);
}

function boundedAttempts({ attempts }: RetryPolicy): number {
  return Math.min(attempts ?? 0, 30);
}

function toPair({ from, to }: Range): Value {
  return [Math.round(from), Math.round(to)];
}

/** From the first start to the last end, where each attempt runs into its time-out. */
function spanOf(policy: RetryPolicy): Range | null {
  const { attempts, timeoutMs, delay } = policy;
  if (attempts === null || timeoutMs === null || attempts > 1000) return null;
  let to = attempts * timeoutMs;
  for (let attempt = 1; attempt < attempts; attempt++) {
    const pause = delayAfter(delay, attempt);
    if (pause === null) return null;
    to += pause.to;
  }
  return { from: 0, to };
}

function unknownOf(policy: RetryPolicy, after2xx: After2xx): readonly string[] {
  const { settings, delay } = policy;
  const missing = roleNames.filter((role) => settings[role] === undefined && !isSettled(role, delay));
  const computed = Object.values(settings)
    .filter((setting) => setting.computed !== undefined && setting.statuses === undefined)
    .map(({ path, value }) => `${path} (${String(hideSetting(path, value))})`);
  return [
    ...missing.filter((role) => role !== 'success' || after2xx.answer === 'unknown').map((role) => titles[role]),
    ...computed,
    ...policy.absent.map((told) => `${told}: not set`),
  ];
}

function isSettled(role: (typeof roleNames)[number], delay: Delay): boolean {
  if (role === 'schedule') return true;
  if (delay.kind === 'schedule') return ['delay', 'factor', 'cap', 'backoff'].includes(role);
  if (delay.kind === 'fixed' || delay.kind === 'linear') return ['factor', 'cap', 'backoff'].includes(role);
  return delay.kind === 'exponential' && (role === 'backoff' || (role === 'factor' && delay.factor !== null));
}

const titles: { readonly [R in (typeof roleNames)[number]]: string } = {
  attempts: 'number of attempts',
  timeout: 'time-out',
  delay: 'delay',
  schedule: 'schedule',
  factor: 'factor',
  cap: 'cap',
  jitter: 'jitter',
  backoff: 'kind of backoff',
  statuses: 'statuses that are retried',
  success: 'statuses that count as success',
  methods: 'methods that are retried',
  on_timeout: 'whether a time-out is retried',
  retry_after: 'whether Retry-After is honoured',
  key: 'Idempotency-Key',
};

/** The policy in a line: `up to 3 attempts, fixed delay of 2 s, time-out 10 s, on 408, 429, 500–504`. */
function describe(policy: RetryPolicy, kind: string): string {
  const { attempts, isUnlimited, delay, timeoutMs, statuses } = policy;
  const limit = timeoutMs === null ? 'time-out unknown' : `time-out ${renderMs(timeoutMs)}`;
  if (kind === 'none') return `it does not retry, ${limit}`;
  const many = isUnlimited
    ? 'attempts without end'
    : attempts === null
      ? 'number of attempts unknown'
      : `up to ${attempts} attempts`;
  const on =
    statuses === null
      ? 'statuses unknown'
      : `on ${renderCodes(statuses.codes)}${statuses.isPartial ? ` (as written: ${statuses.written})` : ''}`;
  return `${many}, ${describeDelay(delay)}, ${limit}, ${on}`;
}

function describeDelay({ kind, baseMs, factor, capMs, scheduleMs, jitter }: Delay): string {
  const base = baseMs === null ? 'of unknown length' : `of ${renderMs(baseMs)}`;
  const cap = capMs === null ? '' : ` up to ${renderMs(capMs)}`;
  const chance = {
    none: ' without jitter',
    unknown: '',
    full: ' with full jitter',
    equal: ' with equal jitter',
    stretched: ' stretched up to twice',
    unsized: ' with jitter of unknown size',
    added: ` plus up to ${jitter.kind === 'added' ? renderMs(jitter.ms) : ''}`,
    ratio: ` ± ${jitter.kind === 'ratio' ? Math.round(jitter.ratio * 100) : ''} %`,
  }[jitter.kind];
  switch (kind) {
    case 'fixed':
      return `fixed delay ${base}${chance}`;
    case 'linear':
      return `delay growing by ${baseMs === null ? 'unknown steps' : renderMs(baseMs)}${cap}${chance}`;
    case 'exponential':
      return `exponential delay ${base === 'of unknown length' ? base : `from ${renderMs(baseMs ?? 0)}`}${factor === null ? '' : ` × ${factor}`}${cap}${chance}`;
    case 'schedule':
      return `pauses of ${(scheduleMs ?? []).map(renderMs).join(', ')}${chance}`;
    case 'unknown':
      return 'delay unknown';
  }
}
