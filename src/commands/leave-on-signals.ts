import { endAllGroups } from '../child/groups.ts';
import { removeTemporaryFolders } from '../temporary-folder.ts';

const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** A signal that asks a program to end. */
export type EndSignal = keyof typeof codes;

/**
 * Calls `leave` at the first SIGINT, SIGTERM or SIGHUP that is not ignored, with the exit code of a shell, and ends the process at the
 * second. Gives what stops that.
 */
export function leaveOnSignals(on: {
  readonly isIgnored: (signal: EndSignal) => boolean;
  readonly leave: (signal: EndSignal, code: number) => void;
}): () => void {
  let isLeaving = false;
  const handlers = (Object.keys(codes) as EndSignal[]).map((signal) => {
    const handler = () => {
      if (on.isIgnored(signal)) return;
      if (isLeaving) {
        // A closed terminal hangs up more than once, and the second must not cut short what the first has begun.
        if (signal !== 'SIGHUP') process.exit(codes[signal]);
        return;
      }
      isLeaving = true;
      on.leave(signal, codes[signal]);
    };
    // It stays: Ink ends the process at a signal that nobody else listens to any more.
    process.on(signal, handler);
    return [signal, handler] as const;
  });
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}

/** Ends the process. Node's own exit breaks on a terminal that is gone; the signal ends it as well. */
export function endBySignal(signal: EndSignal, code: number): void {
  if (signal !== 'SIGHUP') process.exit(code);
  endAtOnce(signal);
}

/** Ends the process and what it has started by the signal itself: Node's own exit would wait for names that are still looked up. */
export function endAtOnce(signal: EndSignal): void {
  endAllGroups();
  removeTemporaryFolders();
  process.removeAllListeners(signal).kill(process.pid, signal);
}
