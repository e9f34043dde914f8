import { uptime } from 'node:process';

/** How long what reads logs may keep the thread, all of it together: a key that was pressed meanwhile waits for no more. */
const turnMs = 5;

let endsAt = 0;
let next: Promise<void> | undefined;

/** Whether who reads logs has kept the thread for long enough. Nothing may come between asking and the work: others would see the same time left. */
export function isTurnOver(): boolean {
  return now() >= endsAt;
}

/** Resolves, for all that wait, when everything else that is due has been done; then there may be another in front again. */
export function nextTurn(): Promise<void> {
  next ??= new Promise((resolve) => {
    setImmediate(() => {
      next = undefined;
      endsAt = now() + turnMs;
      resolve();
    });
  });
  return next;
}

// `performance` would load a module of its own, for which a search would wait.
function now(): number {
  return uptime() * 1000;
}
