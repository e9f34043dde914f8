import { setTimeout as wait } from 'node:timers/promises';
import { parseDuration } from '../../logs/window.ts';
import { type Walk, walk } from './follow.ts';
import { type Limit, startLimit } from './limit.ts';
import { isSafeMethod } from './method.ts';
import type { Parameters } from './parameters.ts';
import type { HttpRequest } from './request.ts';

/** One attempt: what it came to, when it began after the first, and how long it took, in ms. */
export type Attempt = { readonly walk: Walk; readonly atMs: number; readonly ms: number };

/** What was tried, in order. `stopped` says why it was not tried again, where it would have been. */
export type Attempts = { readonly all: readonly [Attempt, ...Attempt[]]; readonly stopped: string | undefined };

type Use = {
  readonly retry: Parameters['retry'];
  readonly isSafe: boolean;
  readonly maxRedirects: number | undefined;
  readonly deadline: Limit;
  readonly now: () => Date;
};

/** RFC 9110 15: the request may do better later; those of curl's `--retry`. */
const transientStatuses = [408, 429, 500, 502, 503, 504, 522, 524];
const transientFailures = ['refused', 'unreachable', 'not-found', 'timeout', 'reset', 'proxy', 'bad-body'];

/**
 * Sends a request, and again while `isWanted` says that the answer is not what is wanted. Only what is safe is repeated: GET, HEAD and
 * OPTIONS (RFC 9110 9.2.1), what the step calls `safe`, a request that never left, or anything with `unsafe`.
 */
export async function attempt(
  request: HttpRequest,
  use: Use & {
    readonly isWanted: (attempt: Attempt) => Promise<boolean>;
    readonly progress: (text: string) => void;
  },
): Promise<Attempts> {
  const { retry, deadline } = use;
  const start = performance.now();
  const first = await once(request, use, start);
  const all: [Attempt, ...Attempt[]] = [first];
  let pauseMs = parseDuration(retry?.wait ?? '1s');
  for (let left = retry?.times ?? 0; left > 0; left--) {
    const last = all.at(-1) ?? first;
    if (await use.isWanted(last)) break;
    const refusal = refuse(last.walk, request.method, use.isSafe || retry?.unsafe === true);
    if (refusal !== undefined) return { all, stopped: refusal };
    const asked = retryAfterMs(last.walk, use.now());
    const waitMs = asked ?? pauseMs;
    const leftMs = deadline.limitMs - (performance.now() - start);
    if (waitMs >= leftMs) {
      const who = asked === undefined ? 'the next pause is' : 'Retry-After asks for';
      return {
        all,
        stopped: `${who} ${renderMs(waitMs)}, and ${renderMs(Math.max(0, leftMs))} of the time-out are left`,
      };
    }
    use.progress(`attempt ${all.length} failed, next in ${renderMs(waitMs)}`);
    await wait(waitMs, undefined, { signal: deadline.signal }).catch(() => undefined);
    pauseMs *= 2;
    all.push(await once(request, use, start));
  }
  return { all, stopped: undefined };
}

async function once(request: HttpRequest, use: Use, start: number): Promise<Attempt> {
  const ms = use.retry?.attempt_timeout === undefined ? undefined : parseDuration(use.retry.attempt_timeout);
  const limit = startLimit(use.deadline, { ms, name: 'attempt_timeout' });
  const began = performance.now();
  const done = await walk(request, { ...use, deadline: limit }).finally(limit.stop);
  return { walk: done, atMs: began - start, ms: performance.now() - began };
}

/** Whether an answer has a status that `curl --retry` would try again. */
export function isTransient({ exchange }: Walk): boolean {
  return transientStatuses.includes(exchange.answer?.status ?? 0);
}

function refuse({ exchange, passed }: Walk, method: string, isUnsafe: boolean): string | undefined {
  const { failure } = exchange;
  if (failure !== undefined && !transientFailures.includes(failure.id)) return `${failure.id} does not pass by itself`;
  if (isUnsafe || isSafeMethod(method)) return undefined;
  const wasSent = failure === undefined || failure.phase === 'answer' || failure.phase === 'body' || passed.length > 0;
  return wasSent ? `a ${method} that was sent is not repeated unless retry says unsafe: true` : undefined;
}

/** RFC 9110 10.2.3: seconds, or a date. */
function retryAfterMs({ exchange }: Walk, now: Date): number | undefined {
  const value = exchange.answer?.headers['retry-after']?.trim();
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}

function renderMs(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}
