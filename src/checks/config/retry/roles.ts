import type { Setting } from '../../../logs/settings/setting.ts';
import { isSecretName } from '../../../redact/secret-name.ts';
import { findSetting, tellAbsent } from '../find-setting.ts';

/** What a setting can be to a retry policy. */
export const roleNames = [
  'attempts',
  'timeout',
  'delay',
  'schedule',
  'factor',
  'cap',
  'jitter',
  'backoff',
  'statuses',
  'success',
  'methods',
  'on_timeout',
  'retry_after',
  'key',
] as const;

export type Role = (typeof roleNames)[number];

/**
 * The settings that play a part in the policy; which part several could play (`ambiguous`), which named ones are not there (`absent`), and
 * which a library ignores.
 */
export type Roles = {
  readonly found: { readonly [R in Role]?: Setting };
  readonly ambiguous: readonly string[];
  readonly absent: readonly string[];
  readonly ignored: readonly Setting[];
};

const unit = '(?:_(?:ms|millis|milliseconds|s|sec|secs|seconds))?';
const inRetry =
  /(?:^|_)(?:retr(?:y|ies|ying)|retryable|backoff|redeliver\w*|resend|resilience4j|polly|tenacity|wait)(?:_|$)/;

/**
 * How the settings of each part are called: in .env files, axios-retry, got, retry.js, p-retry, Resilience4j, Polly, urllib3, tenacity, Spring
 * Retry, Stripe, AWS. `alone` is what counts outside of a retry group as well; `retry` what counts only where its path speaks of retries.
 */
/** axios takes no such options and ignores them in silence; axios-retry reads its own, under `axios-retry`. */
const ignoredByAxios = /^axios\.(?:post|put|patch|get|delete|request|create)(?:#\d+)?\.retr(?:y|ies)\w*(?:\.|$)/i;

const patterns: {
  readonly [R in Role]: { readonly alone?: RegExp; readonly retry?: RegExp; readonly never?: RegExp };
} = {
  attempts: {
    alone:
      /(?:^|_)(?:max_)?(?:retries|max_retry|max_retry_attempts|retry_(?:max_)?attempts|retry_count|retry_limit|retry_max|retry_total|stop_after_attempt|maximum_attempts)$|(?:^|_)retry$/,
    retry: /(?:^|_)(?:max_?)?(?:attempts|tries|count|limit|total|times)$/,
    never: /(?:^|_)(?:login|password|otp|connect|reconnect|backoff|rate)_/,
  },
  timeout: {
    alone: new RegExp(`(?:^|_)timeout${unit}$`),
    never:
      /connect|idle|keep_?alive|reset|statement|database|(?:^|_)db_|pool|lock|visibility|retry_on|upstream|cache|session|(?:min|max)_timeout/,
  },
  delay: {
    alone: new RegExp(
      `(?:^|_)(?:retry_(?:base_|initial_)?(?:delay|interval|wait|backoff)|backoff_factor|initial_backoff|wait_fixed)${unit}$`,
    ),
    retry: new RegExp(
      `(?:^|_)(?:initial_|base_|min_|fixed_)?(?:delay|interval|wait|backoff|wait_duration|sleep|min_timeout|period)${unit}$`,
    ),
    never: /max_|exponential_max/,
  },
  schedule: {
    alone: new RegExp(`(?:^|_)(?:retry_(?:delays|schedule|intervals)|schedule)${unit}$`),
    retry: new RegExp(`(?:^|_)(?:delays|intervals|backoffs)${unit}$`),
  },
  factor: {
    alone: /(?:^|_)(?:retry_factor|backoff_(?:multiplier|coefficient|rate)|exponential_backoff_multiplier)$/,
    retry: /(?:^|_)(?:factor|multiplier|exponent_base|exp_base)$/,
    never: /backoff_factor|jitter_factor|wait_factor/,
  },
  cap: {
    alone: new RegExp(
      `(?:^|_)(?:max_(?:retry_)?(?:backoff|delay)|backoff_(?:max|limit|cap)|retry_max_(?:delay|interval|wait)|max_retry_delay|exponential_max_wait_duration)${unit}$`,
    ),
    retry: new RegExp(
      `(?:^|_)(?:max(?:imum)?_(?:delay|interval|wait|timeout|backoff|wait_duration)|delay_max|cap)${unit}$`,
    ),
  },
  jitter: {
    alone: new RegExp(`(?:^|_)(?:retry_jitter|use_jitter|randomized_wait_factor|jitter)(?:_factor|_ratio)?${unit}$`),
    retry: /(?:^|_)(?:randomi[sz]e|random)$/,
  },
  backoff: {
    alone:
      /(?:^|_)(?:retry_backoff|retry_(?:backoff_)?(?:type|strategy)|backoff_(?:type|strategy|policy)|enable_exponential_backoff|exponential_backoff)$/,
    retry: /(?:^|_)(?:backoff|strategy|delay_type|type|exponential)$/,
  },
  statuses: {
    alone:
      /(?:^|_)(?:retry_(?:on_)?(?:http_)?(?:status(?:es|_codes?)?|codes)|retryable_(?:http_)?(?:status(?:es|_codes?)?|codes)|status_forcelist|retry_condition|retry_on)$/,
    retry: /(?:^|_)(?:status(?:es|_?codes?)|http_codes)$/,
    never: /retry_on_time/,
  },
  success: {
    alone: /(?:^|_)(?:(?:success|ok|expected?|accepted)_(?:http_)?(?:status(?:es|_codes?)?|codes?)|validate_status)$/,
  },
  methods: {
    alone: /(?:^|_)(?:retry_methods|allowed_methods|method_whitelist|retryable_methods)$/,
    retry: /(?:^|_)(?:methods|http_methods)$/,
  },
  on_timeout: { alone: /(?:^|_)retry_(?:on_)?time_?outs?$/ },
  retry_after: { alone: /(?:^|_)(?:(?:respect|honou?r|use|obey|ignore)_)?retry_after(?:_header)?$/ },
  key: { alone: /(?:^|_)(?:send_|use_)?idempoten(?:cy|t)_(?:key|header|key_header)(?:_header|_enabled)?$/ },
};

/** Finds the settings of a retry policy by their names; `given` maps parts to settings by hand and goes first. */
export function findRoles(all: readonly Setting[], given: { readonly [R in Role]?: string | undefined }): Roles {
  const ignored = all.filter(({ path }) => ignoredByAxios.test(path));
  const settings = all.filter((setting) => !ignored.includes(setting));
  const groups = groupsOf(settings);
  const named = settings.map((setting) => ({ setting, name: words(setting.path) }));
  const found: { [R in Role]?: Setting } = {};
  const ambiguous: string[] = [];
  const absent: string[] = [];
  for (const role of roleNames) {
    const wanted = given[role];
    if (wanted !== undefined) {
      const setting = findSetting(all, wanted);
      // A secret is no number of attempts, and its value would be told as one.
      if (setting === undefined || isSecretName(setting.path)) absent.push(tellAbsent(all, wanted));
      else found[role] = setting;
      continue;
    }
    const candidates = named.filter((one) => isOf(role, one, groups));
    const close = candidates.filter(({ name }) => inRetry.test(name));
    const [first, ...others] = (close.length > 0 ? close : candidates).map(({ setting }) => setting);
    if (first === undefined) continue;
    if (others.length === 0) found[role] = first;
    else {
      const names = [first, ...others].map(({ path }) => path);
      ambiguous.push(`${role} may be ${names.join(' or ')} (say which: --role ${role}=${first.path})`);
    }
  }
  return { found, ambiguous, absent, ignored };
}

function isOf(
  role: Role,
  { setting, name }: { readonly setting: Setting; readonly name: string },
  groups: ReadonlySet<string>,
): boolean {
  const { alone, retry, never } = patterns[role];
  const isNamed =
    alone?.test(name) === true || (retry?.test(name) === true && (inRetry.test(name) || groups.has(groupOf(setting))));
  return isNamed && never?.test(name) !== true && isFitting(role, setting);
}

/** The groups that hold a number of attempts: there `delay: 2000` counts, whatever the group is called. */
function groupsOf(settings: readonly Setting[]): ReadonlySet<string> {
  const named = settings.filter(({ path }) =>
    /^(?:max_)?(?:retry_)?(?:attempts|retries|retry|tries)$/.test(words(path.split('.').at(-1) ?? '')),
  );
  return new Set(named.map(groupOf));
}

function groupOf({ path }: Setting): string {
  return path.split('.').slice(0, -1).join('.');
}

/** `retry` is a number of retries or a group; `backoff` a time or a word. */
function isFitting(role: Role, { value, computed }: Setting): boolean {
  if (computed !== undefined) return true;
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^[\d._]+$/.test(value.trim()));
  switch (role) {
    case 'attempts':
      return isNumber || typeof value === 'boolean' || value === 'Infinity';
    case 'delay':
      return isNumber || (typeof value === 'string' && /^(?:\d|PT)/i.test(value.trim()));
    case 'backoff':
      return !isNumber && !Array.isArray(value) && !(typeof value === 'string' && /^\d|^PT/i.test(value));
    case 'schedule':
      return Array.isArray(value) || (typeof value === 'string' && /^\s*[\w.]+(?:\s*,\s*[\w.]+)+\s*$/.test(value));
    case 'timeout':
    case 'cap':
      return isNumber || (typeof value === 'string' && /^(?:\d|PT)/i.test(value.trim()));
    default:
      return true;
  }
}

/** A path as words in lower case: `axiosRetry.maxAttempts` is axios_retry_max_attempts. */
function words(path: string): string {
  return path
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
}
