import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { readBody } from '../http/body.ts';
import type { Phase } from '../http/failure.ts';
import type { Address } from './address.ts';

/** An answer with its body; `body` is cut at 256 KiB. */
export type Answer = {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: Buffer;
  readonly isCut: boolean;
};

/** A connection for one request, whose bytes are written one by one as they are. `connectMs` is the time of the TCP handshake. */
export type Line = {
  readonly connectMs: number;
  /** Resolves when the system has taken the bytes. */
  readonly write: (bytes: Buffer) => Promise<void>;
  readonly answer: Promise<Answer>;
  /** What the connection is busy with, for the words of a failure. */
  readonly phase: () => Phase;
  readonly close: () => void;
};

const maxBytes = 256 * 1024;

/** Opens a connection, with TLS where `url` says so; rejects with what the network says. An aborted signal ends it. */
export async function openLine(of: {
  readonly url: URL;
  readonly to: Address;
  readonly method: string;
  readonly ca: string | undefined;
  readonly signal: AbortSignal;
}): Promise<Line> {
  const { url, to, method, ca, signal } = of;
  const isTls = url.protocol === 'https:';
  const start = performance.now();
  let phase: Phase = 'tcp';
  signal.throwIfAborted();
  const tcp = connectTcp({ host: to.address, port: to.port });
  tcp.setNoDelay(true);
  const onAbort = () => tcp.destroy(new Error('ended'));
  signal.addEventListener('abort', onAbort, { once: true });
  tcp.once('close', () => signal.removeEventListener('abort', onAbort));
  try {
    await settled(tcp, 'connect');
    const connectMs = performance.now() - start;
    let socket: Socket = tcp;
    if (isTls) {
      phase = 'tls';
      const servername = isIP(to.host) === 0 ? to.host : '';
      const trust = ca === undefined ? {} : { ca };
      socket = connectTls({ socket: tcp, host: to.host, servername, ALPNProtocols: ['http/1.1'], ...trust });
      await settled(socket, 'secureConnect');
    }
    phase = 'answer';
    const response = receive(socket, method);
    const answer = response.then(async (message) => {
      phase = 'body';
      return toAnswer(message, method);
    });
    // Whoever waits for it is told; nobody may be waiting yet.
    answer.catch(() => undefined);
    return {
      connectMs,
      answer,
      phase: () => phase,
      write: (bytes) =>
        new Promise((resolve, reject) => {
          socket.write(bytes, (error) => (error ? reject(error) : resolve()));
        }),
      close: () => socket.destroy(),
    };
  } catch (cause) {
    tcp.destroy();
    throw Object.assign(cause as Error, { phase });
  }
}

function settled(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    socket.once(event, () => {
      socket.off('error', reject);
      resolve();
    });
  });
}

/** Node's own parser reads the answer. What Node would send for it goes nowhere: the bytes of the request are ours. */
function receive(socket: Socket, method: string): Promise<IncomingMessage> {
  const reader = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  socket.on('data', (chunk) => reader.push(chunk));
  socket.on('end', () => reader.push(null));
  socket.on('error', (error) => reader.destroy(error));
  socket.on('close', () => reader.destroy());
  reader.on('error', () => socket.destroy());
  reader.on('close', () => socket.destroy());
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ method, createConnection: () => reader });
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
    outgoing.end();
  });
}

async function toAnswer(message: IncomingMessage, method: string): Promise<Answer> {
  const status = message.statusCode ?? 0;
  const hasBody = method !== 'HEAD' && ![204, 304].includes(status) && message.headers['content-length'] !== '0';
  const headers = { 'content-encoding': message.headers['content-encoding'] ?? '' };
  const { bytes, truncated } = await readBody({ headers, stream: message }, { maxBytes, hasBody });
  message.destroy();
  return { status, location: message.headers.location, body: bytes, isCut: truncated };
}
