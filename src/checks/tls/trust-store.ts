import { X509Certificate } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import type { CheckContext } from '../check.ts';
import { certificateBlocks, type Pem } from './read-pem.ts';

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

let bundled: readonly X509Certificate[] | undefined;

async function loadNodeRoots(env: CheckContext['env']): Promise<TrustList> {
  bundled ??= rootCertificates.map((pem) => new X509Certificate(pem));
  const name = "Node's own list of roots";
  const extra = env.NODE_EXTRA_CA_CERTS;
  if (extra === undefined || extra === '') return { id: 'node', name, title: name, certificates: bundled };
  const found = await loadBundle(extra);
  const certificates = [...bundled, ...(found ?? [])];
  const how = found === undefined ? 'without NODE_EXTRA_CA_CERTS, which cannot be read:' : 'with NODE_EXTRA_CA_CERTS';
  return { id: 'node', name, title: `${name} (${how} ${extra})`, certificates };
}

/** Where distributions keep their bundle, as Go's crypto/x509 looks for it. */
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** SSL_CERT_FILE and SSL_CERT_DIR take the place of the usual bundle, as they do for OpenSSL and curl. */
async function loadSystemRoots(env: CheckContext['env']): Promise<TrustList | undefined> {
  const named = env.SSL_CERT_FILE;
  const folder = env.SSL_CERT_DIR;
  const inFolder = folder === undefined || folder === '' ? undefined : await loadFolder(folder);
  for (const file of named === undefined || named === '' ? (inFolder === undefined ? bundles : []) : [named]) {
    const certificates = await loadBundle(file);
    if (certificates === undefined || certificates.length === 0) continue;
    const where = inFolder === undefined ? file : `${file}, ${folder}`;
    return toSystem(where, [...certificates, ...(inFolder ?? [])]);
  }
  return inFolder === undefined ? undefined : toSystem(`${folder}`, inFolder);
}

function toSystem(where: string, certificates: readonly X509Certificate[]): TrustList {
  return { id: 'system', name: "the system's", title: `the system's (${where})`, certificates };
}

async function loadFolder(folder: string): Promise<readonly X509Certificate[] | undefined> {
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) return undefined;
  const lists = await Promise.all(names.slice(0, maxFiles).map((name) => loadBundle(path.join(folder, name))));
  return lists.flatMap((list) => list ?? []);
}

const maxFiles = 1000;

/** One broken certificate takes nothing away from the others of a bundle. Undefined where it cannot be read. */
async function loadBundle(file: string): Promise<readonly X509Certificate[] | undefined> {
  const text = await readFile(file, 'latin1').catch(() => undefined);
  if (text === undefined) return undefined;
  return certificateBlocks(text).flatMap((pem) => {
    try {
      return [new X509Certificate(pem)];
    } catch {
      return [];
    }
  });
}
