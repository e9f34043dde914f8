import { CheckProblem } from '../../errors.ts';
import type { Limit } from './limit.ts';

/**
 * What an exchange was busy with: looking up the name, connecting, opening a tunnel through the proxy, the TLS handshake, waiting for
 * the answer, reading its body.
 */
export type Phase = 'dns' | 'tcp' | 'proxy' | 'tls' | 'answer' | 'body';

/** Why an exchange came to nothing. `text` is half a sentence that names the limit or address. */
export type Failure = { readonly id: string; readonly phase: Phase; readonly text: string };

/** Where an exchange was going. */
export type Target = { readonly host: string; readonly port: number };

type Thrown = NodeJS.ErrnoException & {
  readonly reason?: string;
  readonly address?: string;
  readonly errors?: readonly Thrown[];
  /** What the parser of HTTP stumbled over. */
  readonly rawPacket?: Buffer;
};

/**
 * What a network error says about the other side: `refused`, `not-found`, `unreachable`, `timeout`, `reset`, `tls`, `not-http`
 * or `bad-body`. Throws a `CheckProblem` when it is about this machine (no route, no name server) or the check was cancelled.
 */
export function describeFailure(of: {
  readonly error: unknown;
  readonly phase: Phase;
  readonly target: Target;
  readonly deadline: Pick<Limit, 'hit' | 'limitMs' | 'limitName'>;
}): Failure {
  const { phase, target, deadline } = of;
  const place = renderTarget(target);
  const error = firstOf(of.error as Thrown);
  const code = error.code ?? '';
  if (deadline.hit() === 'cancelled')
    throw new CheckProblem({ status: 'error', message: 'cancelled' }, { cause: error });
  if (deadline.hit() === 'timeout')
    return describeTimeout({ phase, target, limit: renderLimit(deadline), cause: error });
  if (code === 'ECONNREFUSED') return { id: 'refused', phase, text: `${place} refused the connection` };
  if (code === 'ENOTFOUND') return { id: 'not-found', phase, text: `the name ${target.host} has no address` };
  if (code === 'EHOSTUNREACH')
    return { id: 'unreachable', phase, text: `${place} cannot be reached: no route to host` };
  if (code === 'ETIMEDOUT')
    return { id: 'timeout', phase, text: `${place} did not answer within the operating system's limit` };
  if (code === 'ECONNRESET' || code === 'EPIPE')
    return { id: 'reset', phase, text: `${place} closed the connection ${closedWhile[phase]}` };
  if (code.startsWith('HPE_HEADER_OVERFLOW'))
    return { id: 'not-http', phase, text: `${place} answered with more than 256 KiB of headers` };
  if (code.startsWith('HPE_')) return { id: 'not-http', phase, text: `${place} ${describeOther(error.rawPacket)}` };
  if (code.startsWith('ERR_HTTP2_'))
    return {
      id: phase === 'answer' ? 'not-http' : 'reset',
      phase,
      text: `${place} broke HTTP/2 off: ${error.message}`,
    };
  if (/^Z_|^ERR_+(BROTLI|ERROR_FORMAT)|^ZSTD_/.test(code))
    return { id: 'bad-body', phase, text: `the body is not what its content-encoding says: ${error.message}` };
  if (phase === 'tls' || /^(ERR_SSL_|ERR_TLS_|EPROTO)/.test(code))
    return { id: 'tls', phase: 'tls', text: `TLS with ${place} failed: ${describeTls(error)}` };
  throw new CheckProblem(
    {
      status: 'error',
      message:
        code === 'EAI_AGAIN'
          ? `no name server answered for ${target.host}`
          : `${place} could not be tried from here: ${code || error.message}`,
      unblock: 'Check the network of this machine',
    },
    { cause: error },
  );
}

/** `host:port`, with brackets around an IPv6 address. */
export function renderTarget(target: Target): string {
  return target.host.includes(':') ? `[${target.host}]:${target.port}` : `${target.host}:${target.port}`;
}

/** Whether the handshake failed because what came back is no TLS record; OpenSSL 3.2 and later name it by the length it read. */
export function isNotTls(error: unknown): boolean {
  return /wrong.version.number|packet.length.too.long/i.test(`${(error as Thrown).code} ${reasonOf(error as Thrown)}`);
}

const closedWhile: { readonly [P in Phase]: string } = {
  dns: 'at once',
  tcp: 'at once',
  proxy: 'when it was asked for a tunnel',
  tls: 'during the TLS handshake',
  answer: 'before it answered',
  body: 'in the middle of the body',
};

/** Several addresses tried give an AggregateError, whose own message is empty. */
function firstOf(error: Thrown): Thrown {
  return error.errors?.[0] ?? error;
}

/** `1800 ms (the time-out of the check)`: a limit always with its name, so that one knows which to raise. */
export function renderLimit({ limitMs, limitName }: Pick<Limit, 'limitMs' | 'limitName'>): string {
  return `${limitMs} ms (${limitName ?? 'the time-out of the check'})`;
}

/** What answers in place of HTTP/1.1: a TLS alert (RFC 8446 5.1) or the frames of HTTP/2 (RFC 9113 4.1) can be told. */
function describeOther(packet: Buffer | undefined): string {
  if (packet?.[0] === 0x15 && packet[1] === 0x03) return 'answered with a TLS alert: it wants https://';
  const isFrame = packet !== undefined && packet.length >= 9 && packet[0] === 0 && [4, 7].includes(packet[3] ?? -1);
  if (isFrame) return 'answered with HTTP/2, which is spoken here over TLS only';
  return 'answered with something that is not HTTP';
}

function describeTimeout(of: {
  readonly phase: Phase;
  readonly target: Target;
  readonly limit: string;
  readonly cause: unknown;
}): Failure {
  const { phase, target, limit, cause } = of;
  const place = renderTarget(target);
  if (phase === 'dns') {
    const message = `no name server answered for ${target.host} within ${limit}`;
    throw new CheckProblem({ status: 'error', message, unblock: 'Check the network of this machine' }, { cause });
  }
  const text = {
    tcp: `${place} did not accept the connection within ${limit}`,
    proxy: `${place} did not open a tunnel within ${limit}`,
    tls: `${place} accepted the connection but did not finish the TLS handshake within ${limit}`,
    answer: `${place} took the request but did not answer within ${limit}`,
    body: `the body from ${place} did not end within ${limit}`,
  }[phase];
  return { id: 'timeout', phase, text };
}

function describeTls(error: Thrown): string {
  if (isNotTls(error)) return 'the port does not speak TLS';
  const reason = `${reasonOf(error)}${hintOf(error)}`;
  return error.code === undefined || error.code.startsWith('ERR_TLS_') || error.code === 'EPROTO'
    ? reason
    : `${reason} (${error.code})`;
}

/** TLS alerts say little to who has not read RFC 8446 6.2. */
function hintOf(error: Thrown): string {
  const text = `${error.code} ${error.message}`;
  if (/certificate.required/i.test(text)) return ': it wants a client certificate';
  return /alert.*(unknown.ca|bad.certificate|certificate.unknown)/i.test(text) ? ': it does not accept ours' : '';
}

/** OpenSSL's own reason where there is one: the message around it carries thread ids and source lines. */
function reasonOf(error: Thrown): string {
  return error.reason ?? /:SSL routines:[^:]*:([^:]+):/.exec(error.message)?.[1] ?? error.message;
}
