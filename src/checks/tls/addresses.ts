import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Deadline } from '../http/deadline.ts';
import { describeFailure, type Failure } from '../http/failure.ts';

/**
 * The addresses to try: those given in its place, or all that the system gives for the name, the hosts file included. A name that has
 * none is a failure. Throws a `CheckProblem` when no name server answers.
 */
export async function findAddresses(of: {
  readonly host: string;
  readonly port: number;
  readonly pinned: readonly string[];
  readonly which: 'all' | 'first';
  readonly deadline: Deadline;
}): Promise<readonly string[] | Failure> {
  const { host, port, pinned, which, deadline } = of;
  const take = (list: readonly string[]) => [...new Set(list)].slice(0, which === 'first' ? 1 : undefined);
  if (pinned.length > 0) return take(pinned);
  if (isIP(host) !== 0) return [host];
  try {
    const found = await Promise.race([lookup(host, { all: true }), endOf(deadline.signal)]);
    return take(found.map(({ address }) => address));
  } catch (error) {
    const failure = describeFailure({ error, phase: 'dns', target: { host, port }, deadline });
    return failure.id === 'not-found' ? { ...failure, id: 'dns' } : failure;
  }
}

/** A look-up cannot be cancelled, only left behind. */
function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(new Error('out of time'));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
