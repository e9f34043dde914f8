import { readFile } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';
import type { CheckContext } from '../check.ts';
import { readPem } from '../tls/read-pem.ts';
import { readGiven } from './given-file.ts';

/** Whose certificates are trusted: PEM texts, and what to call them. */
export type Trust = { readonly ca: readonly string[]; readonly title: string };

/** Where Debian, Red Hat, Alpine and macOS keep the roots that curl trusts. */
const systemStores = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/**
 * Loads whom to trust: the CA file that was given; or the roots of this machine (SSL_CERT_FILE, else where the system keeps them), as
 * curl does; or those that come with Node. Where the machine has none, Node's are taken, and the title says so.
 */
export async function loadTrust(
  given: { readonly ca?: string | undefined; readonly trust: 'system' | 'node' },
  context: Pick<CheckContext, 'folder' | 'env'>,
): Promise<Trust> {
  if (given.ca !== undefined)
    return { ca: [(await readPem(given.ca, context)).text], title: `the CA file ${given.ca}` };
  if (given.trust === 'system') {
    const named = context.env.SSL_CERT_FILE;
    if (named !== undefined && named !== '') {
      const text = await readGiven(named, 'the file that SSL_CERT_FILE names', context);
      return { ca: [text.toString('latin1')], title: `the roots of SSL_CERT_FILE (${named})` };
    }
    for (const file of systemStores) {
      const text = await readFile(file, 'latin1').catch(() => undefined);
      if (text !== undefined) return { ca: [text], title: `the roots of this machine (${file})` };
    }
  }
  return { ca: rootCertificates, title: "Node's own list of roots" };
}
