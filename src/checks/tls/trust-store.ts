import { X509Certificate } from 'node:crypto';
import type { CheckContext } from '../check.ts';
import type { Pem } from './read-pem.ts';
import { findNodeRoots, findSystemRoots, nodeRootsName } from './roots.ts';

/** One list of certificates to trust; `name` is what a sentence calls it, `title` says where it comes from. */
export type TrustList = {
  readonly id: 'ca' | 'node' | 'system';
  readonly name: string;
  readonly title: string;
  readonly certificates: readonly X509Certificate[];
};

/** Whom to trust, and what to call it. With several lists a chain is trusted when one of them holds its root. */
export type TrustStore = {
  readonly lists: readonly TrustList[];
  readonly certificates: readonly X509Certificate[];
  readonly name: string;
  readonly title: string;
};

/**
 * The certificates of a CA file or, without one, the roots that come with Node (and NODE_EXTRA_CA_CERTS, as for any Node program),
 * those of the operating system, or both.
 */
export async function loadTrustStore(of: {
  readonly ca: Pem | undefined;
  readonly trust: 'node' | 'system' | 'both';
  readonly env: CheckContext['env'];
}): Promise<TrustStore> {
  const { ca, trust, env } = of;
  if (ca !== undefined) {
    const name = `the CA file ${ca.name}`;
    return toStore([{ id: 'ca', name, title: name, certificates: ca.certificates }], '');
  }
  const node = trust === 'system' ? [] : [await loadNodeRoots(env)];
  const system = trust === 'node' ? undefined : await loadSystemRoots(env);
  const missing = trust === 'node' || system !== undefined ? '' : ' (the system has none that could be found)';
  return toStore([...node, ...(system === undefined ? [] : [system])], missing);
}

function toStore(lists: readonly TrustList[], note: string): TrustStore {
  return {
    lists,
    certificates: [
      ...new Map(lists.flatMap(({ certificates }) => certificates).map((each) => [each.fingerprint256, each])).values(),
    ],
    name: lists.map(({ name }) => name).join(' or ') || 'any trust store',
    title: `${lists.map(({ title }) => title).join(' and ')}${note}`.trim(),
  };
}

async function loadNodeRoots(env: CheckContext['env']): Promise<TrustList> {
  const { where, pems } = await findNodeRoots(env);
  return { id: 'node', name: nodeRootsName, title: where, certificates: parse(pems) };
}

async function loadSystemRoots(env: CheckContext['env']): Promise<TrustList | undefined> {
  const found = await findSystemRoots(env);
  if (found === undefined) return undefined;
  return {
    id: 'system',
    name: "the system's",
    title: `the system's (${found.where})`,
    certificates: parse(found.pems),
  };
}

/** A certificate takes a tenth of a millisecond, and Node has more than a hundred. */
const parsed = new Map<string, X509Certificate | undefined>();

/** One broken certificate takes nothing away from the others of a bundle. */
function parse(pems: readonly string[]): readonly X509Certificate[] {
  return pems.flatMap((pem) => {
    if (!parsed.has(pem)) parsed.set(pem, parseOne(pem));
    return parsed.get(pem) ?? [];
  });
}

function parseOne(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
