import type { CheckContext } from '../check.ts';

/** The end of a check's time: `signal` fires at the limit and on cancel, `hit` says which of the two it was. */
export type Deadline = {
  readonly signal: AbortSignal;
  readonly limitMs: number;
  readonly hit: () => 'timeout' | 'cancelled' | undefined;
  readonly stop: () => void;
};

/** Starts the clock a little short of the step's time-out, so that a check can still say what it waited for. */
export function startDeadline(context: Pick<CheckContext, 'signal' | 'timeoutMs'>): Deadline {
  const limitMs = Math.max(1, Math.floor(context.timeoutMs - Math.min(250, context.timeoutMs * 0.1)));
  const controller = new AbortController();
  let hit: 'timeout' | 'cancelled' | undefined;
  const end = (why: 'timeout' | 'cancelled') => {
    hit ??= why;
    controller.abort();
  };
  const onAbort = () =>
    end((context.signal.reason as Error | undefined)?.name === 'TimeoutError' ? 'timeout' : 'cancelled');
  const timer = setTimeout(() => end('timeout'), limitMs);
  context.signal.addEventListener('abort', onAbort, { once: true });
  if (context.signal.aborted) onAbort();
  return {
    signal: controller.signal,
    limitMs,
    hit: () => hit,
    stop: () => {
      clearTimeout(timer);
      context.signal.removeEventListener('abort', onAbort);
    },
  };
}
