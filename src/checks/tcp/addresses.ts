import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { CheckProblem, messageOf } from '../../errors.ts';
import type { Deadline } from '../http/deadline.ts';

/** The addresses that programs get for a name (getaddrinfo), in its order; empty where it has none. An address is itself. */
export async function addressesOf(host: string, deadline: Deadline): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  const ended = new Promise<never>((_, reject) => {
    const end = () => reject(noAnswer(host, `within ${deadline.limitMs} ms, the time-out of the check`));
    deadline.signal.addEventListener('abort', end, { once: true });
    if (deadline.signal.aborted) end();
  });
  ended.catch(() => undefined);
  try {
    const found = await Promise.race([lookup(host, { all: true, verbatim: true }), ended]);
    return [...new Set(found.map(({ address }) => address))];
  } catch (cause) {
    if (cause instanceof CheckProblem) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
    throw noAnswer(host, code === 'EAI_AGAIN' ? '' : `(${code ?? messageOf(cause)})`);
  }
}

function noAnswer(host: string, why: string): CheckProblem {
  return new CheckProblem({
    status: 'error',
    message: `no name server answered for ${host} ${why}`.trimEnd(),
    unblock: `Ask the name servers one by one: causebook check dns ${host}`,
  });
}
