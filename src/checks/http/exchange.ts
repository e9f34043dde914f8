import type { Socket } from 'node:net';
import { CheckProblem } from '../../errors.ts';
import { type Body, readBody } from './body.ts';
import { connect, type Trace } from './connect.ts';
import { describeFailure, type Failure, renderTarget } from './failure.ts';
import { type Reply, sendHttp1 } from './http1.ts';
import { type Limit, startLimit } from './limit.ts';
import { type HttpRequest, targetOf } from './request.ts';
import { ProxyRefusal } from './tunnel.ts';

/**
 * How long each phase took, in ms; `firstByteMs` counts from the start to the first byte of the answer. Through a proxy `dnsMs` and
 * `tcpMs` are those of the proxy, and `proxyMs` is what it took to open the tunnel. Null: there was no such phase.
 */
export type Timing = {
  readonly dnsMs: number | null;
  readonly tcpMs: number | null;
  readonly proxyMs: number | null;
  readonly tlsMs: number | null;
  readonly firstByteMs: number | null;
};

/** The head of an answer. `receivedAt` is when it was there, by our clock; `early` are the 1xx that came before it. */
export type Answer = Pick<Reply, 'status' | 'reason' | 'httpVersion' | 'headers' | 'early'> & {
  readonly receivedAt: Date;
};

/** What one request came to: an answer, a failure, or both when the connection broke inside the body. */
export type Exchange = {
  readonly timing: Timing;
  readonly remoteAddress: string | null;
  readonly tlsVersion: string | null;
  readonly tlsError: string | null;
  readonly answer: Answer | undefined;
  readonly body: Body | undefined;
  readonly failure: Failure | undefined;
};

/** Sends one request over a connection of its own, and does not follow redirects. Throws a `CheckProblem` when it cannot tell. */
export async function exchange(
  request: HttpRequest,
  use: { readonly deadline: Limit; readonly now: () => Date },
): Promise<Exchange> {
  const { deadline, now } = use;
  const trace: Trace = { start: performance.now(), phase: 'dns', target: targetOf(request.url), isProxy: false };
  const connecting = startLimit(deadline, { ms: request.link.connectTimeoutMs, name: 'connect_timeout' });
  let limit: Limit = connecting;
  let answer: Answer | undefined;
  let socket: Socket | undefined;
  try {
    socket = await connect(request, trace, connecting.signal).finally(connecting.stop);
    limit = deadline;
    trace.phase = 'answer';
    const reply = await send(socket, { request, trace, signal: deadline.signal });
    const { status, reason, httpVersion, headers, early } = reply;
    answer = { status, reason, httpVersion, headers, early, receivedAt: now() };
    trace.phase = 'body';
    const hasBody = request.method !== 'HEAD' && ![204, 304].includes(status) && headers['content-length'] !== '0';
    const body = await readBody(reply, { maxBytes: request.maxBytes, hasBody });
    reply.end();
    return { ...toFound(trace), answer, body, failure: undefined };
  } catch (error) {
    if (error instanceof CheckProblem) throw error;
    return { ...toFound(trace), answer, body: undefined, failure: toFailure(error, trace, limit) };
  } finally {
    socket?.destroy();
  }
}

function send(
  socket: Socket,
  use: { readonly request: HttpRequest; readonly trace: Trace; readonly signal: AbortSignal },
): Promise<Reply> {
  if ('alpnProtocol' in socket && socket.alpnProtocol === 'h2')
    return import('./http2.ts').then(({ sendHttp2 }) => sendHttp2(socket, use));
  return sendHttp1(socket, use);
}

/** What goes wrong on the way through a proxy is about the proxy, not about the one that was asked for. */
function toFailure(error: unknown, trace: Trace, deadline: Limit): Failure {
  const { phase, target, isProxy } = trace;
  const place = { error, phase, target, deadline };
  if (!isProxy || phase === 'answer' || phase === 'body') return describeFailure(place);
  if (error instanceof ProxyRefusal && deadline.hit() === undefined)
    return { id: 'proxy', phase: 'proxy', text: `the proxy ${renderTarget(target)} ${error.message}` };
  const failure = describeFailure(place);
  return { id: 'proxy', phase: 'proxy', text: `of the proxy: ${failure.text}` };
}

function toFound(trace: Trace): Pick<Exchange, 'timing' | 'remoteAddress' | 'tlsVersion' | 'tlsError'> {
  const { start, lookup, connect: connected, tunnel, secure, firstByte } = trace;
  const between = (from: number | undefined, to: number | undefined) =>
    from === undefined || to === undefined ? null : to - from;
  return {
    timing: {
      dnsMs: between(start, lookup),
      tcpMs: between(lookup ?? start, connected),
      proxyMs: between(connected, tunnel),
      tlsMs: between(tunnel ?? connected, secure),
      firstByteMs: between(start, firstByte),
    },
    remoteAddress: trace.address ?? null,
    tlsVersion: trace.tlsVersion ?? null,
    tlsError: trace.tlsError ?? null,
  };
}
