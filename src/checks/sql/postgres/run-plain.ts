import { CheckProblem } from '../../../errors.ts';
import type { Deadline } from '../../http/deadline.ts';
import type { Connected } from './connect.ts';
import { type Scene, toProblem } from './problem.ts';

/** What is going on, and until when it may. */
export type During = { readonly scene: Scene; readonly deadline: Deadline };

/** Runs statements of our own, without values; gives the rows of the last, all cells as text. Throws a `CheckProblem`. */
export async function runPlain(
  connected: Connected,
  text: string,
  { scene, deadline }: During,
): Promise<readonly { readonly [column: string]: string | null }[]> {
  const end = untilEnd(deadline);
  const running = connected.client.query(text);
  running.catch(() => undefined);
  try {
    const result = await Promise.race([running, end.ended]);
    return result.rows;
  } catch (cause) {
    if (deadline.hit() !== undefined) {
      await stopQuery(connected, running);
      throw timeOver(scene.place, deadline);
    }
    throw toProblem(cause, scene);
  } finally {
    end.stop();
  }
}

/** Ends what runs at the server and then the connection: the server is told first, so that nothing goes on there. */
export async function stopQuery(connected: Connected, running: Promise<unknown>): Promise<void> {
  await connected.cancel();
  await Promise.race([running.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 200).unref())]);
  connected.destroy();
}

/** A promise that is rejected when the time is over or the check is cancelled; `stop` lets go of it. */
export function untilEnd({ signal }: Deadline): { readonly ended: Promise<never>; readonly stop: () => void } {
  let stop = () => {};
  const ended = new Promise<never>((_, reject) => {
    const onAbort = () => reject(new Error('the time is over'));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    stop = () => signal.removeEventListener('abort', onAbort);
  });
  ended.catch(() => undefined);
  return { ended, stop };
}

/** What to throw when the time is over: which limit it was, or that somebody cancelled. */
export function timeOver(place: string, deadline: Deadline): Error {
  if (deadline.hit() === 'cancelled') return Object.assign(new Error('cancelled'), { name: 'AbortError' });
  return new CheckProblem({
    status: 'error',
    message: `${place} did not answer the query within ${deadline.limitMs / 1000} s (the time-out of the check); the server was asked to stop it`,
    unblock: 'Ask for less, or give the step a longer `timeout`',
  });
}
