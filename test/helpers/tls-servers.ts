import { type ChildProcess, spawn } from 'node:child_process';
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';

/** Servers of one test, all on loopback, that end with it. */
export type Servers = {
  /** Starts a server on a free port, or on the given one, and gives its port. */
  readonly listen: (server: Server, at?: { readonly address?: string; readonly port?: number }) => Promise<number>;
  readonly serve: (options: TlsOptions, at?: { readonly address?: string; readonly port?: number }) => Promise<number>;
  /** Starts a program that listens on the port that `argv` is given, and waits until it does. */
  readonly run: (argv: (port: number) => readonly string[], cwd: string) => Promise<number>;
  /** A port on which nothing listens. */
  readonly free: () => Promise<number>;
  readonly close: () => Promise<void>;
};

/** Creates the servers of a test. */
export function createServers(): Servers {
  const open: Server[] = [];
  const sockets = new Set<Socket>();
  const children: ChildProcess[] = [];
  const listen: Servers['listen'] = async (server, { address = '127.0.0.1', port = 0 } = {}) => {
    open.push(server);
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, address, resolve);
    });
    return (server.address() as AddressInfo).port;
  };
  const free = async () => {
    const port = await listen(createTcpServer());
    await new Promise((resolve) => open.pop()?.close(resolve));
    return port;
  };
  return {
    listen,
    free,
    serve: (options, at) => listen(createServer(options), at),
    run: async (argv, cwd) => {
      const port = await free();
      const [program = '', ...rest] = argv(port);
      const child = spawn(program, rest, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
      children.push(child);
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
      while (!(await accepts(port))) {
        if (child.exitCode !== null) throw new Error(`${program} ended: ${said}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return port;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      for (const server of open.splice(0)) await new Promise((resolve) => server.close(resolve));
      for (const child of children.splice(0)) {
        if (child.exitCode !== null) continue;
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        await ended;
      }
    },
  };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
