import { CheckProblem } from '../../errors.ts';

type Thrown = NodeJS.ErrnoException & { readonly reason?: string; readonly errors?: readonly Thrown[] };

/** What a broken exchange with a store comes to, in words that name the store, its address and the limit that was hit. */
export function describeFailure(of: {
  readonly error: unknown;
  readonly phase: 'answer' | 'body';
  readonly store: string;
  readonly url: URL;
  readonly wait: { readonly hit: () => 'timeout' | 'cancelled' | undefined; readonly limitMs: number };
}): CheckProblem {
  const { phase, wait } = of;
  const cause = firstOf(of.error as Thrown);
  const who = `${of.store} at ${of.url.host}`;
  const problem = (message: string, unblock?: string) =>
    new CheckProblem({ status: 'error', message, ...(unblock === undefined ? {} : { unblock }) }, { cause });
  if (wait.hit() === 'cancelled') return problem('cancelled');
  if (wait.hit() === 'timeout') {
    const what = phase === 'answer' ? 'did not answer' : 'stopped in the middle of its answer and sent nothing more';
    return problem(`${who} ${what} within ${wait.limitMs / 1000} s`, 'Narrow the window, or raise `timeout`');
  }
  const code = cause.code ?? '';
  if (code === 'ECONNREFUSED') return problem(`${who} refused the connection`);
  if (code === 'ENOTFOUND') return problem(`${who}: the name has no address`);
  if (code === 'EAI_AGAIN') return problem(`${who}: no name server answered`, 'Check the network of this machine');
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return problem(
      `${who} closed the connection ${phase === 'answer' ? 'before it answered' : 'in the middle of its answer'}`,
    );
  }
  if (code.startsWith('HPE_')) return problem(`${who} answered with something that is not HTTP`);
  if (code.startsWith('Z_')) return problem(`${who} answered with a broken gzip: ${cause.message}`);
  if (/^(ERR_SSL_|ERR_TLS_|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code))
    return problem(`TLS with ${who} failed: ${tellTls(cause)}`, wayOutOf(code, cause));
  return problem(`${who} could not be reached: ${code || cause.message}`);
}

/** OpenSSL's reason, without the file and line of it: error:0A00010B:SSL routines:ssl3_get_record:wrong version number:… */
function reasonOf(cause: Thrown): string {
  return /:SSL routines:[^:]*:([^:]+)/.exec(cause.message)?.[1] ?? cause.reason ?? cause.message;
}

function tellTls(cause: Thrown): string {
  const reason = reasonOf(cause);
  return isNoTls(reason) ? `it does not speak TLS there (${reason})` : reason;
}

function isNoTls(reason: string): boolean {
  return /wrong version number|packet length too long|http request/i.test(reason);
}

function wayOutOf(code: string, cause: Thrown): string {
  if (isNoTls(reasonOf(cause))) return 'Check the port in `url`, or write http:// where it is meant to be unencrypted';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'Write in `url` a name that its certificate is for';
  if (/^(DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code)) return 'Check `url`, and name the CA with `ca`';
  return 'Check `url`, and the certificate that answers there: causebook check tls';
}

/** Several addresses tried give an AggregateError, whose own message is empty. */
function firstOf(error: Thrown): Thrown {
  return error.errors?.[0] ?? error;
}
