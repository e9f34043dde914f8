import { createPrivateKey, type KeyObject } from 'node:crypto';
import { CheckProblem, messageOf } from '../../errors.ts';
import type { CheckContext } from '../check.ts';
import { readPem } from '../tls/read-pem.ts';
import { readGiven } from './given-file.ts';

/** A client certificate with its intermediates, and its key, as PEM texts. */
export type ClientCertificate = { readonly cert: string; readonly key: string };

/**
 * Loads a client certificate and its key, which lies in the same file where no other is named. Throws a `CheckProblem` where the key
 * cannot be read or belongs to another certificate.
 */
export async function loadClientCertificate(
  given: { readonly cert: string; readonly key?: string | undefined; readonly passphrase: string | undefined },
  context: Pick<CheckContext, 'folder'>,
): Promise<ClientCertificate> {
  const { text, certificates } = await readPem(given.cert, context);
  const name = given.key ?? given.cert;
  const content = await readGiven(name, 'the key of the client certificate', context);
  const key = parseKey(content, name, given.passphrase);
  if (certificates[0]?.checkPrivateKey(key) === false)
    throw problem(`${name} is not the key of the first certificate in ${given.cert}`);
  return { cert: text, key: String(key.export({ type: 'pkcs8', format: 'pem' })) };
}

function parseKey(content: Buffer, name: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key: content, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (cause) {
    const message = messageOf(cause);
    if (/ENCRYPTED/.test(content.toString('latin1'))) {
      const why = passphrase === undefined ? 'needs a passphrase' : 'has another passphrase';
      throw problem(`${name} ${why}: name the variable that holds it with passphrase_env`, cause);
    }
    if (!/PRIVATE KEY/.test(content.toString('latin1')))
      throw problem(`${name} holds no private key in PEM form`, cause);
    throw problem(`${name} cannot be read: ${message}`, cause);
  }
}

function problem(message: string, cause?: unknown): CheckProblem {
  return new CheckProblem(
    { status: 'error', message: `the client certificate cannot be used: ${message}` },
    cause === undefined ? undefined : { cause },
  );
}
