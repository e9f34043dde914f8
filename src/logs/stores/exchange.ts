import * as plain from 'node:http';
import * as secure from 'node:https';
import { isIP } from 'node:net';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CheckProblem } from '../../errors.ts';
import { describeFailure } from './failure.ts';

/** One request to a store, its credentials among the headers. */
export type StoreRequest = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string | undefined;
};

/** An answer whose body has yet to be read: to its end, or given up with `return`, or the connection stays open. */
export type StoreAnswer = {
  readonly status: number;
  readonly headers: plain.IncomingHttpHeaders;
  readonly trailers: () => NodeJS.Dict<string>;
  /** The body with its compression undone. Throws a `CheckProblem` when it breaks off or nothing comes for `timeoutMs`. */
  readonly body: AsyncGenerator<Buffer>;
};

/** How requests to one store travel. `timeoutMs` bounds the wait for the head of an answer, and then for each part of its body. */
export type Link = {
  readonly store: string;
  readonly agent: plain.Agent;
  readonly ca: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Bytes as they came over the wire. */
  readonly onBytes: (count: number) => void;
};

/** An agent for the requests of one read, over as few connections as can be; `destroy` closes them. */
export function createAgent(url: URL): plain.Agent {
  const options = { keepAlive: true, maxSockets: 1 };
  return url.protocol === 'https:' ? new secure.Agent(options) : new plain.Agent(options);
}

/** Sends one request. A redirect is an answer like any other: credentials go nowhere but where they were meant for. */
export async function exchange(request: StoreRequest, link: Link): Promise<StoreAnswer> {
  const { url } = request;
  const wait = startWait(link);
  const outgoing = open(request, link);
  wait.onEnd(() => outgoing.destroy());
  const problem = (error: unknown, phase: 'answer' | 'body') =>
    describeFailure({ error, phase, store: link.store, url, wait });
  try {
    const response = await new Promise<plain.IncomingMessage>((resolve, reject) => {
      outgoing.on('response', resolve);
      outgoing.on('error', reject);
      outgoing.end(request.body);
    });
    wait.pause();
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      trailers: () => response.trailers,
      body: readBody({ response, outgoing, link, wait, problem }),
    };
  } catch (error) {
    wait.stop();
    outgoing.destroy();
    // The store had closed a connection that was kept for the next page, just as that went out.
    const isStale = outgoing.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
    if (isStale && wait.hit() === undefined) return await exchange(request, link);
    throw problem(error, 'answer');
  }
}

function open(request: StoreRequest, link: Link): plain.ClientRequest {
  const { url, method, headers, body } = request;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const options = {
    method,
    agent: link.agent,
    headers: {
      'user-agent': 'causebook',
      'accept-encoding': 'gzip',
      ...headers,
      ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    },
  };
  if (url.protocol !== 'https:') return plain.request(url, options);
  return secure.request(url, {
    ...options,
    servername: isIP(host) === 0 ? host : '',
    ...(link.ca === undefined ? {} : { ca: link.ca }),
  });
}

async function* readBody(of: {
  readonly response: plain.IncomingMessage;
  readonly outgoing: plain.ClientRequest;
  readonly link: Link;
  readonly wait: Wait;
  readonly problem: (error: unknown, phase: 'body') => CheckProblem;
}): AsyncGenerator<Buffer> {
  const { response, outgoing, link, wait, problem } = of;
  response.on('data', (chunk: Buffer) => link.onBytes(chunk.length));
  response.pause();
  let isWhole = false;
  try {
    const source = decode(response, link.store)[Symbol.asyncIterator]();
    for (;;) {
      wait.resume();
      const next: IteratorResult<Buffer> = await source.next();
      wait.pause();
      if (next.done === true) break;
      yield next.value;
    }
    isWhole = true;
  } catch (error) {
    throw error instanceof CheckProblem ? error : problem(error, 'body');
  } finally {
    wait.stop();
    if (!isWhole) outgoing.destroy();
  }
}

function decode(response: plain.IncomingMessage, store: string): Readable {
  const coding = (response.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (coding === 'identity' || coding === '') return response;
  if (coding === 'gzip' || coding === 'x-gzip') return pipeline(response, createGunzip(), () => {});
  throw new CheckProblem({
    status: 'error',
    message: `${store} answered in the coding ${coding}, which was not asked for`,
  });
}

/** The time a request may still wait, and why it ended. */
export type Wait = {
  readonly hit: () => 'timeout' | 'cancelled' | undefined;
  readonly limitMs: number;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly stop: () => void;
  readonly onEnd: (end: () => void) => void;
};

/** The clock stands still while the caller is busy with what came. */
function startWait(link: Link): Wait {
  let hit: 'timeout' | 'cancelled' | undefined;
  let act = () => {};
  const end = (why: 'timeout' | 'cancelled') => {
    hit ??= why;
    act();
  };
  const onAbort = () => end('cancelled');
  let timer = setTimeout(end, link.timeoutMs, 'timeout');
  link.signal.addEventListener('abort', onAbort, { once: true });
  const pause = () => clearTimeout(timer);
  return {
    hit: () => hit,
    limitMs: link.timeoutMs,
    pause,
    resume: () => {
      clearTimeout(timer);
      timer = setTimeout(end, link.timeoutMs, 'timeout');
    },
    stop: () => {
      clearTimeout(timer);
      link.signal.removeEventListener('abort', onAbort);
    },
    onEnd: (end) => {
      act = end;
      if (link.signal.aborted) onAbort();
    },
  };
}
