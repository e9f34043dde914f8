import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import type { Finding } from '../finding.ts';
import { namesOf, renderList } from '../render.ts';
import type { Judged } from './judged.ts';

/**
 * Holds the name against the certificate, by the rules of Node and of OpenSSL: both must find it. A certificate whose only name is
 * the common name is for no name (RFC 9525, 6.3).
 */
export function judgeName({ host, leaf }: Judged): readonly Finding[] {
  if (host === undefined) return [];
  const names = namesOf(leaf);
  const isAddress = isIP(host) !== 0;
  const wrong = (text: string): readonly Finding[] => [
    { id: 'wrong-host', severity: 'fail', text, fix: `get a certificate that names ${host}, or ask for another name` },
  ];
  if (!names.some((name) => name.startsWith(isAddress ? 'IP Address:' : 'DNS:'))) {
    if (names.length === 0) return wrong(`the certificate carries no name (subjectAltName), so it is not for ${host}`);
    return wrong(`the certificate is for ${renderList(names)}, not for ${host}`);
  }
  const known = isAddress ? leaf.checkIP(host) : leaf.checkHost(host, { subject: 'never' });
  if (known !== undefined && checkServerIdentity(host, leaf.toLegacyObject()) === undefined) return [];
  return wrong(`the certificate is for ${renderList(names)}, not for ${host}${explain(host, names)}`);
}

/** The mistake people make with wildcards: RFC 9525, 6.3. */
function explain(host: string, names: readonly string[]): string {
  const wildcard = names.find((name) => name.startsWith('DNS:*.') && host.endsWith(name.slice('DNS:*'.length)));
  if (wildcard !== undefined) return `: ${wildcard.slice('DNS:'.length)} stands for one label, not for several`;
  const bare = names.find((name) => name === `DNS:*.${host}`);
  return bare === undefined ? '' : `: ${bare.slice('DNS:'.length)} does not cover ${host} itself`;
}
