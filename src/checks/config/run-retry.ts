import { CheckProblem } from '../../errors.ts';
import type { Excerpt } from '../../logs/log-store.ts';
import { type ConfigRead, readConfig } from '../../logs/read-config.ts';
import type { Setting } from '../../logs/settings/setting.ts';
import type { CheckContext, Facts, Verdict } from '../check.ts';
import { findNeeds } from '../log/needs.ts';
import { openConfig } from './config-file.ts';
import { readDuration } from './duration.ts';
import { findSetting, tellAbsent } from './find-setting.ts';
import type { RetryParameters } from './parameters.ts';
import type { Observed } from './retry/compare-timing.ts';
import type { Receiver } from './retry/findings.ts';
import { judgePolicy } from './retry/judge.ts';
import { maxRequests, observedOf, parseObserved } from './retry/observed.ts';
import { type RetryPolicy, readPolicy, toTimingPolicy } from './retry/policy.ts';
import { findRoles, type Role, roleNames } from './retry/roles.ts';
import { type ToldTiming, tellTiming } from './retry/tell-timing.ts';

type ObservedParameter = NonNullable<RetryParameters['observed']>;

const maxLines = 8;

/** A judged retry policy: facts, the settings it was read from, what was seen in the logs, and the verdict. */
export type RetryRun = {
  readonly facts: Facts;
  readonly used: readonly Setting[];
  /** The roles that have to be named by hand; the others are found by the names of their settings. */
  readonly named: readonly Role[];
  readonly observed: Observed | undefined;
  readonly lines: readonly Excerpt[];
  readonly receiverMs: number | null;
  readonly verdict: Verdict;
};

/** Judges the retry policy in settings. Throws a `CheckProblem` where nothing of one is there. */
export async function runRetry(of: {
  readonly read: ConfigRead;
  readonly file: string;
  readonly given: RetryParameters;
  readonly context: CheckContext;
}): Promise<RetryRun> {
  const { read, file, given, context } = of;
  if (given.observed !== undefined && 'needs' in given.observed) await findNeeds(given.observed, context);
  const policy = readPolicy(read, given);
  assertPolicy(policy, file);
  const receiver: Receiver = { takesMs: await readReceiver(given, context), answers: given.answers ?? [] };
  const { facts, findings, verdict } = judgePolicy(policy, receiver);
  const observed = given.observed === undefined ? undefined : await readObserved(given.observed, context);
  const timing = observed === undefined ? undefined : tellTiming(toTimingPolicy(policy), observed);
  return {
    facts: {
      retry: facts,
      findings: findings.map((finding) => ({ ...finding })),
      ...(timing === undefined ? {} : { timing: timing.facts }),
    },
    used: Object.values(policy.settings).sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
    named: rolesToName(read, given),
    observed,
    lines: await readLines(given.observed, observed, context),
    receiverMs: receiver.takesMs,
    verdict: timing === undefined ? verdict : withTiming(verdict, timing),
  };
}

/** With requests to explain, their explanation is the outcome; the policy is told after it. */
function withTiming(verdict: Verdict, { outcome, say }: ToldTiming): Verdict {
  const isExplained = !['no-fit', 'too-few', 'no-policy'].includes(outcome);
  const status = isExplained && verdict.status === 'pass' ? 'warn' : verdict.status;
  return { outcome, status, say: `${say}. Policy: ${verdict.say}` };
}

function rolesToName({ settings }: ConfigRead, given: RetryParameters): readonly Role[] {
  const { found } = findRoles(settings, {});
  return roleNames.filter((role) => {
    const name = given[role];
    return name !== undefined && (found[role] === undefined || findSetting(settings, name) !== found[role]);
  });
}

function assertPolicy(policy: RetryPolicy, file: string): void {
  if (Object.keys(policy.settings).length > 0 || policy.ambiguous.length > 0) return;
  const [absent] = policy.absent;
  throw new CheckProblem({
    status: 'error',
    message:
      absent === undefined
        ? `${file} names nothing of a retry policy: no attempts, delay, time-out or statuses`
        : `${file} has no setting ${absent}`,
    unblock: 'Say which settings they are: --role attempts=NAME, or `retry: {attempts: NAME}` in a runbook',
  });
}

async function readReceiver({ receiver }: RetryParameters, context: CheckContext): Promise<number | null> {
  if (receiver === undefined) return null;
  if (typeof receiver !== 'object') {
    const ms = readDuration({ name: 'receiver_ms', value: receiver })?.ms;
    if (ms !== undefined) return ms;
    throw new CheckProblem({
      status: 'error',
      message: `receiver "${receiver}" is no duration: write 2500 (ms) or 2.5s`,
    });
  }
  const { entry, file } = await openConfig(receiver.source, context);
  const { settings } = await readConfig(file, entry.config, context.signal);
  const setting = findSetting(settings, receiver.setting);
  if (setting === undefined) {
    const told = tellAbsent(settings, receiver.setting);
    throw new CheckProblem({ status: 'error', message: `${file.name} has no setting ${told}` });
  }
  const ms =
    setting.computed === undefined ? readDuration({ name: setting.path, value: setting.value })?.ms : undefined;
  if (ms !== undefined) return ms;
  throw new CheckProblem({ status: 'error', message: `${setting.path} of ${file.name} is no duration` });
}

async function readObserved(given: ObservedParameter, context: CheckContext): Promise<Observed> {
  if ('starts' in given) return parseObserved(given.starts, given.durations);
  const { rows } = await context.logs.query({ ...requestsOf(given.source, context), maxRows: maxRequests + 1 });
  return observedOf(rows);
}

/** The lines of the requests, so that a person can look them up. */
async function readLines(
  given: ObservedParameter | undefined,
  observed: Observed | undefined,
  context: CheckContext,
): Promise<readonly Excerpt[]> {
  if (given === undefined || 'starts' in given || observed?.refs === undefined) return [];
  return context.logs.excerpts({ ...requestsOf(given.source, context), refs: observed.refs.slice(0, maxLines) });
}

function requestsOf(source: string, { window, signal }: CheckContext) {
  const uses = [{ source, as: 'requests', optional: false }];
  return { uses, sql: { text: 'select * from requests order by start_ms', values: [] }, window, signal };
}
