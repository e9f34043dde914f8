import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** A request as a fake store sees it. */
export type FakeRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Settles when whoever asked is gone before the answer has ended. */
  readonly gone: Promise<void>;
};

/**
 * What a fake store answers. `hang`: nothing more comes after the body; `breakOff`: the connection is cut after it. Trailers
 * follow a chunked body.
 */
export type FakeAnswer = {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Iterable<string>;
  readonly trailers?: { readonly [name: string]: string };
  readonly hang?: 'at once' | 'after the body';
  readonly breakOff?: boolean;
  /** The connection is closed without an answer. */
  readonly drop?: boolean;
};

/** A fake store on loopback, what it was asked, and what it sent. */
export type FakeServer = {
  readonly url: string;
  readonly requests: readonly FakeRequest[];
  /** Bytes of bodies as they went over the wire. */
  readonly bytes: () => number;
  /** Answers the next request in the store's place, or lets the store answer where it gives undefined. */
  readonly intercept: (answer: (request: FakeRequest) => FakeAnswer | undefined) => void;
  readonly close: () => Promise<void>;
};

/** Starts a server that `handle` answers for; with `gzip`, bodies are compressed where the other side takes it. */
export async function startServer(
  handle: (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>,
  options: { readonly gzip?: boolean } = {},
): Promise<FakeServer> {
  const requests: FakeRequest[] = [];
  const intercepts: ((request: FakeRequest) => FakeAnswer | undefined)[] = [];
  let bytes = 0;
  const server = createServer({ maxHeaderSize: 1024 * 1024 }, async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const url = new URL(incoming.url ?? '/', 'http://fake');
    const request: FakeRequest = {
      method: incoming.method ?? '',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString('utf8'),
      gone: new Promise((resolve) => {
        response.once('close', () => {
          if (!response.writableFinished) resolve();
        });
      }),
    };
    requests.push(request);
    const answer = intercepts.shift()?.(request) ?? (await handle(request));
    const zip = options.gzip === true && `${incoming.headers['accept-encoding']}`.includes('gzip');
    await send(response, answer, zip, (count) => {
      bytes += count;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    bytes: () => bytes,
    intercept: (answer) => {
      intercepts.push(answer);
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function send(
  response: ServerResponse,
  answer: FakeAnswer,
  zip: boolean,
  onBytes: (count: number) => void,
): Promise<void> {
  if (answer.hang === 'at once') return;
  if (answer.drop === true) {
    response.destroy();
    return;
  }
  const { status, headers = {}, body = '', trailers } = answer;
  const names = trailers === undefined ? {} : { trailer: Object.keys(trailers).join(', ') };
  response.writeHead(status, { ...headers, ...names, ...(zip ? { 'content-encoding': 'gzip' } : {}) });
  for (const part of zip
    ? [gzipSync(typeof body === 'string' ? body : [...body].join(''))]
    : typeof body === 'string'
      ? [body]
      : body) {
    if (response.destroyed) return;
    const chunk = Buffer.from(part);
    onBytes(chunk.length);
    if (!response.write(chunk)) await drained(response);
  }
  if (answer.hang !== undefined) return;
  if (answer.breakOff === true) {
    response.socket?.destroySoon();
    return;
  }
  if (trailers !== undefined) response.addTrailers(trailers);
  response.end();
}

async function drained(response: ServerResponse): Promise<void> {
  const ended = new AbortController();
  const { signal } = ended;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).catch(() => {});
  ended.abort();
}

/** Whether a request carries this basic, bearer or API key credential. */
export function isSignedIn(request: FakeRequest, authorization: string | undefined): boolean {
  return authorization === undefined || request.headers.authorization === authorization;
}
