import { setTimeout as sleep } from 'node:timers/promises';

/** How long the disk may take: a network file system that has gone away does not fail, it hangs. */
const patienceMs = 5000;

/** What is thrown where the disk does not answer; what it was asked for goes on by itself. */
export class DiskHangs extends Error {
  constructor(ms: number) {
    super(`the disk has not answered for ${ms / 1000} s`);
    this.name = 'DiskHangs';
  }
}

/** Waits for something that the disk does, and rejects with `DiskHangs` when that takes too long. */
export async function awaitDisk<T>(work: Promise<T>, ms: number = patienceMs): Promise<T> {
  const giveUp = new AbortController();
  const { signal } = giveUp;
  const hangs = sleep(ms, undefined, { signal }).then(() => Promise.reject(new DiskHangs(ms)));
  try {
    return await Promise.race([work, hangs]);
  } finally {
    giveUp.abort();
    // Both may still reject, and nobody listens any more.
    work.catch(() => undefined);
    hangs.catch(() => undefined);
  }
}
