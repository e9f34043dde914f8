import { isHit } from '../hits.ts';
import type { World } from '../world.ts';
import { fingerprint } from './fingerprint.ts';
import type { Submission } from './front-end.ts';
import type { Reply, Transport } from './http.ts';
import { createRetryPolicy, type Ending } from './retry-policy.ts';

/** Carries out one business operation, with retries; calls back when it has succeeded or been given up. */
export type Client = (submission: Submission, done: () => void) => void;

/**
 * Creates ASPIn's outbound HTTP client: a time-out per attempt, a delay between the end of one attempt and the start of
 * the next, one trace for all attempts. An attempt is logged when it is over and stamped with its start.
 */
export function createClient(
  world: World,
  target: {
    readonly partner: string;
    readonly op: string;
    readonly path: string;
    readonly ip: string;
    readonly send: Transport;
  },
): Client {
  const { clock, evidence, plan } = world;
  const { aspin } = plan.scenario;
  const { client } = aspin;
  const random = world.random.fork(`client/${target.partner}`);
  const policy = createRetryPolicy(client, random);

  return (submission, done) => {
    const { customer } = submission;
    const operationTrace = aspin.trace === 'submission' ? submission.trace : random.hex(32);
    const operationKey = keyOf(submission);
    const body = aspin.body === 'submission' ? submission.body : fingerprint(random.hex(32));
    const resetMs =
      aspin.reset && isHit(world, { rule: aspin.reset, customer, random }) ? aspin.reset.after_ms : undefined;
    const log = (at: number, fields: Readonly<Record<string, unknown>>) => {
      const who = { partner: target.partner, op: target.op, ...submission.who };
      evidence.json({ file: 'aspin-outbound.jsonl', at, fields: { ...who, ...fields } });
    };

    const attempt = (number: number) => {
      const startedAt = clock.now();
      const trace = aspin.trace === 'attempt' ? random.hex(32) : operationTrace;
      const idem = client.idempotency_key === 'attempt' ? fingerprint(random.hex(32)) : operationKey;
      const request = { method: 'POST', path: target.path, ip: target.ip, trace, key: idem, customer } as const;
      let hangUp = () => {};
      let isOver = false;
      const end = ({ outcome, error, isSuccess, isRetried }: Ending) => {
        if (isOver) return;
        isOver = true;
        hangUp();
        log(startedAt, { attempt: number, outcome, error, dur_ms: clock.now() - startedAt, trace, idem, body });
        if (isSuccess || !isRetried) return done();
        const pause = random.int([2, 9]);
        if (number < client.attempts) return clock.after(pause + policy.delayAfter(number), () => attempt(number + 1));
        clock.after(1, () => {
          log(clock.now(), { event: 'gave_up', attempts: number, trace });
          done();
        });
      };
      const answered = (status: Reply['status']) =>
        clock.after(random.int(plan.hopMs), () => end(policy.judge(status)));
      clock.after(random.int(plan.hopMs), () => {
        if (!isOver) hangUp = target.send(request, (reply) => answered(reply.status));
      });
      clock.after(client.timeout_ms + random.int([1, 2]), () => end(policy.timedOut));
      if (resetMs) clock.after(random.int(resetMs), () => end(policy.reset));
    };

    attempt(1);
  };

  function keyOf(submission: Submission): string | null {
    if (client.idempotency_key === 'none') return null;
    return client.idempotency_key === 'submission' ? submission.key : fingerprint(random.hex(32));
  }
}
