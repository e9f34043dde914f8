import type { SecureContext } from 'node:tls';
import type { Target } from './failure.ts';
import type { ProxyChoice } from './proxy.ts';
import type { Pins } from './route.ts';

/** One request, ready to be sent. */
export type HttpRequest = {
  readonly url: URL;
  readonly method: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | Buffer | undefined;
  readonly maxBytes: number;
  readonly link: Link;
};

/**
 * How the connections of a request are made. `secure` holds the trusted roots and the client certificate; `insecure` goes on where the
 * server's certificate is not trusted. `protocols` is what is offered in the TLS handshake. `family` 0 is any.
 */
export type Link = {
  readonly secure: SecureContext | undefined;
  readonly insecure: boolean;
  readonly protocols: readonly string[];
  readonly proxyFor: (url: URL) => ProxyChoice;
  readonly pins: Pins;
  readonly family: 0 | 4 | 6;
  readonly unixSocket: string | undefined;
  readonly connectTimeoutMs: number | undefined;
};

/** The host and port of a URL; an IPv6 address without its brackets. */
export function targetOf(url: URL): Target {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port };
}
