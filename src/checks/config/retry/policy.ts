import type { ConfigRead } from '../../../logs/read-config.ts';
import type { Setting } from '../../../logs/settings/setting.ts';
import { readDuration, type Unit } from '../duration.ts';
import { type Delay, delayAfter, readDelay } from './delay.ts';
import { findRoles, type Role } from './roles.ts';
import { readStatuses, type Statuses } from './statuses.ts';
import type { TimingPolicy } from './timing-model.ts';

export type Answer = 'yes' | 'no' | 'unknown';

/**
 * What a client does when an attempt fails, as far as its settings say: null and `unknown` where they do not. `attempts` counts the first
 * one; `assumed` is what was taken for granted to read them.
 */
export type RetryPolicy = {
  readonly delay: Delay;
  readonly attempts: number | null;
  readonly isUnlimited: boolean;
  readonly countsAs: 'attempts' | 'retries' | null;
  readonly timeoutMs: number | null;
  readonly statuses: Statuses | null;
  readonly success: Statuses | null;
  readonly onTimeout: Answer;
  readonly post: Answer;
  readonly retryAfter: Answer;
  readonly key: Answer;
  readonly settings: { readonly [R in Role]?: Setting };
  readonly assumed: readonly string[];
  readonly ambiguous: readonly string[];
  readonly absent: readonly string[];
  readonly ignored: readonly Setting[];
};

/** Which setting plays which part, by hand; how attempts are counted, and the unit of times that tell none. */
export type RetryMapping = { readonly [R in Role]?: string | undefined } & {
  readonly counts?: 'attempts' | 'retries' | undefined;
  readonly unit?: Unit | undefined;
};

/** Reads the retry policy in settings. Names are recognised; `mapping` names them where they are not. */
export function readPolicy(
  { settings, format }: Pick<ConfigRead, 'settings' | 'format'>,
  mapping: RetryMapping,
): RetryPolicy {
  // Timers of JavaScript count milliseconds.
  const likely = format === 'js' ? 'ms' : undefined;
  const { found, ambiguous, absent, ignored } = findRoles(settings, mapping);
  const assumed: string[] = [];
  const timeMs = (setting: Setting | undefined): number | null => {
    if (setting === undefined || setting.computed !== undefined) return null;
    const duration = readDuration({ name: setting.path, value: setting.value, unit: mapping.unit, likely });
    if (duration?.assumed !== undefined) assumed.push(duration.assumed);
    return duration?.ms ?? null;
  };
  const attempts = readAttempts(found.attempts, mapping, assumed);
  return {
    ...attempts,
    delay: readDelay({ found, timeMs, unit: mapping.unit, assumed }),
    timeoutMs: timeMs(found.timeout),
    statuses: readStatuses(found.statuses),
    success: readStatuses(found.success),
    onTimeout: toAnswer(found.on_timeout),
    post: retriesPost(found.methods),
    retryAfter: /ignore/i.test(found.retry_after?.path ?? '')
      ? invert(toAnswer(found.retry_after))
      : toAnswer(found.retry_after),
    key: toAnswer(found.key, true),
    settings: found,
    assumed,
    ambiguous,
    absent,
    ignored,
  };
}

/** The policy as the timing model takes it. */
export function toTimingPolicy({ timeoutMs, attempts, delay }: RetryPolicy): TimingPolicy {
  return { timeoutMs, attempts, delayAfter: (attempt) => delayAfter(delay, attempt) };
}

function readAttempts(
  setting: Setting | undefined,
  mapping: RetryMapping,
  assumed: string[],
): Pick<RetryPolicy, 'attempts' | 'isUnlimited' | 'countsAs'> {
  const none = { attempts: null, isUnlimited: false, countsAs: null } as const;
  if (setting === undefined || setting.computed !== undefined) return none;
  const { value, path } = setting;
  if (value === false || value === 'false') return { attempts: 1, isUnlimited: false, countsAs: 'retries' };
  if (value === 'Infinity' || value === -1 || value === '-1') return { ...none, isUnlimited: true };
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (!Number.isInteger(number) || number < 0) return none;
  const name = path.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  // Polly's MaxRetryAttempts leaves the first attempt out; AWS's max_attempts and Resilience4j's maxAttempts count it.
  const isAttempts = /(?:attempts?|tries)$/.test(name.replace(/retries$/, '')) && !/max_?retry_?attempts$/.test(name);
  const countsAs = mapping.counts ?? (isAttempts ? 'attempts' : 'retries');
  if (mapping.counts === undefined)
    assumed.push(
      countsAs === 'attempts'
        ? `${path} = ${number} counts the first attempt`
        : `${path} = ${number} comes on top of the first attempt`,
    );
  return { attempts: countsAs === 'attempts' ? Math.max(1, number) : number + 1, isUnlimited: false, countsAs };
}

function toAnswer(setting: Setting | undefined, isName = false): Answer {
  if (setting === undefined || setting.computed !== undefined) return 'unknown';
  const text = String(setting.value).trim().toLowerCase();
  if (['false', 'no', 'off', '0', 'none', 'null', ''].includes(text)) return 'no';
  if (['true', 'yes', 'on', '1'].includes(text)) return 'yes';
  return isName ? 'yes' : 'unknown';
}

function invert(answer: Answer): Answer {
  return answer === 'unknown' ? answer : answer === 'yes' ? 'no' : 'yes';
}

function retriesPost(setting: Setting | undefined): Answer {
  if (setting === undefined || setting.computed !== undefined) return 'unknown';
  // urllib3: allowed_methods=False retries every method.
  if (setting.value === false || setting.value === null) return 'yes';
  const methods = (
    Array.isArray(setting.value) ? setting.value.map(String) : String(setting.value).split(/[\s,]+/)
  ).map((method) => method.toUpperCase());
  return methods.some((method) => ['POST', '*', 'ALL', 'ANY'].includes(method)) ? 'yes' : 'no';
}
