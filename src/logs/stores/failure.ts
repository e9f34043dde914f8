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
  if (/^(ERR_SSL_|ERR_TLS_|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code)) {
    const why = cause.reason ?? cause.message;
    return problem(`TLS with ${who} failed: ${why}`, 'Check `url`, and name the CA with `ca`');
  }
  return problem(`${who} could not be reached: ${code || cause.message}`);
}

/** Several addresses tried give an AggregateError, whose own message is empty. */
function firstOf(error: Thrown): Thrown {
  return error.errors?.[0] ?? error;
}
