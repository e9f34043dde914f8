import type { KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import path from 'node:path';
import { CheckProblem } from '../../errors.ts';
import type { CheckContext } from '../check.ts';
import { leafOf } from './build-path.ts';
import type { Contexts } from './contexts.ts';
import { type Endpoint, unknownEndpoint } from './endpoint.ts';
import { findFiles, readBytes } from './find-files.ts';
import { bySeriousness } from './finding.ts';
import { judgeChain } from './judge/chain.ts';
import type { Standard } from './judge/judged.ts';
import { judgeKey } from './judge/key.ts';
import { readCertificateFile } from './read-file.ts';
import { openKey } from './read-key.ts';
import { rehearse } from './rehearse.ts';

type Key = { readonly name: string; readonly key: KeyObject };

/**
 * Looks at files, each as the chain that a server would send; a file called by an address stands for that address. A file that cannot be
 * read is a problem where it is the only one, and a finding among others.
 */
export async function lookAtFiles(of: {
  readonly names: readonly string[];
  readonly host: string | undefined;
  readonly keyFile: string | undefined;
  readonly passphrase: string | undefined;
  readonly context: Pick<CheckContext, 'folder'>;
  readonly standard: Standard;
  readonly contexts: Contexts;
}): Promise<readonly Endpoint[]> {
  const { names, host, keyFile, passphrase, context, standard, contexts } = of;
  const lists = await Promise.all(
    names.map((name) => findFiles({ name, context, unblock: `Give the PEM file ${name}` })),
  );
  const files = [...new Map(lists.flat().map((file) => [file.path, file])).values()];
  const own = keyFile === undefined ? undefined : await loadKey(keyFile, { context, passphrase });
  return Promise.all(
    files.map(async (file): Promise<Endpoint> => {
      const { name: place } = file;
      const base = path.basename(place).replace(/\.[a-z0-9]+$/i, '');
      const address = isIP(base) === 0 ? null : base;
      try {
        const { certificates: sent, key } = await readCertificateFile(file, passphrase);
        const held = own ?? (key === undefined ? undefined : { name: place, key });
        return { ...(await lookAt({ sent, held, host, standard, contexts })), place, address };
      } catch (error) {
        if (!(error instanceof CheckProblem) || files.length === 1) throw error;
        const fix = 'export it again, or leave it out';
        const findings = [{ id: 'not-tried', severity: 'warn', text: error.message, fix } as const];
        return { ...unknownEndpoint, place, address, problem: error.message, findings };
      }
    }),
  );
}

async function lookAt(of: {
  readonly sent: Endpoint['sent'];
  readonly held: Key | undefined;
  readonly host: string | undefined;
  readonly standard: Standard;
  readonly contexts: Contexts;
}): Promise<Omit<Endpoint, 'place' | 'address'>> {
  const { sent, held, host, standard, contexts } = of;
  const leaf = leafOf(sent);
  const keyFindings =
    leaf === undefined || held === undefined ? [] : judgeKey({ leaf, sent, key: held.key, keyName: held.name });
  const rehearsal =
    // OpenSSL judges by its own clock.
    held === undefined || keyFindings.length > 0 || standard.isPast
      ? undefined
      : await rehearse({ certificates: sent, key: held.key, client: contexts.usual });
  const findings = [
    ...keyFindings,
    ...judgeChain({ ...standard, sent, host, trustError: rehearsal?.trustError, staple: undefined }),
  ];
  return {
    ...unknownEndpoint,
    servername: host ?? null,
    isHeldToName: host !== undefined,
    findings: findings.sort(bySeriousness),
    sent,
    keyMatches: held === undefined ? null : keyFindings.length === 0,
  };
}

/** Loads a private key from a file of its own. */
export async function loadKey(
  name: string,
  use: { readonly context: Pick<CheckContext, 'folder'>; readonly passphrase: string | undefined },
): Promise<Key> {
  const [file] = await findFiles({ name, context: use.context, unblock: `Give the key file ${name}` });
  if (file === undefined) throw new CheckProblem({ status: 'error', message: `${name} stands for no file` });
  return { name, key: openKey({ bytes: await readBytes(file), name, passphrase: use.passphrase }) };
}
