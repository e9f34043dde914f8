import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import type { CheckContext } from '../check.ts';
import { certificateBlocks } from './read-pem.ts';

/** Root certificates in PEM form, and what to call the place they come from. */
export type Roots = { readonly where: string; readonly pems: readonly string[] };

type Env = CheckContext['env'];

export const nodeRootsName = "Node's own list of roots";

/** The roots that come with Node and those of NODE_EXTRA_CA_CERTS, as for any Node program. */
export async function findNodeRoots(env: Env): Promise<Roots> {
  const extra = env.NODE_EXTRA_CA_CERTS;
  if (extra === undefined || extra === '') return { where: nodeRootsName, pems: rootCertificates };
  const found = await readBundle(extra);
  const how = found === undefined ? 'without NODE_EXTRA_CA_CERTS, which cannot be read:' : 'with NODE_EXTRA_CA_CERTS';
  return { where: `${nodeRootsName} (${how} ${extra})`, pems: [...rootCertificates, ...(found ?? [])] };
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

/**
 * The roots of this machine, `where` being their file or folder: SSL_CERT_FILE and SSL_CERT_DIR take the place of the usual bundle, as
 * they do for OpenSSL and curl. Undefined where none can be found.
 */
export async function findSystemRoots(env: Env): Promise<Roots | undefined> {
  const named = env.SSL_CERT_FILE;
  const folder = env.SSL_CERT_DIR;
  const inFolder = folder === undefined || folder === '' ? undefined : await readFolder(folder);
  for (const file of named === undefined || named === '' ? (inFolder === undefined ? bundles : []) : [named]) {
    const pems = await readBundle(file);
    if (pems === undefined || pems.length === 0) continue;
    return inFolder === undefined
      ? { where: file, pems }
      : { where: `${file}, ${folder}`, pems: [...pems, ...inFolder] };
  }
  return inFolder === undefined ? undefined : { where: `${folder}`, pems: inFolder };
}

const maxFiles = 1000;

async function readFolder(folder: string): Promise<readonly string[] | undefined> {
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) return undefined;
  const lists = await Promise.all(names.slice(0, maxFiles).map((name) => readBundle(path.join(folder, name))));
  return lists.flatMap((list) => list ?? []);
}

/** Far more than any bundle has. */
const maxBytes = 16 * 1024 * 1024;

/** Undefined where it cannot be read, is no file, or is larger than 16 MiB. */
async function readBundle(file: string): Promise<readonly string[] | undefined> {
  try {
    const found = await stat(file);
    if (!found.isFile() || found.size > maxBytes) return undefined;
    return certificateBlocks(await readFile(file, 'latin1'));
  } catch {
    return undefined;
  }
}
