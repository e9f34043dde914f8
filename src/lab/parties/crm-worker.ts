import { isHit } from '../hits.ts';
import type { World } from '../world.ts';
import type { Reply } from './http.ts';
import type { KeyStore } from './key-store.ts';
import type { Records } from './records.ts';

// A registration that the handler passes on. `log` writes to the application log in the handler's name.
type Job = {
  readonly node: string;
  readonly customer: string;
  readonly trace: string;
  readonly key: string | null;
  readonly reply: (reply: Reply) => void;
  readonly log: (ev: string, fields: Readonly<Record<string, unknown>>) => void;
};

/** PartnerCRM's job runner: accepts a registration at once and inserts it later. */
export type CrmWorker = { readonly accept: (job: Job) => void };

/**
 * Creates the job runner. A job inserts (committed at once), then synchronises; when the second statement exceeds its
 * time-out the whole job is tried again, and inserts again.
 */
export function createCrmWorker(
  world: World,
  given: {
    readonly settings: NonNullable<World['plan']['scenario']['partnercrm']['worker']>;
    readonly records: Records;
    readonly keys: KeyStore;
  },
): CrmWorker {
  const { clock, evidence } = world;
  const { settings, records, keys } = given;
  const random = world.random.fork('crm-worker');

  const run = (job: Job & { readonly id: string }) => {
    const { node, customer, trace, key } = job;
    const slow = settings.slow.find((rule) => isHit(world, { rule, customer, random }));
    const attempt = (number: number) => {
      const startedAt = clock.now();
      const row = records.nextRow();
      const log = (ev: string, fields: Readonly<Record<string, unknown>>) =>
        evidence.json({
          file: 'partnercrm-app.jsonl',
          at: clock.now(),
          fields: { node: 'job1', ev, row, ...fields, job: job.id, trace },
        });
      clock.after(random.int(settings.insert_ms), () => {
        const insertedAt = clock.now();
        records.commit(customer, row);
        log('inserted', { dur_ms: insertedAt - startedAt });
        if (number === 1) keys.save({ node, key, row });
        const syncMs = random.int(slow?.sync_ms ?? settings.sync_ms);
        const isTimedOut = syncMs > settings.db_statement_timeout_ms;
        clock.after(Math.min(syncMs, settings.db_statement_timeout_ms), () => {
          if (isTimedOut) log('crm_sync_failed', { error: 'canceling statement due to statement timeout' });
          const isLast = number >= settings.job_attempts;
          const then = isTimedOut ? (isLast ? 'statement_timeout_given_up' : 'statement_timeout_retry') : 'done';
          const fields = { job: job.id, try: number, ev: 'inserted', row, then };
          evidence.json({ file: 'partnercrm-worker.jsonl', at: insertedAt, fields });
          if (isTimedOut && !isLast) clock.after(settings.backoff_ms, () => attempt(number + 1));
        });
      });
    };
    clock.after(random.int([5, 60]), () => attempt(1));
  };

  return {
    accept: (job) => {
      const id = `j-${random.hex(8)}`;
      const takes = random.int(settings.accept_ms);
      clock.after(takes, () => {
        job.log('queued', { job: id, dur_ms: takes, status: 202 });
        job.reply({ status: 202 });
        run({ ...job, id });
      });
    },
  };
}
