import { connect, type Socket } from 'node:net';
import { messageOf } from '../../errors.ts';
import type { Deadline } from '../http/deadline.ts';

/**
 * What one address did with a connection: `open`; `refused` (a RST at once: nothing listens, or a firewall says so); `filtered` (no
 * answer at all); `reset` and `hung-up` (taken, then thrown away or closed without a word); `unreachable` (no way there); `failed`.
 */
export type Outcome = 'open' | 'refused' | 'filtered' | 'reset' | 'hung-up' | 'unreachable' | 'failed';

/** One address tried. `text` is half a sentence with the limit or the error in it; `banner` is what came first, where it was waited for. */
export type Knock = {
  readonly address: string;
  readonly outcome: Outcome;
  readonly text: string;
  readonly connectMs: number | null;
  readonly banner: string | null;
};

/** What to do with a connection. Without `banner` it is watched only for as long as a reset may be on its way. */
export type Manner = {
  readonly connectMs: number;
  readonly banner: boolean;
  readonly bannerMs: number;
  readonly send: string | undefined;
};

/** More of a banner is not read. */
const maxBanner = 512;

/** Opens one connection to one address and says what became of it. It always ends: at its limit, or with the deadline. */
export function knock(
  to: { readonly address: string; readonly port: number },
  use: { readonly manner: Manner; readonly deadline: Deadline },
): Promise<Knock> {
  const { address, port } = to;
  const { manner, deadline } = use;
  return new Promise((resolve) => {
    const start = performance.now();
    const chunks: Buffer[] = [];
    let opened: number | null = null;
    let timer: NodeJS.Timeout | undefined;
    const socket: Socket = connect({ host: address, port, autoSelectFamily: false });
    const end = (outcome: Outcome, text: string) => {
      clearTimeout(timer);
      deadline.signal.removeEventListener('abort', onDeadline);
      socket.destroy();
      const banner = chunks.length === 0 ? null : Buffer.concat(chunks).subarray(0, maxBanner).toString('utf8');
      resolve({ address, outcome, text, connectMs: opened, banner });
    };
    const filtered = (limitMs: number, limit: string) =>
      end('filtered', `did not answer within ${limitMs} ms (${limit}): dropped on the way, or the host is down`);
    const isOpen = (limit: string) => {
      const spoke = chunks.length === 0 ? `, and said nothing within ${limit}` : ', and spoke';
      end('open', `accepted the connection in ${opened} ms${manner.banner ? spoke : ''}`);
    };
    const whole = 'the time-out of the check';
    const onDeadline = () =>
      opened === null ? filtered(deadline.limitMs, whole) : isOpen(`${deadline.limitMs} ms (${whole})`);
    const bannerLimit = `${manner.bannerMs} ms (banner_ms)`;
    deadline.signal.addEventListener('abort', onDeadline, { once: true });
    timer = setTimeout(filtered, manner.connectMs, manner.connectMs, 'connect_ms');
    socket.on('connect', () => {
      opened = Math.round((performance.now() - start) * 10) / 10;
      clearTimeout(timer);
      if (manner.send !== undefined) socket.write(manner.send);
      timer = setTimeout(isOpen, manner.banner ? manner.bannerMs : watchMs(opened), bannerLimit);
    });
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      const size = chunks.reduce((sum, { length }) => sum + length, 0);
      if (!manner.banner || size >= maxBanner || chunk.includes(0x0a)) isOpen(bannerLimit);
    });
    socket.on('end', () => {
      if (chunks.length > 0) isOpen(bannerLimit);
      else end('hung-up', 'accepted the connection and closed it without a word');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => end(...describe(error, opened !== null)));
    if (deadline.signal.aborted) onDeadline();
  });
}

/** A reset comes one way after the connection stood; a way and back took as long as connecting. */
function watchMs(connectMs: number): number {
  return Math.min(1000, Math.max(100, 2 * connectMs));
}

function describe(error: NodeJS.ErrnoException, isOpened: boolean): readonly [Outcome, string] {
  const code = error.code ?? messageOf(error);
  // A SYN that is answered with RST is ECONNREFUSED; what is reset had been taken.
  if (isOpened || code === 'ECONNRESET') return ['reset', `accepted the connection and reset it at once (${code})`];
  switch (code) {
    case 'ECONNREFUSED':
      return ['refused', 'refused the connection: nothing listens there, or a firewall answers for it'];
    case 'ETIMEDOUT':
      return ['filtered', "did not answer within the operating system's limit"];
    case 'EHOSTUNREACH':
      return [
        'unreachable',
        'cannot be reached: no route to host, said by a router or after nobody answered for the address',
      ];
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return ['unreachable', 'cannot be reached: this machine has no route there'];
    case 'EPERM':
    case 'EACCES':
      return ['failed', `could not be tried: this machine does not allow the connection (${code})`];
    default:
      return ['failed', `could not be tried: ${code}`];
  }
}
