import { createServer as createPlainServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { messageOf, UserError } from '../../errors.ts';
import { type Certificates, createCertificates } from '../live/certificates.ts';
import type { Arrival, EndpointCounts } from './arrival.ts';
import { createLedger } from './ledger.ts';
import { createEndpointListener } from './listener.ts';
import type { EndpointSettings, TlsFault } from './settings.ts';

/** A mock partner that runs. `ca` is the PEM of the authority to trust, where it speaks TLS. */
export type Endpoint = {
  readonly url: string;
  readonly ca: string | undefined;
  readonly counts: () => EndpointCounts;
  /** Ends every connection and planned answer. May be called twice. */
  readonly close: () => Promise<void>;
};

/** Starts a mock partner on 127.0.0.1, and nowhere else. Throws a `UserError` where the port is taken. */
export async function createEndpoint(
  settings: EndpointSettings,
  onArrival: (arrival: Arrival) => void = () => undefined,
): Promise<Endpoint> {
  const ledger = createLedger();
  const ending = new AbortController();
  const serve = createEndpointListener({ settings, ledger, onArrival, signal: ending.signal });
  const certificates = settings.tls === undefined ? undefined : await createFaulty(settings.tls);
  const server: Server =
    certificates === undefined
      ? createPlainServer(limits, serve)
      : createTlsServer({ ...limits, ...certificates.served }, serve);
  server.maxConnections = maxConnections;
  await listen(server, settings.port);
  const { port } = server.address() as AddressInfo;
  let closing: Promise<void> | undefined;
  return {
    url: `${certificates === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    ca: certificates?.ca,
    counts: ledger.counts,
    close: () => {
      closing ??= new Promise((resolve) => {
        ending.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closing;
    },
  };
}

const maxConnections = 256;
const limits = {
  requestTimeout: 60_000,
  headersTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16_384,
};
const dayMs = 86_400_000;

async function createFaulty(fault: TlsFault): Promise<{ readonly ca: string; readonly served: object }> {
  const now = Date.now();
  const from = fault === 'not-yet-valid' ? now + dayMs : now - 30 * dayMs;
  const to = fault === 'expired' ? now - dayMs : now + 30 * dayMs;
  const made: Certificates = await createCertificates({
    hosts: fault === 'wrong-host' ? ['wrong.host.invalid'] : ['localhost', '127.0.0.1'],
    notBefore: new Date(from),
    notAfter: new Date(to),
    signedBy: fault === 'self-signed' ? 'itself' : fault === 'missing-intermediate' ? 'intermediate' : 'authority',
  });
  return { ca: made.ca, served: { cert: made.certificate, key: made.key } };
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  }).catch((cause: NodeJS.ErrnoException) => {
    const taken = cause.code === 'EADDRINUSE';
    throw new UserError(
      {
        message: taken ? `port ${port} is taken` : `port ${port} cannot be listened on: ${messageOf(cause)}`,
        hint: 'Give another with --port; 0, the default, takes a free one.',
      },
      { cause },
    );
  });
}
