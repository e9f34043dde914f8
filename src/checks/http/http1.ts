import { type IncomingMessage, request as requestPlain } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { CheckProblem, messageOf } from '../../errors.ts';
import { basicOf } from './basic.ts';
import type { Trace } from './connect.ts';
import type { HttpRequest } from './request.ts';

/** An answer whose body is still to be read. `early` are the statuses of the informational answers before it; `end` lets go of it. */
export type Reply = {
  readonly status: number;
  readonly reason: string;
  readonly httpVersion: string;
  readonly headers: { readonly [name: string]: string };
  readonly early: readonly number[];
  readonly stream: Readable;
  readonly end: () => void;
};

/** The headers of an answer that are taken in, in bytes: curl's own limit is 300 KiB, Node's 16. */
export const maxHeaderBytes = 256 * 1024;

/** Sends a request as HTTP/1.1 over a connection, in absolute form where a proxy is to pass it on (RFC 9112 3.2.2). */
export function sendHttp1(
  socket: Socket,
  use: { readonly request: HttpRequest; readonly trace: Trace; readonly signal: AbortSignal },
): Promise<Reply> {
  const { request, trace, signal } = use;
  const { url, method, body } = request;
  const path = trace.isProxy ? `${url.origin}${url.pathname}${url.search}` : `${url.pathname}${url.search}`;
  return new Promise((resolve, reject) => {
    const early: number[] = [];
    const outgoing = open(() =>
      requestPlain({
        createConnection: () => socket,
        method,
        path,
        headers: headersOf(request, trace),
        setHost: false,
        signal,
        maxHeaderSize: maxHeaderBytes,
      }),
    );
    outgoing.on('socket', () =>
      socket.prependOnceListener('data', () => {
        trace.firstByte = performance.now();
      }),
    );
    outgoing.on('information', ({ statusCode }) => early.push(statusCode));
    outgoing.on('error', reject);
    outgoing.on('response', (response) => resolve(toReply(response, early, () => outgoing.destroy())));
    // What follows a 101 is no body, and would never end as one.
    outgoing.on('upgrade', (response) =>
      resolve({ ...toReply(response, early, () => outgoing.destroy()), stream: Readable.from([]) }),
    );
    outgoing.end(body);
  });
}

/** Runs what makes a request: a header that cannot be sent is told without its value. */
export function open<T>(make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw new CheckProblem({ status: 'error', message: `the request cannot be sent: ${messageOf(cause)}` }, { cause });
  }
}

function headersOf({ url, headers, link }: HttpRequest, trace: Trace): { readonly [name: string]: string } {
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  const basic = basicOf(url);
  const proxy = trace.isProxy ? basicOf(link.proxyFor(url).url ?? url) : undefined;
  return {
    ...(names.includes('host') ? {} : { host: url.host }),
    ...(basic === undefined || names.includes('authorization') ? {} : { authorization: basic }),
    ...(proxy === undefined ? {} : { 'proxy-authorization': proxy }),
    ...headers,
  };
}

function toReply(response: IncomingMessage, early: readonly number[], end: () => void): Reply {
  return {
    status: response.statusCode ?? 0,
    reason: response.statusMessage ?? '',
    httpVersion: response.httpVersion,
    headers: Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
    ),
    early,
    stream: response,
    end,
  };
}
