import type { World } from '../world.ts';
import { crmHost } from './crm.ts';
import { renderErrorLine } from './edge-line.ts';
import type { FrontEnd } from './front-end.ts';
import type { Request, Transport } from './http.ts';
import { createRhythm } from './rhythm.ts';

/**
 * Starts everything that goes on around the incident: other customers' registrations through the same front end, reads
 * and updates from other clients, the balancer's health checks, page views, and the counters that services log.
 */
export function startTraffic(world: World, given: { readonly frontEnd: FrontEnd; readonly edge: Transport }): void {
  const { clock, evidence, plan } = world;
  const { traffic, partnercrm } = plan.scenario;
  const random = world.random.fork('traffic');
  const { arrivals, every } = createRhythm({ clock, random, until: plan.until });
  const customers = createCustomers(world);
  const isQuiet = () => {
    const since = (clock.now() - plan.submittedAt) / 1000;
    return since > -traffic.quiet_s[0] && since < traffic.quiet_s[1];
  };
  const send = (request: Pick<Request, 'method' | 'path' | 'ip'>) => {
    given.edge({ ...request, trace: random.hex(32), key: null, customer: null }, () => {});
  };
  const row = () => random.int([Math.max(100, partnercrm.next_row - 4_000), partnercrm.next_row + 200]);

  arrivals(traffic.registrations_per_hour, () => {
    if (!isQuiet()) given.frontEnd.register(customers());
  });
  arrivals(traffic.reads_per_hour, () =>
    send({ method: 'GET', path: `/v1/customers/${row()}${random.pick(readSuffixes)}`, ip: address() }),
  );
  arrivals(traffic.updates_per_hour, () => send({ method: 'PATCH', path: `/v1/customers/${row()}`, ip: address() }));
  arrivals(traffic.pages_per_hour, () => {
    const fields = { ev: random.pick(pageEvents), page: random.pick(pages), session: random.hex(10) };
    evidence.json({ file: 'aspin-bff.jsonl', at: clock.now(), fields });
  });
  arrivals(uploadErrorsPerHour, () => {
    const message = `client intended to send too large body: ${random.int([11_000_000, 40_000_000])} bytes`;
    const about = { ip: address(), method: 'POST', path: '/v1/documents', connection: random.int([1, 9_000]) };
    evidence.text({
      file: 'partnercrm-edge-error.log',
      text: renderErrorLine({ ...about, server: crmHost, at: clock.now(), message }),
    });
  });
  every(traffic.health_every_s * 1000, () => send({ method: 'GET', path: '/health', ip: '192.0.2.9' }));
  every(60_000, () => {
    evidence.json({
      file: 'aspin-outbound.jsonl',
      at: clock.now(),
      fields: { event: 'pool', open: random.int([2, 9]), idle: random.int([0, 4]) },
    });
    for (let node = 1; node <= partnercrm.nodes; node += 1) {
      const fields = { node: `n${node}`, ev: 'db_pool', in_use: random.int([1, 12]), idle: random.int([3, 15]) };
      evidence.json({ file: 'partnercrm-app.jsonl', at: clock.now(), fields });
    }
  });

  function address(): string {
    return `${random.pick(documentationNets)}.${random.int([1, 254])}`;
  }
}

// RFC 5737: networks that belong to nobody.
const documentationNets = ['192.0.2', '198.51.100', '203.0.113'];
const uploadErrorsPerHour = 7;
const readSuffixes = ['', '', '', '/policies', '/documents', '/contacts'];
const pageEvents = ['page', 'page', 'page', 'page', 'validation_failed', 'login', 'draft_saved'];
const pages = ['/register', '/register/address', '/register/documents', '/policies', '/account'];

// A number is used once: the same customer registering twice would be an incident of its own.
function createCustomers({ plan, random }: World): () => string {
  const chance = random.fork('customers');
  const used = new Set([plan.customer]);
  const digits = plan.customer.length - 'CUST_'.length;
  return () => {
    for (;;) {
      const customer = `CUST_${chance.int([10 ** (digits - 1), 10 ** digits - 1])}`;
      if (used.has(customer)) continue;
      used.add(customer);
      return customer;
    }
  };
}
