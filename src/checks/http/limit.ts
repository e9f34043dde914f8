import type { Deadline } from './deadline.ts';

/**
 * A shorter limit inside a deadline: `hit` and `limitMs` tell of whichever came first, and `limitName` says what the shorter one is
 * called. `stop` ends it and leaves the deadline running.
 */
export function startLimit(within: Limit, limit: { readonly ms: number | undefined; readonly name: string }): Limit {
  const { ms, name } = limit;
  const controller = new AbortController();
  let isOwn = false;
  const onOuter = () => controller.abort();
  const timer =
    ms === undefined
      ? undefined
      : setTimeout(() => {
          isOwn = true;
          controller.abort();
        }, ms);
  within.signal.addEventListener('abort', onOuter, { once: true });
  if (within.signal.aborted) onOuter();
  return {
    signal: controller.signal,
    hit: () => within.hit() ?? (isOwn ? 'timeout' : undefined),
    get limitMs() {
      return isOwn && ms !== undefined ? ms : within.limitMs;
    },
    get limitName() {
      return isOwn ? name : within.limitName;
    },
    stop: () => {
      clearTimeout(timer);
      within.signal.removeEventListener('abort', onOuter);
    },
  };
}

/** A deadline that may have a name: undefined stands for the time-out of the step. */
export type Limit = Deadline & { readonly limitName?: string | undefined };
