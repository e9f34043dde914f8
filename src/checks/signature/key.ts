import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { Scheme } from './scheme.ts';

/** What a secret text becomes: the bytes of an HMAC key, or a public key. `text` is the secret itself, for schemes that sign it too. */
export type Key = { readonly text: string; readonly bytes: Buffer; readonly publicKey: KeyObject | undefined };

/** The key that a secret text stands for, or, in words, why it cannot be a secret of that kind. The text is never in the words. */
export function toKey(secret: string, kind: Scheme['key']): Key | { readonly unfit: string } {
  if (secret === '') return { unfit: 'the secret is empty' };
  if (kind === 'public') return toPublicKey(secret);
  const bytes = decode(secret, kind);
  if (bytes !== undefined && bytes.length > 0) return { text: secret, bytes, publicKey: undefined };
  const wanted = kind === 'whsec' ? 'base64 after whsec_' : kind;
  return { unfit: `the secret is not ${wanted}, as this scheme wants it${reasonOf(secret, kind)}` };
}

function decode(secret: string, kind: Exclude<Scheme['key'], 'public'>): Buffer | undefined {
  if (kind === 'utf8') return Buffer.from(secret, 'utf8');
  if (kind === 'hex') return /^([0-9a-f]{2})+$/i.test(secret) ? Buffer.from(secret, 'hex') : undefined;
  const text = kind === 'whsec' ? secret.replace(/^whsec_/, '') : secret;
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

function reasonOf(secret: string, kind: Scheme['key']): string {
  const remark = remarksOn(secret, null)[0];
  if (remark !== undefined) return `: ${remark}`;
  if (kind !== 'whsec') return '';
  const at = [...secret.replace(/^whsec_/, '')].findIndex((mark) => !/[A-Za-z0-9+/=]/.test(mark));
  return at < 0 ? '' : `: its character ${at + 1} after the prefix does not occur in base64`;
}

/** What is odd about a secret text, each in words that do not show it. `prefix` is what a right one begins with, if anything. */
export function remarksOn(secret: string, prefix: string | null): readonly string[] {
  const trimmed = secret.trim();
  const found = [
    [/\n$/.test(secret), 'it ends in a newline'],
    [/\r$/.test(secret) || /\r\n$/.test(secret), 'it ends in a carriage return (Windows line end)'],
    [/[ \t]$/.test(secret), 'it ends in a space or tab'],
    [/^\s/.test(secret), 'it begins with white space'],
    [/^(["'`]).*\1$/s.test(trimmed), 'it is wrapped in quotes'],
    [/^[\w.-]{1,60}=.{8,}/s.test(trimmed) && !/^[\w+/-]+=*$/.test(trimmed), 'it looks like a whole NAME=value line'],
    [/[\u200b-\u200f\u2060\ufeff]/.test(secret), 'it holds an invisible character'],
    [/^v1,whsec_/.test(trimmed), 'it begins with v1, before whsec_'],
    [/^\$\{?\w+\}?$/.test(trimmed), 'it is the name of a variable that was not filled in'],
    [/^(?:undefined|null|changeme|secret|xxx+|your[-_ ].*)$/i.test(trimmed), 'it looks like a placeholder'],
  ] as const;
  const remarks = found.filter(([is]) => is).map(([, words]) => words as string);
  const kind = kindOfSecret(trimmed);
  if (prefix !== null && kind !== undefined && !trimmed.includes(prefix))
    return [...remarks, `it is ${kind}, where this scheme wants a secret that begins with ${prefix}`];
  return prefix !== null && kind === undefined && !trimmed.includes(prefix) && prefix !== 'sk_'
    ? [...remarks, `it does not begin with ${prefix}`]
    : remarks;
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^sk_(?:live|test)_/, 'an API key (sk_…)'],
  [/^pk_(?:live|test)_/, 'a publishable API key (pk_…)'],
  [/^rk_(?:live|test)_/, 'a restricted API key (rk_…)'],
  [/^whsec_/, 'a webhook secret (whsec_…)'],
  [/^whsk_/, 'a private webhook key (whsk_…)'],
  [/^whpk_/, 'a public webhook key (whpk_…)'],
  [/^we_\w+$/, 'the id of a webhook endpoint (we_…)'],
  [/^gh[pousr]_/, 'a GitHub token'],
  [/^xox[abprs]-/, 'a Slack token (xox…)'],
  [/^pdl_ntfset_/, 'a Paddle notification secret (pdl_ntfset_…)'],
  [/^-----BEGIN [A-Z ]*PRIVATE KEY/, 'a private key'],
  [/^-----BEGIN /, 'a public key or certificate'],
];

/** What kind of credential a text is by how it begins, or undefined. */
export function kindOfSecret(secret: string): string | undefined {
  return kinds.find(([pattern]) => pattern.test(secret))?.[1];
}

/** A public key in any of its spellings: PEM, certificate, base64 of DER, or the 32 bytes of an Ed25519 key in hex, base64 or whpk_. */
function toPublicKey(secret: string): Key | { readonly unfit: string } {
  const text = secret.trim().replaceAll('\\n', '\n');
  if (/PRIVATE KEY-----/.test(text) || text.startsWith('whsk_'))
    return {
      unfit: 'the key is a private key: verifying needs the public one, and the private one belongs to the sender',
    };
  try {
    const publicKey = /-----BEGIN CERTIFICATE/.test(text)
      ? new X509Certificate(text).publicKey
      : text.includes('-----BEGIN')
        ? createPublicKey(text)
        : createPublicKey({ key: toDer(text), format: 'der', type: 'spki' });
    return { text: secret, bytes: publicKey.export({ format: 'der', type: 'spki' }), publicKey };
  } catch {
    if (text.startsWith('-----BEGIN'))
      return { unfit: 'the key begins like PEM and cannot be read: copy it whole, from BEGIN to END' };
    const kind = kindOfSecret(text);
    return {
      unfit: `the key is ${kind === undefined ? 'no public key or certificate that can be read' : `${kind}, not a public key`}: give PEM, base64 of a DER public key, or 32 bytes of Ed25519 in hex or base64`,
    };
  }
}

/** RFC 8410: what stands before the 32 bytes of an Ed25519 public key. */
const ed25519Head = Buffer.from('302a300506032b6570032100', 'hex');

function toDer(text: string): Buffer {
  const bare = text.replace(/^whpk_/, '');
  if (/^[0-9a-f]{64}$/i.test(bare)) return Buffer.concat([ed25519Head, Buffer.from(bare, 'hex')]);
  if (!/^[A-Za-z0-9+/\s]+={0,2}$/.test(bare)) return Buffer.alloc(0);
  const bytes = Buffer.from(bare, 'base64');
  return bytes.length === 32 ? Buffer.concat([ed25519Head, bytes]) : bytes;
}
