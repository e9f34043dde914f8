import { renderAccessLine, renderErrorLine } from '../../parties/edge-line.ts';
import { createRhythm } from '../../parties/rhythm.ts';
import type { WebhookWorld } from '../world.ts';
import { type Aspin, aspinHost } from './aspin.ts';
import type { HubEvent } from './delivery.ts';
import type { Hub } from './hub.ts';
import { renderDrop } from './network.ts';
import type { Relay } from './relay.ts';
import type { WebhookRequest } from './request.ts';

/** Starts the other webhooks: events and payments outside the 15, sent through the same hub, which meet whatever the 15 meet. */
export function startOtherWebhooks(world: WebhookWorld, hub: Hub): void {
  const { plan } = world;
  const { traffic, paymenthub } = plan.scenario;
  const random = world.random.fork('other-webhooks');
  const taken = new Set(plan.payments.flatMap((one) => [one.payment, one.event]));
  const id = createIds(taken, random.int);
  const emit = (type: string) => {
    const event: HubEvent = {
      event: id('evt_'),
      type,
      payment: id('PAY_'),
      account: random.pick(paymenthub.accounts).id,
      method: random.pick(paymenthub.methods),
      customer: `CUST_${random.int([10_000, 99_999])}`,
      amount: random.int([40, 400]) * 500 + 1,
      createdAt: world.clock.now(),
    };
    hub.emit(event);
  };
  const { arrivals } = createRhythm({ clock: world.clock, random, until: plan.until });
  arrivals(traffic.webhooks_per_hour, () => emit(random.pick(otherTypes)));
  const { batch } = paymenthub;
  if (!batch) return;
  const wait = plan.onset - world.clock.now() + batch.spread_ms;
  for (let sent = 0; sent < batch.then_per_s * batch.for_s; sent += 1) {
    world.clock.after(wait + (sent * 1000) / batch.then_per_s + random.int([0, 9]), () => emit('payout.paid'));
  }
}

/** Starts what has nothing to do with webhooks, or with us: API calls, health checks, scanners, other merchants, other partners. */
export function startNoise(world: WebhookWorld, given: { readonly aspin: Aspin; readonly relay: Relay }): void {
  const { clock, evidence, plan } = world;
  const { traffic, paymenthub, aspin } = plan.scenario;
  const random = world.random.fork('noise');
  const client = () => `198.18.${random.int([0, 3])}.${random.int([1, 254])}`;
  const call = (request: Pick<WebhookRequest, 'method' | 'path' | 'ip'>) =>
    given.aspin.serve({ ...request, trace: random.hex(32), wid: '-' }, () => {});
  const { arrivals: start, every } = createRhythm({ clock, random, until: plan.until });

  start(traffic.api_per_hour, () => {
    const [method, path] = random.pick(apiCalls);
    call({ method, path: path.replace('#', String(random.int([100, 9_000]))), ip: client() });
  });
  for (const minutes of traffic.probes_min) {
    clock.after(plan.onset + minutes * 60_000 - clock.now(), () => {
      const now = clock.now();
      const about = { ip: '10.0.9.3', method: 'GET', path: '', status: 400, startedAt: now, endedAt: now, tries: [] };
      evidence.text({ file: 'aspin-edge.log', text: renderAccessLine({ ...about, marks: { rid: '-', wid: '-' } }) });
    });
  }
  every(traffic.health_every_s * 1000, () => call({ method: 'GET', path: '/health', ip: '10.0.9.2' }));
  start(5, () => {
    const message = `client intended to send too large body: ${random.int([11_000_000, 40_000_000])} bytes`;
    const about = { ip: client(), method: 'POST', path: '/api/documents', connection: random.int([1, 9_000]) };
    const text = renderErrorLine({ ...about, server: aspinHost, at: clock.now(), message });
    evidence.text({ file: 'aspin-edge-error.log', text });
  });
  start(traffic.drops_per_hour, () => {
    const toPort = random.pick([22, 23, 445, 3389, 5900, 8443]);
    const to = plan.address(random.pick(plan.scenario.network.addresses).host);
    const from = `198.19.${random.int([0, 255])}.${random.int([1, 254])}`;
    const line = { at: clock.now(), from, port: random.int([1_024, 65_000]), to, toPort };
    evidence.text({ file: 'firewall.log', text: renderDrop(line) });
  });
  start(20, () => {
    const node = `n${random.int([1, aspin.nodes.length])}`;
    const [level, ev, err] = random.pick(appNoise);
    evidence.json({ file: 'aspin-app.jsonl', at: clock.now(), fields: { node, ev, level, err } });
  });
  start(traffic.relay_per_hour, () => given.relay.passOther(`dv_${random.hex(8)}`));
  start(traffic.other_merchants_per_hour, () => {
    const event = `evt_${random.int([100_000, 999_999])}`;
    const payment = `PAY_${random.int([100_000, 999_999])}`;
    const at = clock.now();
    const fields = { event, type: random.pick(['payment.completed', ...otherTypes]), payment, deliveries: 1 };
    evidence.json({ file: 'paymenthub-events.jsonl', stamp: 'created_at', at, fields });
    const ms = random.int([40, 900]);
    const [range = ''] = paymenthub.sources.map((source) => source.range);
    const from = range.replace(/\d+$/, (first) => String(Number(first) + random.int([2, 7])));
    const attempt = { event, attempt: 1, from, to: `203.0.113.${random.int([128, 254])}`, ms, next_attempt: null };
    const status = random.chance(0.97) ? 200 : 500;
    clock.after(ms + random.int([15, 60]), () =>
      evidence.json({
        file: 'paymenthub-deliveries.jsonl',
        stamp: 'at',
        at: clock.now() - ms,
        fields: { ...attempt, status },
      }),
    );
  });
}

const otherTypes = ['payment.completed', 'payment.failed', 'refund.created', 'payout.paid', 'payout.paid'];
const apiCalls: readonly (readonly ['GET' | 'POST', string])[] = [
  ['GET', '/api/policies/#'],
  ['GET', '/api/policies/#'],
  ['GET', '/api/quotes/#'],
  ['POST', '/api/quotes'],
  ['GET', '/api/customers/#/payments'],
];
const appNoise = [
  ['info', 'db_pool', undefined],
  ['info', 'db_pool', undefined],
  ['info', 'cache_refreshed', undefined],
  ['warn', 'slow_query', 'select on policies took longer than 500 ms'],
  ['error', 'mail_failed', 'smtp: 451 temporary failure, try again later'],
] as const;

// Of as many digits as those of the 15, and none of them.
function createIds(taken: Set<string>, int: WebhookWorld['random']['int']): (prefix: string) => string {
  return (prefix) => {
    for (;;) {
      const id = `${prefix}${int([1_000, 99_999])}`;
      if (taken.has(id)) continue;
      taken.add(id);
      return id;
    }
  };
}
