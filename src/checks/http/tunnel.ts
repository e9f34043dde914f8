import type { Socket } from 'node:net';
import { basicOf } from './basic.ts';
import { renderTarget, type Target } from './failure.ts';

const maxHead = 16 * 1024;

/** Asks a proxy for a tunnel (RFC 9110 9.3.6). Throws a `ProxyRefusal` for every answer but 2xx, and what the socket throws. */
export async function openTunnel(
  socket: Socket,
  to: { readonly proxy: URL; readonly target: Target; readonly signal: AbortSignal },
): Promise<void> {
  const { proxy, target, signal } = to;
  const place = renderTarget(target);
  const basic = basicOf(proxy);
  const lines = [
    `CONNECT ${place} HTTP/1.1`,
    `Host: ${place}`,
    'User-Agent: causebook',
    ...(basic === undefined ? [] : [`Proxy-Authorization: ${basic}`]),
  ];
  const head = await new Promise<string>((resolve, reject) => {
    let text = '';
    const end = (done: () => void) => {
      socket.off('data', onData).off('error', onError).off('close', onClose);
      signal.removeEventListener('abort', onAbort);
      done();
    };
    const onError = (error: Error) => end(() => reject(error));
    const onClose = () => onError(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    const onAbort = () => socket.destroy(new Error('aborted'));
    const onData = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const at = text.indexOf('\r\n\r\n');
      if (at < 0 && text.length < maxHead) return;
      socket.pause();
      // Nothing may come before our own greeting: what is behind the head belongs to the tunnel.
      if (at >= 0 && text.length > at + 4) socket.unshift(Buffer.from(text.slice(at + 4), 'latin1'));
      end(() => resolve(at < 0 ? '' : text.slice(0, at)));
    };
    socket.on('data', onData).on('error', onError).on('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  });
  const [, status, reason = ''] = /^HTTP\/1\.\d (\d{3}) ?(.*)/.exec(head) ?? [];
  if (status?.startsWith('2') === true) return;
  throw new ProxyRefusal(
    status === undefined
      ? 'answered CONNECT with something that is not HTTP'
      : `answered CONNECT ${place} with ${status} ${reason}`.trimEnd(),
  );
}

/** A proxy said no to a tunnel; the message is half a sentence whose subject is the proxy. */
export class ProxyRefusal extends Error {}
