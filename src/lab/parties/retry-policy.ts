import type { Random } from '../random.ts';
import type { RegistrationScenario } from '../scenario.ts';

/** How an attempt ended, in the words of the outbound log, and what the client makes of it. */
export type Ending = {
  readonly outcome: string;
  readonly error?: string;
  readonly isSuccess: boolean;
  readonly isRetried: boolean;
};

/** Decides after each attempt: judges an answer, and says how long (ms) to wait after the attempt of this number. */
export type RetryPolicy = {
  readonly judge: (status: number | 'closed') => Ending;
  readonly timedOut: Ending;
  readonly reset: Ending;
  readonly delayAfter: (attempt: number) => number;
};

/** Creates the retry policy that the client's settings describe. */
export function createRetryPolicy(client: RegistrationScenario['aspin']['client'], random: Random): RetryPolicy {
  return {
    judge: (status) => {
      if (status === 'closed') return failed({ outcome: 'ECONNRESET', error: 'socket hang up' });
      const outcome = `http_${status}`;
      if (client.retry_status.includes(status)) return failed({ outcome });
      if (client.success_status.includes(status)) return { outcome, isSuccess: true, isRetried: false };
      if (status >= 300) return { outcome, isSuccess: false, isRetried: false };
      // A 2xx that was not expected is thrown by the status assertion, and retried like any error.
      const expected = client.success_status.join(' or ');
      return failed({ outcome: 'error', error: `unexpected status ${status}, expected ${expected}` });
    },
    timedOut: {
      outcome: 'ECONNABORTED',
      error: `timeout of ${client.timeout_ms}ms exceeded`,
      isSuccess: false,
      isRetried: client.retry_timeouts,
    },
    reset: failed({ outcome: 'ECONNRESET', error: 'read ECONNRESET' }),
    delayAfter: (attempt) => {
      const growth = client.backoff === 'exponential' ? client.factor ** (attempt - 1) : 1;
      return client.delay_ms * growth + random.int([0, client.jitter_ms]);
    },
  };
}

function failed(end: Pick<Ending, 'outcome' | 'error'>): Ending {
  return { ...end, isSuccess: false, isRetried: true };
}
