import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import type { Server } from './server.ts';

/** One query on its way: its bytes, to whom, how long to wait, and which of the answers is meant for it. */
export type Sending = {
  readonly query: Buffer;
  readonly server: Server;
  readonly waitMs: number;
  readonly signal: AbortSignal;
  readonly isAnswer: (answer: Buffer) => boolean;
};

/** Thrown when nothing came within `waitMs`, or before `signal` fired. */
export class NoAnswer extends Error {}

/** Sends a query by UDP once and gives the answer; other datagrams are passed over. Rejects with `NoAnswer` or what the system said. */
export function askUdp(sending: Sending): Promise<Buffer> {
  const { query, server, isAnswer } = sending;
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(server.address.replace(/%.*$/, '')) ? 'udp6' : 'udp4');
    const end = startWait(sending, () => socket.close(), reject);
    socket.on('error', (error) => end(() => reject(error)));
    socket.on('message', (answer) => {
      if (isAnswer(answer)) end(() => resolve(answer));
    });
    // A connected socket hears when nothing listens there, and nobody else.
    socket.connect(server.port, server.address, () => {
      socket.send(query, (error) => {
        if (error !== null) end(() => reject(error));
      });
    });
  });
}

/** The same over TCP, where an answer has a length before it (RFC 1035, 4.2.2). */
export function askTcp(sending: Sending): Promise<Buffer> {
  const { query, server, isAnswer } = sending;
  return new Promise((resolve, reject) => {
    const socket = connect({ host: server.address, port: server.port, autoSelectFamily: false });
    const end = startWait(sending, () => socket.destroy(), reject);
    let got = Buffer.alloc(0);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.length);
    socket.on('error', (error) => end(() => reject(error)));
    socket.on('end', () => end(() => reject(new NoAnswer('the connection was closed before the answer was whole'))));
    socket.on('data', (chunk) => {
      got = Buffer.concat([got, chunk]);
      if (got.length < 2 || got.length < 2 + got.readUInt16BE()) return;
      const answer = got.subarray(2, 2 + got.readUInt16BE());
      end(() =>
        isAnswer(answer) ? resolve(answer) : reject(new NoAnswer('what came back was no answer to the query')),
      );
    });
    socket.write(Buffer.concat([length, query]));
  });
}

/** Ends an exchange once: by its result, its time, or its signal. */
function startWait(
  { waitMs, signal }: Sending,
  close: () => void,
  reject: (cause: Error) => void,
): (finish: () => void) => void {
  let isOver = false;
  const end = (finish: () => void) => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
    close();
    finish();
  };
  const giveUp = () => end(() => reject(new NoAnswer('no answer')));
  const timer = setTimeout(giveUp, waitMs);
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  return end;
}
