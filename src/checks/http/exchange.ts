import * as plain from 'node:http';
import * as secure from 'node:https';
import { isIP } from 'node:net';
import { CheckProblem, messageOf } from '../../errors.ts';
import { type Body, readBody } from './body.ts';
import type { Deadline } from './deadline.ts';
import { describeFailure, type Failure, type Phase } from './failure.ts';

/** One request, ready to be sent. `ca` is PEM text that takes the place of the trust store. */
export type HttpRequest = {
  readonly url: URL;
  readonly method: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | undefined;
  readonly ca: string | undefined;
  readonly maxBytes: number;
};

/** How long each phase took, in ms; `firstByteMs` counts from the start to the answer's headers. Null: there was no such phase. */
export type Timing = {
  readonly dnsMs: number | null;
  readonly tcpMs: number | null;
  readonly tlsMs: number | null;
  readonly firstByteMs: number | null;
};

/** The head of an answer. `receivedAt` is when it was there, by our clock. */
export type Answer = {
  readonly status: number;
  readonly reason: string;
  readonly httpVersion: string;
  readonly headers: { readonly [name: string]: string };
  readonly receivedAt: Date;
};

/** What one request came to: an answer, a failure, or both when the connection broke inside the body. */
export type Exchange = {
  readonly timing: Timing;
  readonly remoteAddress: string | null;
  readonly answer: Answer | undefined;
  readonly body: Body | undefined;
  readonly failure: Failure | undefined;
};

type Marks = { start: number; lookup?: number; connect?: number; secure?: number; answer?: number; address?: string };

/** Sends one request over a connection of its own, and does not follow redirects. Throws a `CheckProblem` when it cannot tell. */
export async function exchange(
  request: HttpRequest,
  use: { readonly deadline: Deadline; readonly now: () => Date },
): Promise<Exchange> {
  const { deadline, now } = use;
  const marks: Marks = { start: performance.now() };
  let answer: Answer | undefined;
  try {
    const outgoing = open(request, deadline.signal);
    const response = await send({ outgoing, request, marks });
    answer = {
      status: response.statusCode ?? 0,
      reason: response.statusMessage ?? '',
      httpVersion: response.httpVersion,
      headers: Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
      ),
      receivedAt: now(),
    };
    const hasBody =
      request.method !== 'HEAD' && ![204, 304].includes(answer.status) && response.headers['content-length'] !== '0';
    const body = await readBody(response, { maxBytes: request.maxBytes, hasBody });
    outgoing.destroy();
    return { timing: toTiming(marks), remoteAddress: marks.address ?? null, answer, body, failure: undefined };
  } catch (error) {
    if (error instanceof CheckProblem) throw error;
    const target = { host: hostOf(request.url), port: portOf(request.url) };
    const failure = describeFailure({ error, phase: phaseOf(marks, request.url), target, deadline });
    return { timing: toTiming(marks), remoteAddress: marks.address ?? null, answer, body: undefined, failure };
  }
}

function open(request: HttpRequest, signal: AbortSignal): plain.ClientRequest {
  const { url, method, headers, ca } = request;
  const client = url.protocol === 'https:' ? secure : plain;
  // A connection of its own: a reused one has no DNS, TCP and TLS times. A slow second address needs more than Node's 250 ms.
  const common = { method, headers, signal, agent: false as const, autoSelectFamilyAttemptTimeout: 1000 };
  // Node would ask for the name in a Host header; curl asks for the one in the URL.
  const servername = isIP(hostOf(url)) === 0 ? hostOf(url) : '';
  const options = url.protocol === 'https:' ? { ...common, servername, ...(ca === undefined ? {} : { ca }) } : common;
  try {
    return client.request(url, options);
  } catch (cause) {
    throw new CheckProblem({ status: 'error', message: `the request cannot be sent: ${messageOf(cause)}` }, { cause });
  }
}

function send(of: {
  readonly outgoing: plain.ClientRequest;
  readonly request: HttpRequest;
  readonly marks: Marks;
}): Promise<plain.IncomingMessage> {
  const { outgoing, request, marks } = of;
  return new Promise((resolve, reject) => {
    outgoing.on('socket', (socket) => {
      socket.once('lookup', () => (marks.lookup = performance.now()));
      socket.once('connect', () => {
        marks.connect = performance.now();
        if (socket.remoteAddress !== undefined) marks.address = socket.remoteAddress;
      });
      socket.once('secureConnect', () => (marks.secure = performance.now()));
    });
    outgoing.on('response', (response) => {
      marks.answer = performance.now();
      resolve(response);
    });
    outgoing.on('error', reject);
    outgoing.end(request.body);
  });
}

function phaseOf(marks: Marks, url: URL): Phase {
  if (marks.answer !== undefined) return 'body';
  if (marks.connect !== undefined) return url.protocol === 'https:' && marks.secure === undefined ? 'tls' : 'answer';
  return marks.lookup !== undefined || isIP(hostOf(url)) !== 0 ? 'tcp' : 'dns';
}

function toTiming(marks: Marks): Timing {
  const { start, lookup, connect, secure: tls, answer } = marks;
  const between = (from: number | undefined, to: number | undefined) =>
    from === undefined || to === undefined ? null : to - from;
  return {
    dnsMs: between(start, lookup),
    tcpMs: between(lookup ?? start, connect),
    tlsMs: between(connect, tls),
    firstByteMs: between(start, answer),
  };
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function portOf(url: URL): number {
  return Number(url.port || (url.protocol === 'https:' ? 443 : 80));
}
