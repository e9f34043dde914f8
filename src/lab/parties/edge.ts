import type { World } from '../world.ts';
import { renderAccessLine, renderErrorLine, type Try } from './edge-line.ts';
import type { Reply, Transport, Upstream } from './http.ts';
import { createRoundRobin } from './round-robin.ts';

/**
 * Creates the proxy in front of PartnerCRM, after nginx: one log line a request, stamped when it is over; 499 when the
 * client hangs up; 504 and 502 of its own; the next upstream after an error or a time-out, for POST only when it was
 * not sent yet or `non_idempotent` is set (ngx_http_proxy_module, proxy_next_upstream).
 */
export function createEdge(world: World, upstreams: readonly Upstream[]): Transport {
  const { clock, evidence, plan } = world;
  const { edge } = plan.scenario;
  const random = world.random.fork('edge');
  const nextInTurn = createRoundRobin(upstreams, random.int([0, upstreams.length - 1]));
  let connections = 0;

  return (request, reply) => {
    const startedAt = clock.now();
    connections += 1;
    const connection = connections;
    const tries: Try[] = [];
    let isOver = false;

    const finish = (status: number, row?: number) => {
      isOver = true;
      const entry = { ...request, startedAt, endedAt: clock.now(), status, tries };
      evidence.text({ file: 'partnercrm-edge.log', text: renderAccessLine(entry) });
      reply(row === undefined ? { status } : { status, row });
    };

    const complain = (message: string, address: string) =>
      evidence.text({
        file: 'partnercrm-edge-error.log',
        text: renderErrorLine({ ...request, at: clock.now(), connection, message, address }),
      });

    const tryNext = () => {
      const upstream = nextInTurn(request, tries);
      const attempt: Try = { address: upstream.address, startedAt: clock.now(), endedAt: clock.now(), status: '-' };
      tries.push(attempt);
      let isSettled = false;
      const settle = (end: { status: number; row?: number; condition: string; wasSent: boolean }) => {
        if (isSettled || isOver) return;
        isSettled = true;
        attempt.status = end.status;
        attempt.endedAt = clock.now();
        if (mayGoOn(end)) tryNext();
        else finish(end.status, end.row);
      };
      if (!upstream.isUp()) {
        complain(messages.refused, upstream.address);
        settle({ status: 502, condition: 'error', wasSent: false });
        return;
      }
      const answered = ({ status, row }: Reply) => {
        if (isSettled || isOver) return;
        if (status === 'closed') {
          complain(messages.closed, upstream.address);
          return settle({ status: 502, condition: 'error', wasSent: true });
        }
        settle({ status, condition: `http_${status}`, wasSent: true, ...(row !== undefined && { row }) });
      };
      clock.after(random.int(plan.hopMs) + 1, () =>
        upstream.receive(request, (end) => clock.after(random.int(plan.hopMs), () => answered(end))),
      );
      clock.after(edge.upstream_timeout_ms + random.int([0, 3]), () => {
        if (isSettled || isOver) return;
        complain(messages.timedOut, upstream.address);
        settle({ status: 504, condition: 'timeout', wasSent: true });
      });
    };

    const mayGoOn = ({ condition, wasSent }: { readonly condition: string; readonly wasSent: boolean }) =>
      tries.length <= edge.retries &&
      tries.length < upstreams.length &&
      edge.next_upstream.some((allowed) => allowed === condition) &&
      (request.method !== 'POST' || !wasSent || edge.non_idempotent);

    tryNext();
    return () => {
      if (isOver) return;
      const last = tries.at(-1);
      if (last) last.endedAt = clock.now();
      finish(499);
    };
  };
}

const messages = {
  refused: 'connect() failed (111: Connection refused) while connecting to upstream',
  closed: 'upstream prematurely closed connection while reading response header from upstream',
  timedOut: 'upstream timed out (110: Connection timed out) while reading response header from upstream',
};
