import type { z } from 'zod';
import type { Range } from '../random.ts';
import type { edge as settings } from '../schema/edge.ts';
import type { World } from '../world.ts';
import { renderAccessLine, renderErrorLine, type Try } from './edge-line.ts';
import type { AnyRequest, Reply, Transport, Upstream } from './http.ts';
import { createRoundRobin } from './round-robin.ts';

/** A proxy: whose logs it writes (`NAME.log`, `NAME-error.log`), under which server name, and what closes an access line. */
export type EdgeOrder<Asked> = {
  readonly name: string;
  readonly server: string;
  readonly settings: z.output<typeof settings>;
  readonly hopMs: Range;
  readonly upstreams: readonly Upstream<Asked>[];
  readonly marks: (request: Asked) => Readonly<Record<string, string>>;
  /** Refuses a request before any upstream sees it: a status, and what the error log says of it. */
  readonly refuse?: (request: Asked) => { readonly status: number; readonly message: string } | undefined;
};

/**
 * Creates a proxy, after nginx: one log line a request, stamped when it is over; 499 when the client hangs up; 504 and
 * 502 of its own; the next upstream after an error or a time-out, for POST only when it was not sent yet or
 * `non_idempotent` is set (ngx_http_proxy_module, proxy_next_upstream).
 */
export function createEdge<Asked extends AnyRequest>(
  world: Pick<World, 'clock' | 'evidence' | 'random'>,
  order: EdgeOrder<Asked>,
): Transport<Asked> {
  const { clock, evidence } = world;
  const { name, server, upstreams, hopMs } = order;
  const edge = order.settings;
  const random = world.random.fork('edge');
  const nextInTurn = createRoundRobin(upstreams, random.int([0, upstreams.length - 1]));
  let connections = 0;

  return (request, reply) => {
    const startedAt = clock.now();
    connections += 1;
    const connection = connections;
    const tries: Try[] = [];
    let isOver = false;
    let isGone = false;

    const finish = (status: number, end?: Reply) => {
      isOver = true;
      const entry = { ...request, startedAt, endedAt: clock.now(), status, tries, marks: order.marks(request) };
      evidence.text({ file: `${name}.log`, text: renderAccessLine(entry) });
      reply({ ...end, status });
    };

    const complain = (message: string, address?: string) =>
      evidence.text({
        file: `${name}-error.log`,
        text: renderErrorLine({
          ...request,
          server,
          at: clock.now(),
          connection,
          message,
          ...(address !== undefined && { address }),
        }),
      });

    const tryNext = () => {
      const upstream = nextInTurn(request, tries);
      const attempt: Try = { address: upstream.address, startedAt: clock.now(), endedAt: clock.now(), status: '-' };
      tries.push(attempt);
      let isSettled = false;
      const settle = (end: { status: number; reply?: Reply; condition: string; wasSent: boolean }) => {
        if (isSettled || isOver) return;
        isSettled = true;
        attempt.status = end.status;
        attempt.endedAt = clock.now();
        if (mayGoOn(end)) tryNext();
        else finish(end.status, end.reply);
      };
      if (!upstream.isUp()) {
        complain(messages.refused, upstream.address);
        settle({ status: 502, condition: 'error', wasSent: false });
        return;
      }
      const answered = (given: Reply) => {
        if (isSettled || isOver) return;
        const { status } = given;
        if (status === 'closed') {
          complain(messages.closed, upstream.address);
          return settle({ status: 502, condition: 'error', wasSent: true });
        }
        settle({ status, reply: given, condition: `http_${status}`, wasSent: true });
      };
      clock.after(random.int(hopMs) + 1, () =>
        upstream.receive(
          request,
          (end) => clock.after(random.int(hopMs), () => answered(end)),
          () => isGone,
        ),
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

    const refusal = order.refuse?.(request);
    if (refusal) {
      complain(refusal.message);
      finish(refusal.status);
    } else tryNext();
    return () => {
      if (isOver) return;
      isGone = true;
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
