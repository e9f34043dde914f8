import type { World } from '../world.ts';
import type { Records } from './records.ts';
import type { Arrival } from './registration.ts';

/** Creates the handlers of everything that is not a registration: reads, updates and the health check. */
export function createReads({ clock, evidence, random }: World, records: Records): (arrival: Arrival) => void {
  const chance = random.fork('reads');
  return ({ node, request, reply }) => {
    if (request.path === '/health') return clock.after(1, () => reply({ status: 200 }));
    const startedAt = clock.now();
    const row = Number(/\d{3,}/.exec(request.path)?.[0] ?? records.lastRow());
    const status = chance.chance(0.012) ? 404 : request.method === 'PATCH' ? 204 : 200;
    const ev = request.method === 'PATCH' ? 'updated' : 'read';
    clock.after(chance.int(chance.chance(0.02) ? [200, 900] : [6, 60]), () => {
      const fields = { node, ev, row, status, dur_ms: clock.now() - startedAt, trace: request.trace };
      evidence.json({ file: 'partnercrm-app.jsonl', at: clock.now(), fields });
      reply({ status });
    });
  };
}
