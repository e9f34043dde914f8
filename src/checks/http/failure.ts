import { CheckProblem } from '../../errors.ts';
import type { Deadline } from './deadline.ts';

/** What an exchange was busy with: looking up the name, connecting, the TLS handshake, waiting for the answer, reading its body. */
export type Phase = 'dns' | 'tcp' | 'tls' | 'answer' | 'body';

/** Why an exchange came to nothing. `text` is half a sentence that names the limit or address. */
export type Failure = { readonly id: string; readonly phase: Phase; readonly text: string };

/** Where an exchange was going. */
export type Target = { readonly host: string; readonly port: number };

type Thrown = NodeJS.ErrnoException & {
  readonly reason?: string;
  readonly address?: string;
  readonly errors?: readonly Thrown[];
};

/**
 * What a network error says about the other side: `refused`, `not-found`, `unreachable`, `timeout`, `reset`, `tls`, `not-http`
 * or `bad-body`. Throws a `CheckProblem` when it is about this machine (no route, no name server) or the check was cancelled.
 */
export function describeFailure(of: {
  readonly error: unknown;
  readonly phase: Phase;
  readonly target: Target;
  readonly deadline: Pick<Deadline, 'hit' | 'limitMs'>;
}): Failure {
  const { phase, target, deadline } = of;
  const place = renderTarget(target);
  const error = firstOf(of.error as Thrown);
  const code = error.code ?? '';
  if (deadline.hit() === 'cancelled')
    throw new CheckProblem({ status: 'error', message: 'cancelled' }, { cause: error });
  if (deadline.hit() === 'timeout') return describeTimeout({ phase, target, limitMs: deadline.limitMs, cause: error });
  if (code === 'ECONNREFUSED') return { id: 'refused', phase, text: `${place} refused the connection` };
  if (code === 'ENOTFOUND') return { id: 'not-found', phase, text: `the name ${target.host} has no address` };
  if (code === 'EHOSTUNREACH')
    return { id: 'unreachable', phase, text: `${place} cannot be reached: no route to host` };
  if (code === 'ETIMEDOUT')
    return { id: 'timeout', phase, text: `${place} did not answer within the operating system's limit` };
  if (code === 'ECONNRESET' || code === 'EPIPE')
    return { id: 'reset', phase, text: `${place} closed the connection ${closedWhile[phase]}` };
  if (code.startsWith('HPE_HEADER_OVERFLOW'))
    return { id: 'not-http', phase, text: `${place} answered with more than 16 KiB of headers` };
  if (code.startsWith('HPE_'))
    return { id: 'not-http', phase, text: `${place} answered with something that is not HTTP` };
  if (/^Z_|^ERR_+(BROTLI|ERROR_FORMAT)/.test(code))
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
  tls: 'during the TLS handshake',
  answer: 'before it answered',
  body: 'in the middle of the body',
};

/** Several addresses tried give an AggregateError, whose own message is empty. */
function firstOf(error: Thrown): Thrown {
  return error.errors?.[0] ?? error;
}

function describeTimeout(of: {
  readonly phase: Phase;
  readonly target: Target;
  readonly limitMs: number;
  readonly cause: unknown;
}): Failure {
  const { phase, target, limitMs, cause } = of;
  const place = renderTarget(target);
  if (phase === 'dns') {
    const message = `no name server answered for ${target.host} within ${limitMs} ms`;
    throw new CheckProblem({ status: 'error', message, unblock: 'Check the network of this machine' }, { cause });
  }
  const text = {
    tcp: `${place} did not accept the connection within ${limitMs} ms`,
    tls: `${place} accepted the connection but did not finish the TLS handshake within ${limitMs} ms`,
    answer: `${place} took the request but did not answer within ${limitMs} ms`,
    body: `the body from ${place} did not end within ${limitMs} ms`,
  }[phase];
  return { id: 'timeout', phase, text };
}

function describeTls(error: Thrown): string {
  if (isNotTls(error)) return 'the port does not speak TLS';
  const reason = reasonOf(error);
  return error.code === undefined || error.code.startsWith('ERR_TLS_') || error.code === 'EPROTO'
    ? reason
    : `${reason} (${error.code})`;
}

/** OpenSSL's own reason where there is one: the message around it carries thread ids and source lines. */
function reasonOf(error: Thrown): string {
  return error.reason ?? /:SSL routines:[^:]*:([^:]+):/.exec(error.message)?.[1] ?? error.message;
}
