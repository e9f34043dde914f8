import { readlinkSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import path from 'node:path';

/** Whether a person waits at a screen for their keys. */
let hasScreen = false;

/** From now on the programs and threads that work for checks give way to the screen. Without one they keep the speed they have. */
export function giveWayToScreen(): void {
  hasScreen = true;
}

/** Whether what is started now must give way. */
export function mustGiveWay(): boolean {
  return hasScreen;
}

/** Lets a program that has just been started give way where it must: what it starts in turn does as well. */
export function startBehindScreen(pid: number | undefined): void {
  if (hasScreen && pid !== undefined) lower(pid);
}

/** Lets the thread that calls it give way. Only Linux has a priority for each thread; elsewhere nothing changes. */
export function lowerThread(): void {
  try {
    // proc(5): pid/task/tid
    lower(Number(path.basename(readlinkSync('/proc/thread-self'))));
  } catch {
    // Elsewhere there is no such file.
  }
}

/** A system that does not allow it, and a program that has ended already, are no reason not to go on. */
function lower(id: number): void {
  const behind = constants.priority.PRIORITY_BELOW_NORMAL;
  try {
    // Whoever started all of it with a lower priority still keeps to that.
    if (getPriority(id) < behind) setPriority(id, behind);
  } catch {
    // It keeps its priority.
  }
}
