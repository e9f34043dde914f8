import { holds, type WebhookWorld } from '../world.ts';
import type { HubEvent } from './delivery.ts';

/** Creates the worker behind ASPIn's queue; a crash costs the job one of its tries, and the last one its life. */
export function createWorker(world: WebhookWorld, processed: Set<string>): (event: HubEvent) => void {
  const { clock, evidence, plan } = world;
  const { worker } = plan.scenario.aspin;
  const random = world.random.fork('worker');
  const work = (event: HubEvent, tries: number) => {
    const log = (ev: string, fields: Readonly<Record<string, unknown>> = {}) =>
      evidence.json({ file: 'aspin-worker.jsonl', at: clock.now(), fields: { wid: event.event, ev, ...fields } });
    clock.after(random.int(worker.work_ms), () => {
      // Whether a job is poisoned does not change from try to try.
      const isPoisoned = worker.crashes.some(
        (rule) => holds(world, rule) && world.random.fork(`poison/${event.event}`).chance(rule.share),
      );
      if (!isPoisoned) {
        processed.add(event.event);
        return log('processed');
      }
      log('crash', { err: 'policy service: out of memory while rendering the certificate' });
      if (tries < worker.tries) return clock.after(worker.pause_ms, () => work(event, tries + 1));
      if (worker.dead_letters) log('dead_lettered', { err: `given up after ${tries} tries` });
    });
  };
  return (event) => work(event, 1);
}
