import { createPrivateKey, type KeyObject } from 'node:crypto';
import { CheckProblem } from '../../errors.ts';

/** A private key in PEM form. */
const keyBlock = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----[\s\S]*?-----END (?:[A-Z]+ )*PRIVATE KEY-----/;

/** The private key block of a PEM text, undefined where it has none. */
export function findKeyBlock(text: string): string | undefined {
  return keyBlock.exec(text)?.[0];
}

/** Opens a private key, PEM or DER. Its content is in no message. Throws a `CheckProblem` that says what is missing. */
export function openKey(of: {
  readonly bytes: Buffer;
  readonly name: string;
  readonly passphrase: string | undefined;
}): KeyObject {
  const { bytes, name, passphrase } = of;
  const block = findKeyBlock(bytes.toString('latin1'));
  try {
    if (block !== undefined)
      return createPrivateKey({ key: block, ...(passphrase === undefined ? {} : { passphrase }) });
    return openDer(bytes);
  } catch (cause) {
    throw describe({ cause, name, hasBlock: block !== undefined, hasPassphrase: passphrase !== undefined });
  }
}

/** What DER holds is only found by trying. Throws what the last attempt threw. */
function openDer(bytes: Buffer): KeyObject {
  for (const type of ['pkcs8', 'sec1'] as const) {
    try {
      return createPrivateKey({ key: bytes, format: 'der', type });
    } catch {}
  }
  return createPrivateKey({ key: bytes, format: 'der', type: 'pkcs1' });
}

/** The cause is not passed on: nobody can promise that OpenSSL says nothing of a key. */
function describe(of: {
  readonly cause: unknown;
  readonly name: string;
  readonly hasBlock: boolean;
  readonly hasPassphrase: boolean;
}): CheckProblem {
  const { cause, name, hasBlock, hasPassphrase } = of;
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  if (!hasBlock) return new CheckProblem({ status: 'error', message: `${name} holds no private key that can be read` });
  if (code === 'ERR_MISSING_PASSPHRASE' || (!hasPassphrase && /INTERRUPTED_OR_CANCELLED|BAD_PASSWORD_READ/.test(code)))
    return new CheckProblem({
      status: 'blocked',
      message: `the key in ${name} is encrypted`,
      unblock: 'Put its passphrase into an environment variable, and name that: passphrase_env (--passphrase-env)',
    });
  const message = hasPassphrase
    ? `the key in ${name} cannot be opened with the passphrase that was given (${code})`
    : `the key in ${name} cannot be understood (${code})`;
  return new CheckProblem({ status: 'error', message });
}
