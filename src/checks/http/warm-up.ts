import { lookup } from 'node:dns/promises';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readBody } from './body.ts';
import { walk } from './follow.ts';
import { sendHttp1 } from './http1.ts';
import type { HttpRequest } from './request.ts';

let warm: Promise<void> | undefined;

/**
 * Takes a request through the same code without a network, once: what Node loads and compiles on the way for the first time would be
 * counted as the time of the server (10 to 15 ms, measured on Node 20).
 */
export function warmUp(request: HttpRequest): Promise<void> {
  warm ??= rehearse({ ...request, url: new URL('http://127.0.0.1/'), method: 'GET', body: undefined }).catch(
    () => undefined,
  );
  return warm;
}

async function rehearse(request: HttpRequest): Promise<void> {
  const { signal } = new AbortController();
  // The first look-up starts the threads that do it, and loads the name service.
  await lookup('localhost').catch(() => undefined);
  // No such socket: it is refused at once, by this machine.
  const nowhere = { ...request, link: { ...request.link, unixSocket: '/nonexistent/causebook' } };
  const deadline = { signal, limitMs: 1000, hit: () => undefined, stop: () => undefined };
  await walk(nowhere, { maxRedirects: undefined, deadline, now: () => new Date(0) }).catch(() => undefined);
  const answer = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok';
  const socket = new Duplex({
    read: () => undefined,
    write: (_chunk, _encoding, done) => {
      done();
      socket.push(answer);
    },
  });
  const trace = { start: 0, phase: 'answer' as const, target: { host: '127.0.0.1', port: 80 }, isProxy: false };
  const reply = await sendHttp1(socket as Socket, { request, trace, signal });
  await readBody(reply, { maxBytes: 10, hasBody: true });
  reply.end();
  socket.destroy();
  collect();
}

/**
 * What start-up left on the heap is collected now: else V8 does it in the first pause that it finds, which is the one in which the
 * connection is made (3 to 10 ms on a busy machine, by `--cpu-prof`; this takes about 10).
 */
function collect(): void {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  gc();
}
