import { connect as connectTcp, type NetConnectOpts, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';

/** How long asking may take: whoever cancels is in a hurry. */
const limitMs = 2000;

/**
 * Asks a server, over a connection of its own, to end what a backend is doing (PostgreSQL docs, "Canceling Requests in Progress").
 * It ends when the server has closed that connection, or after two seconds; that it did not work is not told.
 */
export function sendCancel(of: {
  readonly to: NetConnectOpts;
  readonly tls: ConnectionOptions | undefined;
  readonly processId: number;
  readonly key: number;
}): Promise<void> {
  const { to, tls, processId, key } = of;
  return new Promise((resolve) => {
    const socket = connectTcp(to);
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve();
    };
    const timer = setTimeout(end, limitMs);
    const ask = (stream: Socket) =>
      stream
        .on('error', end)
        .on('close', end)
        .end(toMessage([80_877_102, processId, key]));
    socket.on('error', end).on('close', end);
    socket.once('connect', () => {
      if (tls === undefined) return ask(socket);
      socket.write(toMessage([80_877_103]));
      socket.once('data', (answer) => {
        if (answer.toString('latin1') !== 'S') return end();
        // The certificate was judged when the query was sent; a cancel carries nothing to protect but its key.
        const stream = connectTls({ ...tls, socket });
        stream.once('secureConnect', () => ask(stream)).on('error', end);
      });
    });
  });
}

/** The length, itself counted, and 32-bit numbers. */
function toMessage(numbers: readonly number[]): Buffer {
  const message = Buffer.alloc(4 * (numbers.length + 1));
  message.writeInt32BE(message.length, 0);
  for (const [index, number] of numbers.entries()) message.writeInt32BE(number, 4 * (index + 1));
  return message;
}
