import type { Clock } from '../clock.ts';

/** Real time for the parties. `stop` forgets every planned call; planned calls do not keep the process alive. */
export type WallClock = Clock & { readonly stop: () => void };

/** Creates a clock in real time. */
export function createWallClock(): WallClock {
  const timers = new Set<NodeJS.Timeout>();
  return {
    now: Date.now,
    after: (ms, call) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        call();
      }, ms);
      timer.unref();
      timers.add(timer);
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
