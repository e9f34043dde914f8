import path from 'node:path';
import type { CheckContext } from '../check.ts';
import { readPem } from '../tls/read-pem.ts';
import { findNodeRoots, findSystemRoots } from '../tls/roots.ts';
import { readGiven } from './given-file.ts';

/** Whose certificates are trusted: PEM texts, and what to call them. */
export type Trust = { readonly ca: readonly string[]; readonly title: string };

/**
 * Loads whom to trust: the CA file that was given; or the roots of this machine, as curl does; or those that come with Node, as any
 * Node program does. Where the machine has none, Node's are taken, and the title says so. Throws a `CheckProblem` where a file that was
 * named cannot be read.
 */
export async function loadTrust(
  given: { readonly ca?: string | undefined; readonly trust: 'system' | 'node' },
  context: Pick<CheckContext, 'folder' | 'env'>,
): Promise<Trust> {
  if (given.ca !== undefined)
    return { ca: [(await readPem(given.ca, context)).text], title: `the CA file ${given.ca}` };
  if (given.trust === 'system') {
    const named = context.env.SSL_CERT_FILE;
    if (named !== undefined && named !== '')
      await readGiven(path.resolve(named), 'the file that SSL_CERT_FILE names', context);
    const system = await findSystemRoots(context.env);
    if (system !== undefined) return { ca: system.pems, title: `the roots of this machine (${system.where})` };
  }
  const node = await findNodeRoots(context.env);
  return { ca: node.pems, title: node.where };
}
