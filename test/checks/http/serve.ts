import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import { http } from '../../../src/checks/http.ts';
import { type ContextParts, createCheckContext } from '../../helpers/check-context.ts';

/** The certificates of the TLS tests: test/fixtures/tls/README.md says what each is. */
export const fixtures = new URL('../../fixtures/tls/', import.meta.url).pathname;
export const pem = (name: string) => readFileSync(`${fixtures}${name}`, 'utf8');
/** What a server on this machine presents, and its intermediate. */
export const identity = () => ({ key: pem('leaf.key'), cert: pem('leaf.pem') + pem('int.pem') });

const open: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  for (const server of open.splice(0)) {
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Lets a server listen on loopback until the end of the test; gives its port. */
export async function listen(server: Server): Promise<number> {
  open.push(server);
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

export const serve = (listener: RequestListener) => listen(createServer(listener));

/** A server that speaks whatever `onConnection` makes it speak. */
export function serveTcp(onConnection: (socket: Socket) => void): Promise<number> {
  return listen(
    createTcpServer((socket) => {
      socket.on('error', () => undefined);
      onConnection(socket);
    }),
  );
}

/** A port on which nothing listens. */
export async function closePort(): Promise<number> {
  const [port = 0] = await closePorts(1);
  return port;
}

/** Several of them, all different: each was still open when the next was found. */
export async function closePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  while (ports.length < count) ports.push(await serve(() => undefined));
  for (const _ of ports) await new Promise((resolve) => open.pop()?.close(resolve));
  return ports;
}

/** Runs the check with what a step would say. */
export async function run(given: Record<string, unknown>, parts: ContextParts = {}) {
  return http.run(http.parameters.parse(given), await createCheckContext(parts));
}
