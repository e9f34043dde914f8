import { isHit } from '../hits.ts';
import type { World } from '../world.ts';
import type { Client } from './client.ts';
import type { Submission } from './front-end.ts';

/**
 * Creates ASPIn's work queue and its workers: a message that is not deleted within the visibility time-out is handed out
 * again, to whichever worker asks, although the first may still be at it (Amazon SQS, "visibility timeout").
 * Returns what puts a submission on the queue.
 */
export function createQueue(
  world: World,
  given: { readonly settings: NonNullable<World['plan']['scenario']['aspin']['queue']>; readonly handle: Client },
): (submission: Submission) => void {
  const { clock, evidence } = world;
  const { settings, handle } = given;
  const random = world.random.fork('queue');

  return (submission) => {
    const message = { id: `msg-${random.hex(10)}`, received: 0, isDeleted: false };
    const firstWorker = random.int([1, settings.workers]);
    const slow = settings.slow.find((rule) => isHit(world, { rule, customer: submission.customer, random }));
    const log = (fields: Readonly<Record<string, unknown>>) =>
      evidence.json({ file: 'aspin-worker.jsonl', at: clock.now(), fields: { ...fields, cust: submission.customer } });

    const handOut = () => {
      if (message.isDeleted) return;
      if (message.received >= settings.max_receive_count) {
        return log({ msg: message.id, receive_count: message.received, event: 'dead_lettered' });
      }
      // The worker that had it last is still busy with it: the next one asks.
      const worker = `w${((firstWorker + message.received - 1) % settings.workers) + 1}`;
      message.received += 1;
      log({ worker, msg: message.id, receive_count: message.received });
      clock.after(random.int(settings.before_ms), () =>
        handle(submission, () =>
          clock.after(random.int(slow?.after_ms ?? settings.after_ms), () => {
            message.isDeleted = true;
          }),
        ),
      );
      clock.after(settings.visibility_timeout_ms + random.int([2, 40]), handOut);
    };

    clock.after(random.int([2, 25]), handOut);
  };
}
