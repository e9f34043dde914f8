import { BlockList } from 'node:net';
import type { Transport } from '../../parties/http.ts';
import { certificateFault } from '../certificate-state.ts';
import { pickByShare } from '../pick-by-share.ts';
import { holds, sinceOnset, type WebhookWorld } from '../world.ts';
import { type Delivery, kindOf, type Result } from './delivery.ts';
import type { WebhookRequest } from './request.ts';

/**
 * Creates the way from PaymentHub to the first server of ours: name, address, firewall, TLS, then the request itself with
 * the sender's time-out. What fails before the request leaves no line in an access log; a drop leaves one at the firewall.
 */
export function createNetwork(
  world: WebhookWorld,
  receive: Transport<WebhookRequest>,
): (delivery: Delivery, done: (result: Result) => void) => void {
  const { clock, evidence, plan } = world;
  const { network, paymenthub } = plan.scenario;
  const random = world.random.fork('network');
  const allowed = blockListOf(network.allowlist);
  const oldHost = network.old_host;

  return (delivery, done) => {
    if (oldHost?.name === delivery.host) return answerAsOldHost(oldHost, done);
    const to = chooseAddress();
    const isBlocked = !allowed.check(delivery.from);
    const isShut = network.unreachable.find((rule) => holds(world, rule) && random.chance(rule.share));
    if (isBlocked) logDrops(delivery.from, to);
    // Without a firewall between, nobody logs a peer that keeps silent.
    if (isBlocked || isShut?.how === 'dropped') {
      const error = `connect timeout after ${paymenthub.timeout_ms} ms`;
      return fail({ kind: 'connect', to, error }, paymenthub.timeout_ms);
    }
    if (isShut) return fail({ kind: 'connect', to, error: 'connect: connection refused' }, random.int([3, 18]));
    const fault = certificateFault(world, to);
    if (fault !== undefined) return fail({ kind: 'tls', to, error: `tls: ${fault}` }, random.int([18, 70]));
    clock.after(random.int([12, 45]), () => request({ delivery, to, done }));

    function fail(result: Result, afterMs: number) {
      clock.after(afterMs, () => done(result));
    }
  };

  function request({ delivery, to, done }: Sent) {
    let isOver = false;
    const hangUp = receive(
      {
        method: 'POST',
        path: '/webhooks/payment',
        ip: delivery.from,
        trace: random.hex(32),
        wid: delivery.event.event,
        delivery,
      },
      ({ status }) => {
        if (isOver || status === 'closed') return;
        isOver = true;
        clock.after(random.int([2, 8]), () => done({ kind: kindOf(status), to, status }));
      },
    );
    clock.after(paymenthub.timeout_ms, () => {
      if (isOver) return;
      isOver = true;
      hangUp();
      done({ kind: 'timeout', to, error: `read timeout after ${paymenthub.timeout_ms} ms` });
    });
  }

  function answerAsOldHost({ name, host, status }: NonNullable<typeof oldHost>, done: (result: Result) => void) {
    const result: Result =
      status === 'gone'
        ? { kind: 'dns', error: `dns: no such host ${name}` }
        : { kind: kindOf(status), to: plan.address(host), status };
    clock.after(random.int([14, 60]), () => done(result));
  }

  function chooseAddress(): string {
    const isAfter = sinceOnset(world) >= 0;
    const shares = network.addresses.map(({ host, share, share_after }) => ({
      host,
      share: isAfter ? (share_after ?? share) : share,
    }));
    return plan.address(pickByShare(shares, random).host);
  }

  // A dropped SYN is sent again after 1 and 3 s (RFC 6298).
  function logDrops(from: string, to: string) {
    const port = random.int([32_768, 60_999]);
    for (const seconds of [0, 1, 3]) {
      if (seconds * 1000 < paymenthub.timeout_ms) {
        clock.after(seconds * 1000, () =>
          evidence.text({ file: 'firewall.log', text: renderDrop({ at: clock.now(), from, port, to, toPort: 443 }) }),
        );
      }
    }
  }
}

type Sent = { readonly delivery: Delivery; readonly to: string; readonly done: (result: Result) => void };

/** Renders a line of the firewall's log: whole seconds. */
export function renderDrop(line: {
  readonly at: number;
  readonly from: string;
  readonly port: number;
  readonly to: string;
  readonly toPort: number;
}): string {
  const stamp = `${new Date(line.at).toISOString().slice(0, 19)}Z`;
  return `${stamp} DROP TCP ${line.from}:${line.port} -> ${line.to}:${line.toPort} SYN`;
}

function blockListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [net = '', bits = '32'] = range.split('/');
    list.addSubnet(net, Number(bits), 'ipv4');
  }
  return list;
}
