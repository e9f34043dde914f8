import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Limits of every live server: a fake must not hang on what is sent to it. */
export const limits = {
  requestTimeout: 10_000,
  headersTimeout: 5_000,
  keepAliveTimeout: 1_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16_384,
};

/** Listens on an address of loopback and gives the port: a free one, or the one asked for. */
export function listen(server: Server, at: { readonly host?: string; readonly port?: number } = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port ?? 0, at.host ?? '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Stops listening and ends every connection. */
export function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
