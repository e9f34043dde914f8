import { createSecureContext, type SecureContext, type SecureVersion } from 'node:tls';
import { CheckProblem, messageOf } from '../../errors.ts';
import type { TrustStore } from './trust-store.ts';

/** The certificate that the client shows, with its key, both PEM. */
export type ClientCertificate = { readonly cert: string; readonly key: string };

/**
 * What a handshake is made with. `usual`: as any Node program would, with the client's own certificate; `lowered`: everything that OpenSSL
 * still can, so that a server is heard that others refuse; `only`: a single version, without any certificate.
 */
export type Contexts = {
  readonly usual: SecureContext;
  readonly lowered: () => SecureContext;
  readonly only: (version: SecureVersion) => SecureContext;
};

const ciphers = 'DEFAULT@SECLEVEL=0';

/** Creates them once for all connections of a check: to load a trust store takes 20 ms. */
export function createContexts(store: TrustStore, client: ClientCertificate | undefined): Contexts {
  const ca = store.certificates.map((each) => each.toString());
  const own = client ?? {};
  const made = new Map<string, SecureContext>();
  const once = (name: string, create: () => SecureContext) => {
    const context = made.get(name) ?? create();
    made.set(name, context);
    return context;
  };
  return {
    usual: createUsual({ ca, ...own }),
    lowered: () => once('lowered', () => createSecureContext({ ca, ...own, ciphers, minVersion: 'TLSv1' })),
    only: (version) => once(version, () => createSecureContext({ ciphers, minVersion: version, maxVersion: version })),
  };
}

function createUsual(options: { readonly ca: string[]; readonly cert?: string; readonly key?: string }): SecureContext {
  try {
    return createSecureContext(options);
  } catch (cause) {
    const reason = /mismatch/i.test(messageOf(cause)) ? 'the key does not belong to it' : messageOf(cause);
    throw new CheckProblem({ status: 'error', message: `the client certificate cannot be used: ${reason}` });
  }
}
