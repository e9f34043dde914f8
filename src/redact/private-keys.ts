import { type Finder, type Found, matchesOf } from './found.ts';

/** The longest private key that is looked for, in characters; who cuts a text into slices keeps that much together. */
export const longestPrivateKey = 25_000;

/**
 * Finds private keys: PEM and PGP blocks, with line breaks of any kind between (also `\n` inside JSON), to where they were cut off; and
 * the base64 of their DER alone, by how it begins (RFC 8017, RFC 5208, RFC 5958, RFC 5915).
 */
export const findPrivateKeys: Finder = (text) => {
  const found: Found[] = [];
  for (let at = text.indexOf('-----BEGIN'); at >= 0; at = text.indexOf('-----BEGIN', at + 10)) {
    begin.lastIndex = at;
    const head = begin.exec(text);
    if (head === null) continue;
    const end = endOf(text, begin.lastIndex);
    found.push({ rule: 'private key', kind: 'secret', start: at, end, value: text.slice(at, end) });
    at = end - 10;
  }
  if (text.search(der) >= 0)
    for (const match of matchesOf(der, text))
      found.push({
        rule: 'private key',
        kind: 'secret',
        start: match.index,
        end: match.index + match[0].length,
        value: match[0],
      });
  return found;
};

const begin = /-----BEGIN(?: |\+|%20)[A-Z0-9 +%]{0,40}PRIVATE(?: |\+|%20)KEY(?:(?: |\+|%20)BLOCK)?-----/y;

function endOf(text: string, from: number): number {
  const limit = Math.min(text.length, from + longestPrivateKey);
  const part = text.slice(from, limit);
  const next = part.indexOf('-----BEGIN');
  const body = next < 0 ? part : part.slice(0, next);
  const tail = /-----END[A-Z0-9 +%]{0,60}-----/.exec(body);
  return from + (tail === null ? body.length : tail.index + tail[0].length);
}

const der =
  /(?<![A-Za-z0-9+/])(?:MII[A-Za-z0-9+/]{3}(?:IBADANBgkq|IBAAK)|MIG[A-Za-z0-9+/]AgEAMB|MHcCAQEEI|MIGkAgEBBD|MC4CAQAwBQYDK2V|b3BlbnNzaC1rZXktdjE)(?:[A-Za-z0-9+/=]|\\n|\r?\n(?=[A-Za-z0-9+/=]{8}))*/g;
