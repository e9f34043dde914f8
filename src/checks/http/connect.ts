import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { CheckProblem } from '../../errors.ts';
import type { Phase, Target } from './failure.ts';
import { type HttpRequest, type Link, targetOf } from './request.ts';
import { routeOf } from './route.ts';
import { openTunnel } from './tunnel.ts';

/** What an exchange is busy with, with whom, and when its phases ended, by `performance.now()`. */
export type Trace = {
  readonly start: number;
  phase: Phase;
  target: Target;
  isProxy: boolean;
  lookup?: number;
  connect?: number;
  tunnel?: number;
  secure?: number;
  firstByte?: number;
  address?: string;
  tlsVersion?: string;
  tlsError?: string;
};

/**
 * Makes the connection for a request: to the proxy, if there is one, and through it; with TLS where the URL says https. Writes down in
 * `trace` what it is busy with. Throws what the sockets throw.
 */
export async function connect(request: HttpRequest, trace: Trace, signal: AbortSignal): Promise<Socket> {
  const { url, link } = request;
  const proxy = link.unixSocket === undefined ? link.proxyFor(url).url : undefined;
  trace.isProxy = proxy !== undefined;
  trace.target = targetOf(proxy ?? url);
  const first = await dial(link, trace, signal);
  const opened: Socket[] = [first];
  try {
    if (proxy?.protocol === 'https:') {
      trace.phase = 'tls';
      opened.unshift(await secure({ socket: first, host: targetOf(proxy).host, link, alpn: [], signal }));
    }
    if (url.protocol === 'http:') return opened[0] ?? first;
    if (proxy !== undefined) {
      trace.phase = 'proxy';
      await openTunnel(opened[0] ?? first, { proxy, target: targetOf(url), signal });
      trace.tunnel = performance.now();
    }
    trace.isProxy = false;
    trace.phase = 'tls';
    trace.target = targetOf(url);
    const done = await secure({
      socket: opened[0] ?? first,
      host: trace.target.host,
      link,
      alpn: link.protocols,
      signal,
    });
    trace.secure = performance.now();
    trace.tlsVersion = done.getProtocol() ?? 'unknown';
    if (!done.authorized) trace.tlsError = String(done.authorizationError);
    return done;
  } catch (error) {
    for (const socket of opened) socket.destroy();
    throw error;
  }
}

/** Waits for an event of a socket; an error, an end and the signal end the wait, and the socket. */
async function waitFor(socket: Socket, event: string, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const onAbort = () => socket.destroy(new Error('aborted'));
    const settle = (done: () => void) => () => {
      signal.removeEventListener('abort', onAbort);
      socket.off('close', onClose);
      done();
    };
    const onClose = settle(() => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    socket.once(event, settle(resolve));
    // It stays: a socket without a listener would end the program when it breaks later.
    socket.on('error', (error) => settle(() => reject(error))());
    socket.once('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}

async function dial(link: Link, trace: Trace, signal: AbortSignal): Promise<Socket> {
  if (link.unixSocket !== undefined) {
    trace.phase = 'tcp';
    const socket = connectTcp({ path: link.unixSocket });
    await waitFor(socket, 'connect', signal);
    trace.connect = performance.now();
    return socket;
  }
  const { host, port, address } = routeOf(trace.target, link.pins);
  trace.target = { host: address ?? host, port };
  trace.phase = isIP(trace.target.host) === 0 ? 'dns' : 'tcp';
  // A slow second address needs more than Node's 250 ms.
  const socket = connectTcp({
    ...trace.target,
    family: link.family,
    autoSelectFamily: link.family === 0,
    autoSelectFamilyAttemptTimeout: 1000,
  });
  socket.setNoDelay(true);
  socket.once('lookup', (error) => {
    if (error !== null) return;
    trace.lookup = performance.now();
    trace.phase = 'tcp';
  });
  await waitFor(socket, 'connect', signal);
  trace.connect = performance.now();
  if (socket.remoteAddress !== undefined) trace.address = socket.remoteAddress;
  return socket;
}

async function secure(of: {
  readonly socket: Socket;
  readonly host: string;
  readonly link: Link;
  readonly alpn: readonly string[];
  readonly signal: AbortSignal;
}): Promise<TLSSocket> {
  const { socket, host, link, alpn, signal } = of;
  if (link.secure === undefined) throw new CheckProblem({ status: 'error', message: 'no trust store was loaded' });
  const wrapped = connectTls({
    socket,
    // The name of the URL, whatever a Host header says, as curl does; an address has no SNI (RFC 6066 3).
    servername: isIP(host) === 0 ? host : '',
    host,
    secureContext: link.secure,
    rejectUnauthorized: !link.insecure,
    ...(alpn.length === 0 ? {} : { ALPNProtocols: [...alpn] }),
  });
  await waitFor(wrapped, 'secureConnect', signal);
  return wrapped;
}
