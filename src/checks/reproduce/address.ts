import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { CheckProblem } from '../../errors.ts';
import type { Deadline } from '../http/deadline.ts';
import { describeFailure } from '../http/failure.ts';

/** A host, looked up once: every request of a run goes to this address, whatever the name stands for a moment later. */
export type Address = { readonly host: string; readonly port: number; readonly address: string };

/** Looks up where a URL lies, in the order the system gives the addresses. Throws a `CheckProblem` when there is none. */
export async function lookUp(url: URL, deadline: Deadline): Promise<readonly Address[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  if (isIP(host) !== 0) return [{ host, port, address: host }];
  try {
    const found = await Promise.race([lookup(host, { all: true, verbatim: true }), ended(deadline)]);
    return found.map(({ address }) => ({ host, port, address }));
  } catch (error) {
    const failure = describeFailure({ error, phase: 'dns', target: { host, port }, deadline });
    throw new CheckProblem({ status: 'error', message: `nothing was sent: ${failure.text}` }, { cause: error });
  }
}

/** A look-up cannot be cancelled: it is only not waited for. */
function ended({ signal }: Deadline): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = () => reject(new Error('the time is up'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
