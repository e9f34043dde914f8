import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import type { Deadline } from '../http/deadline.ts';
import { describeFailure, type Failure, isNotTls, renderLimit, renderTarget } from '../http/failure.ts';
import { type Flight, tap } from './flight.ts';
import { type Presented, readPresented } from './presented.ts';
import { type Starttls, StarttlsRefused, startTls } from './starttls.ts';

/** How to reach a server. `host` is what people call it. */
export type Way = {
  readonly address: string;
  readonly host: string;
  readonly port: number;
  readonly starttls: Starttls | undefined;
  readonly deadline: Deadline;
};

/** What to say to it. `context` holds the trust store, the versions and the client's own certificate; `signal` ends it early. */
export type Hello = {
  readonly context: SecureContext;
  readonly servername: string;
  readonly alpn?: readonly string[] | undefined;
  readonly isTapped?: boolean;
  readonly signal?: AbortSignal;
};

/**
 * A handshake that was made, or why not. `alert` is what the server said at its end, in words such as `certificate required`: on TLS 1.3 it
 * judges the client's certificate only after the handshake. `staple` is the OCSP response that came along. `flight` is there where it was asked for.
 */
export type Handshake =
  | {
      readonly presented: Presented;
      readonly alert: string | undefined;
      readonly staple: Buffer | null;
      readonly flight?: Flight;
    }
  | { readonly failure: Failure; readonly alert: string | undefined; readonly flight?: Flight };

/** Makes a TLS handshake and ends it. Everything is accepted, so that what is wrong can be read; no session is ever resumed. */
export async function shakeHands(way: Way, hello: Hello): Promise<Handshake> {
  const { deadline } = way;
  const signal = hello.signal === undefined ? deadline.signal : AbortSignal.any([deadline.signal, hello.signal]);
  const started = performance.now();
  let phase: 'tcp' | 'starttls' | 'tls' = 'tcp';
  let tapped: ReturnType<typeof tap> | undefined;
  let secure: TLSSocket | undefined;
  const tcp = connectTcp({ host: way.address, port: way.port });
  tcp.on('error', () => undefined);
  const onAbort = () => (secure ?? tcp).destroy(new Error('out of time'));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    await once(tcp, 'connect');
    if (way.starttls !== undefined) {
      phase = 'starttls';
      await startTls(tcp, way.starttls);
    }
    phase = 'tls';
    tapped = hello.isTapped === true ? tap(tcp) : undefined;
    secure = open(tapped?.stream ?? tcp, hello);
    const made = await finish(secure, started);
    return { ...made, ...(tapped === undefined ? {} : { flight: tapped.read() }) };
  } catch (error) {
    const failure = describe({ error, phase, way, isCutShort: hello.signal?.aborted === true });
    return {
      failure,
      alert: phase === 'tls' ? alertOf(error) : undefined,
      ...(tapped === undefined ? {} : { flight: tapped.read() }),
    };
  } finally {
    signal.removeEventListener('abort', onAbort);
    secure?.destroy();
    tcp.destroy();
  }
}

function open(stream: Socket | ReturnType<typeof tap>['stream'], hello: Hello): TLSSocket {
  // The types leave out that a stapled response can be asked for.
  const options: ConnectionOptions & { readonly requestOCSP: boolean } = {
    socket: stream,
    secureContext: hello.context,
    servername: hello.servername,
    rejectUnauthorized: false,
    // The name is judged apart: here it would hide what else is wrong.
    checkServerIdentity: () => undefined,
    requestOCSP: true,
    ...(hello.alpn === undefined ? {} : { ALPNProtocols: [...hello.alpn] }),
  };
  return connectTls(options);
}

const minGraceMs = 1000;
const maxGraceMs = 3000;

/** On TLS 1.3 the client is done before the server has looked at its certificate: an alert may follow, or a session ticket in its place. */
function finish(socket: TLSSocket, started: number) {
  return new Promise<{ presented: Presented; alert: string | undefined; staple: Buffer | null }>((resolve, reject) => {
    let staple: Buffer | null = null;
    let presented: Presented | undefined;
    let timer: NodeJS.Timeout | undefined;
    const end = (alert: string | undefined) => {
      clearTimeout(timer);
      if (presented !== undefined) resolve({ presented, alert, staple });
    };
    socket.on('OCSPResponse', (response: Buffer | null) => (staple = response?.length ? response : null));
    socket.on('error', (error) => (presented === undefined ? reject(error) : end(alertOf(error))));
    socket.on('close', () => {
      if (presented === undefined) reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
      else end(undefined);
    });
    socket.on('secureConnect', () => {
      presented = readPresented(socket);
      if (presented.protocol !== 'TLSv1.3') return end(undefined);
      const graceMs = Math.min(maxGraceMs, Math.max(minGraceMs, 3 * (performance.now() - started)));
      timer = setTimeout(() => end(undefined), graceMs);
      for (const sign of ['session', 'data', 'end']) socket.once(sign, () => end(undefined));
    });
  });
}

/** OpenSSL names the alerts of the other side ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED and the like. */
function alertOf(error: unknown): string | undefined {
  const { code, message } = error as NodeJS.ErrnoException;
  const known =
    /^ERR_SSL_(?:SSLV3|TLSV1|TLSV13)_ALERT_(\w+)$/.exec(code ?? '')?.[1] ??
    /^ERR_SSL_TLSV1_(UNRECOGNIZED_NAME)$/.exec(code ?? '')?.[1] ??
    /alert ([\w ]+):/.exec(message)?.[1];
  return known?.toLowerCase().replaceAll('_', ' ');
}

/** The names that a TLS check gives to what goes wrong before there is a certificate. */
function describe(of: {
  readonly error: unknown;
  readonly phase: 'tcp' | 'starttls' | 'tls';
  readonly way: Way;
  readonly isCutShort: boolean;
}): Failure {
  const { error, phase, way, isCutShort } = of;
  const { deadline } = way;
  const target = { host: way.host, port: way.port };
  const place = renderTarget(target);
  if (error instanceof StarttlsRefused) return { id: 'no-starttls', phase: 'tls', text: `${place} ${error.message}` };
  if (isCutShort && deadline.hit() === undefined) return { id: 'timeout', phase: 'tls', text: `${place} was too slow` };
  if (phase === 'starttls' && deadline.hit() === 'timeout') {
    const text = `${place} accepted the connection but did not get to TLS by ${way.starttls} within ${renderLimit(deadline)}`;
    return { id: 'timeout', phase: 'tls', text };
  }
  const failure = describeFailure({ error, phase: phase === 'tcp' ? 'tcp' : 'tls', target, deadline });
  if (failure.id === 'reset') {
    if (phase === 'starttls')
      return { ...failure, id: 'closed-during-handshake', text: `${place} closed the connection before TLS began` };
    return { ...failure, id: 'closed-during-handshake' };
  }
  if (failure.id === 'not-found') return { ...failure, id: 'dns' };
  if (failure.id === 'tls') return { ...failure, id: isNotTls(error) ? 'not-tls' : 'handshake-failed' };
  return failure;
}
