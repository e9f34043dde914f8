import { connect, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from 'node:http2';
import type { Socket } from 'node:net';
import { basicOf } from './basic.ts';
import type { Trace } from './connect.ts';
import { maxHeaderBytes, open, type Reply } from './http1.ts';
import type { HttpRequest } from './request.ts';

/** Sends a request as HTTP/2 over a connection whose TLS handshake has agreed on it (RFC 9113). */
export function sendHttp2(
  socket: Socket,
  use: { readonly request: HttpRequest; readonly trace: Trace; readonly signal: AbortSignal },
): Promise<Reply> {
  const { request, trace, signal } = use;
  return new Promise((resolve, reject) => {
    const session = connect(request.url.origin, {
      createConnection: () => socket,
      settings: { enablePush: false, maxHeaderListSize: maxHeaderBytes },
    });
    session.on('error', reject);
    const stream = open(() => session.request(headersOf(request), { endStream: request.body === undefined, signal }));
    const early: number[] = [];
    stream.on('headers', (headers) => early.push(Number(headers[':status'])));
    stream.on('error', reject);
    // A stream that a closing session takes along ends without an error of its own.
    stream.on('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    stream.on('response', (headers) => {
      trace.firstByte = performance.now();
      resolve({
        status: Number(headers[':status']),
        reason: '',
        httpVersion: '2',
        headers: toHeaders(headers),
        early,
        stream,
        end: () => session.destroy(),
      });
    });
    if (request.body !== undefined) stream.end(request.body);
  });
}

const hopByHop = ['connection', 'host', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade'];

function headersOf({ url, method, headers, body }: HttpRequest): { readonly [name: string]: string } {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const basic = basicOf(url);
  return {
    ...(basic === undefined ? {} : { authorization: basic }),
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    ...Object.fromEntries(Object.entries(lower).filter(([name]) => !hopByHop.includes(name))),
    ':method': method,
    ':scheme': url.protocol.slice(0, -1),
    ':authority': lower.host ?? url.host,
    ':path': `${url.pathname}${url.search}`,
  };
}

function toHeaders(headers: IncomingHttpHeaders & IncomingHttpStatusHeader): { readonly [name: string]: string } {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith(':') || value === undefined ? [] : [[name, [value].flat().join(', ')]],
    ),
  );
}
