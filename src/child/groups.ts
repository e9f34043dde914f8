import { kill } from 'node:process';

/** A process group: a program that causebook started, and everything that this has started in turn. */
export type Group = {
  /** Ends all of it: asked first (SIGTERM), and made to (SIGKILL) when that has not helped after `graceMs`. */
  readonly end: () => Promise<void>;
  readonly isAlive: () => boolean;
  /** Forgets it: nothing of it runs any more. */
  readonly forget: () => void;
};

/** A check that was given up has half a second to tidy up behind itself; its programs have less, and the prompt comes back within 200 ms. */
const graceMs = 120;
const lookMs = 10;

const live = new Set<number>();

/** Watches over the process group that `id` leads. */
export function openGroup(id: number): Group {
  live.add(id);
  let ending: Promise<void> | undefined;
  const end = () => {
    ending ??= endGroup(id);
    return ending;
  };
  return { end, isAlive: () => send(id, 0), forget: () => live.delete(id) };
}

/** Ends all groups at once, for when causebook itself ends and can wait for nothing. After a SIGKILL of causebook nobody is there to call it. */
export function endAllGroups(): void {
  for (const id of live) send(id, 'SIGKILL');
}

async function endGroup(id: number): Promise<void> {
  if (!send(id, 'SIGTERM')) return;
  for (let waited = 0; waited < graceMs; waited += lookMs) {
    await new Promise((resolve) => setTimeout(resolve, lookMs));
    if (!send(id, 0)) return;
  }
  send(id, 'SIGKILL');
}

/** Whether there was anybody in the group to get the signal; 0 only asks. */
function send(id: number, signal: 'SIGTERM' | 'SIGKILL' | 0): boolean {
  try {
    return kill(-id, signal);
  } catch {
    return false;
  }
}
