import { renderMs } from '../duration.ts';
import { delayAfter } from './delay.ts';
import type { Answer, RetryPolicy } from './policy.ts';
import { renderCodes } from './statuses.ts';

/** One thing wrong with a retry policy: what, and what to do. `fail` is a fault by itself, `warn` a risk. */
export type Finding = {
  readonly id: string;
  readonly status: 'warn' | 'fail';
  readonly say: string;
  readonly do: string;
};

/** What is known of the other side: how long it may take (ms), and the statuses it answers with. */
export type Receiver = { readonly takesMs: number | null; readonly answers: readonly number[] };

/** Whether an answer of 2xx is sent again, and which of them. */
export type After2xx = { readonly answer: Answer; readonly codes: readonly number[]; readonly say: string | null };

const usualSuccess = [200, 201, 202, 204];
const neverHelps = [400, 401, 403, 404, 405, 410, 413, 415, 422];
const manyAttempts = 6;
const longPauseMs = 60_000;

/**
 * Whether a 2xx is sent again: one that stands in the list of statuses to retry, or one that the client does not take for success. Without
 * the answers of the receiver 200, 201, 202 and 204 are looked at.
 */
export function judge2xx({ statuses, success }: RetryPolicy, { answers }: Receiver): After2xx {
  const asked = answers.filter((code) => code >= 200 && code < 300);
  const looked = asked.length > 0 ? asked : usualSuccess;
  const listed = [...(statuses?.codes ?? [])].filter(
    (code) => code >= 200 && code < 300 && (asked.length === 0 || asked.includes(code)),
  );
  if (listed.length > 0)
    return {
      answer: 'yes',
      codes: listed,
      say: `the statuses to retry hold ${renderCodes(listed)}, which is a success`,
    };
  if (success === null) return { answer: 'unknown', codes: [], say: null };
  const refused = looked.filter((code) => !success.codes.has(code));
  // 204 carries no body: a client that leaves it out expects one, and most receivers never send it.
  const matters = asked.length > 0 ? refused : refused.filter((code) => code !== 204);
  if (matters.length === 0) return { answer: 'no', codes: [], say: null };
  const takes = `only ${renderCodes(success.codes)} counts as success: ${renderCodes(matters)} ${matters.length === 1 ? 'is a failure' : 'are failures'} to this client`;
  return { answer: 'yes', codes: matters, say: takes };
}

/** What is wrong with a retry policy, the faults first. What the settings do not say is no finding. */
export function findFaults(policy: RetryPolicy, receiver: Receiver, after2xx: After2xx): readonly Finding[] {
  if (policy.attempts === 1) return [];
  const all = [
    ...faultsOfLibrary(policy),
    ...faultsOfStatuses(policy, after2xx),
    ...faultsOfTimes(policy, receiver),
    ...faultsOfDelay(policy),
  ];
  return all.sort((a, b) => Number(b.status === 'fail') - Number(a.status === 'fail'));
}

function* faultsOfLibrary({ ignored }: RetryPolicy): Generator<Finding> {
  if (ignored.length === 0) return;
  yield {
    id: 'ignored-by-axios',
    status: 'warn',
    say: `axios has no such options and ignores ${ignored.map(({ path }) => path).join(', ')}`,
    do: 'Find the layer that really retries, and change that one: axios-retry, a wrapper, a sidecar, a queue.',
  };
}

function* faultsOfStatuses(policy: RetryPolicy, after2xx: After2xx): Generator<Finding> {
  const { statuses, post, key, retryAfter } = policy;
  if (after2xx.answer === 'yes' && after2xx.say !== null) {
    yield {
      id: 'retries-2xx',
      status: 'fail',
      say: after2xx.say,
      do: 'Let every 2xx end the series: success is 200 to 299.',
    };
  }
  const pointless = neverHelps.filter((code) => statuses?.codes.has(code) === true);
  if (pointless.length > 0) {
    yield {
      id: 'retries-4xx',
      status: 'warn',
      say: `${renderCodes(pointless)} is retried, although the same request gets the same answer`,
      do: 'Retry 408, 425, 429 and 5xx alone.',
    };
  }
  if (post === 'yes' && key !== 'yes') {
    const file = key === 'no' ? 'the Idempotency-Key is switched off' : 'the file names no Idempotency-Key';
    yield {
      id: 'post-without-key',
      status: key === 'no' ? 'fail' : 'warn',
      say: `POST is retried, and ${file}`,
      do: 'Send one Idempotency-Key for each operation, the same with every attempt; or do not retry POST.',
    };
  }
  if (retryAfter === 'no') {
    yield {
      id: 'retry-after-ignored',
      status: 'warn',
      say: 'Retry-After is ignored',
      do: 'Wait as long as Retry-After says, after 429 and 503 above all.',
    };
  }
}

function* faultsOfTimes({ timeoutMs, onTimeout, settings }: RetryPolicy, { takesMs }: Receiver): Generator<Finding> {
  if (timeoutMs === null || takesMs === null || timeoutMs > takesMs || onTimeout === 'no') return;
  const name = settings.timeout?.path ?? 'the time-out';
  yield {
    id: 'timeout-shorter-than-receiver',
    status: 'fail',
    say: `${name} is ${renderMs(timeoutMs)}, and the receiver may take ${renderMs(takesMs)}: the client gives up on a request that still goes on there`,
    do: `Set the time-out above ${renderMs(takesMs)}, or let the receiver accept first and work afterwards.`,
  };
}

function* faultsOfDelay(policy: RetryPolicy): Generator<Finding> {
  const { delay, attempts, isUnlimited, settings } = policy;
  const { kind, baseMs, capMs, jitter } = delay;
  const name = settings.delay?.path ?? settings.schedule?.path ?? 'the delay';
  const isSteady = jitter.kind === 'none' || jitter.kind === 'unknown';
  const noJitter = jitter.kind === 'none' ? 'without jitter' : 'and the file names no jitter';
  if (kind === 'fixed' && baseMs === 0 && isSteady) {
    yield {
      id: 'no-delay',
      status: 'warn',
      say: `${name} is 0: it sends again at once`,
      do: 'Wait longer each time, with full jitter: random between 0 and min(cap, base × 2^n).',
    };
  } else if (isSteady && kind !== 'unknown') {
    const fixed = kind === 'fixed';
    yield {
      id: fixed ? 'fixed-without-jitter' : 'no-jitter',
      status: 'warn',
      say: `${fixed ? `the interval is fixed (${renderMs(baseMs ?? 0)})` : `the ${kind} delay`} ${noJitter}: all clients come back at the same moment`,
      do: 'Use an exponential delay with full jitter: random between 0 and min(cap, base × 2^n).',
    };
  } else if (jitter.kind === 'added' && jitter.ms < (baseMs ?? 0) / 10) {
    yield {
      id: 'jitter-too-small',
      status: 'warn',
      say: `a jitter of ${renderMs(jitter.ms)} on ${renderMs(baseMs ?? 0)} leaves all clients in step`,
      do: 'Use full jitter: random between 0 and the whole delay.',
    };
  }
  const last = attempts === null ? null : delayAfter({ ...delay, jitter: { kind: 'none' } }, attempts - 1);
  if (kind === 'exponential' && capMs === null && (isUnlimited || (last?.to ?? 0) > longPauseMs)) {
    yield {
      id: 'no-cap',
      status: 'warn',
      say: `no cap on the delay${last === null ? '' : `: the last one is ${renderMs(last.to)}`}`,
      do: 'Cap the delay, at 30 s for example.',
    };
  }
  if (isUnlimited) {
    yield {
      id: 'no-end',
      status: 'warn',
      say: 'it never gives up',
      do: 'Limit the attempts: 3 for a person who waits.',
    };
  } else if (attempts !== null && attempts >= manyAttempts && kind !== 'schedule') {
    yield {
      id: 'many-attempts',
      status: 'warn',
      say: `${attempts} attempts multiply the load by up to ${attempts} when the receiver fails`,
      do: 'Allow 3 attempts, and a budget: at most 10 % of all requests may be retries.',
    };
  }
}
