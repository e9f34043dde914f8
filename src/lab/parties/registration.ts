import { isHit } from '../hits.ts';
import type { World } from '../world.ts';
import type { CrmWorker } from './crm-worker.ts';
import { createHandlerTime } from './handler-time.ts';
import type { Reply, Request } from './http.ts';
import type { KeyStore } from './key-store.ts';
import type { Records } from './records.ts';

/** A request as it reaches the handler of one node. */
export type Arrival = { readonly node: string; readonly request: Request; readonly reply: (reply: Reply) => void };

/**
 * Creates the handler of `POST /v1/customers`: replays a known key, looks for the customer if it is configured to, then
 * inserts. It goes on when the client has hung up, and logs the status it believes it has given.
 */
export function createRegistration(
  world: World,
  given: { readonly records: Records; readonly keys: KeyStore; readonly worker: CrmWorker | undefined },
): (arrival: Arrival) => void {
  const { clock, evidence, plan } = world;
  const { records, keys, worker } = given;
  const { existing_check, unique_constraint, faults, idempotency } = plan.scenario.partnercrm;
  const random = world.random.fork('registration');
  const timeOf = createHandlerTime(world);
  const hasStore = idempotency.mode !== 'none' && idempotency.mode !== 'ignored';

  return function handle({ node, request, reply }) {
    const { trace } = request;
    const startedAt = clock.now();
    const customer = request.customer ?? '';
    const key = idempotency.mode === 'none' ? null : request.key;
    const log = (ev: string, fields: Readonly<Record<string, unknown>> = {}) =>
      evidence.json({
        file: 'partnercrm-app.jsonl',
        at: clock.now(),
        fields: { node, ev, ...fields, trace, key: request.key ?? undefined },
      });
    const elapsed = () => clock.now() - startedAt;

    log('received', { cust: customer });
    const replay = (row: number, by: string) =>
      clock.after(random.int([4, 14]), () => {
        log('replayed', { cust: customer, row, dur_ms: elapsed(), status: 202, by });
        reply({ status: 202, row });
      });
    const known = keys.find({ node, key });
    if (typeof known === 'number') return replay(known, 'key');
    if (known === 'pending' && key !== null) {
      return keys.whenSaved({ node, key }, (row) => (row === undefined ? insert() : replay(row, 'key')));
    }
    const existing = existing_check === 'select' ? records.find(customer) : undefined;
    if (existing !== undefined) return replay(existing, 'customer');
    insert();

    function insert() {
      const time = timeOf(customer);
      const fault = faults.find((rule) => time.tries <= rule.tries && isHit(world, { rule, customer, random }));
      keys.claim({ node, key });
      if (fault?.when === 'before-insert') {
        return clock.after(random.int([3, 30]), () => {
          keys.release({ node, key });
          log(eventOf(fault, 'failed'), {
            cust: customer,
            dur_ms: elapsed(),
            status: fault.status,
          });
          reply({ status: fault.status });
        });
      }
      if (worker) return worker.accept({ node, customer, trace, key, reply, log });
      const row = records.nextRow();
      clock.after(time.ms, () => {
        if (unique_constraint !== 'none' && records.find(customer) !== undefined) {
          keys.release({ node, key });
          log('unique_violation', { cust: customer, dur_ms: elapsed(), status: 409 });
          return reply({ status: 409 });
        }
        records.commit(customer, row);
        const status = fault ? undefined : 202;
        log('inserted', { row, dur_ms: elapsed(), status, idem_hit: hasStore ? false : undefined });
        keys.save({ node, key, row });
        if (!fault) return reply({ status: 202, row });
        clock.after(random.int([8, 60]), () => {
          log(eventOf(fault, 'crm_sync_failed'), {
            cust: customer,
            row,
            dur_ms: elapsed(),
            status: fault.status,
          });
          reply({ status: fault.status });
        });
      });
    }
  };
}

function eventOf({ status }: { readonly status: Reply['status'] }, otherwise: string): string {
  return status === 429 ? 'rate_limited' : otherwise;
}
