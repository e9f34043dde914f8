import { type Key, kindOfSecret, remarksOn, toKey } from '../key.ts';
import type { Scheme } from '../scheme.ts';
import { asIs, distinct, type Form } from './form.ts';

type Text = Form<string>;
const text = (value: string, cause: string, words: string, cost = 1): Text => ({ value, cost, cause, words });

/** The keys that may have been used in place of what the secrets, read as the scheme says, stand for. `others` are not in use. */
export function secretForms(of: {
  readonly scheme: Scheme;
  readonly kind: Scheme['key'];
  readonly secrets: readonly string[];
  readonly others: readonly string[];
}): readonly Form<Key>[] {
  const forms = [...inUse(of), ...unused(of)];
  return distinct(forms, ({ bytes, text: itself }) =>
    of.scheme.template.includes('{secret}') ? itself : bytes.toString('base64'),
  );
}

function* inUse(of: {
  readonly scheme: Scheme;
  readonly kind: Scheme['key'];
  readonly secrets: readonly string[];
}): Generator<Form<Key>> {
  const { scheme, kind, secrets } = of;
  for (const secret of secrets) {
    const asWritten = toKey(secret, kind);
    if (!('unfit' in asWritten)) yield asIs(asWritten);
    if (kind === 'public') continue;
    // What decodes to plain text was encoded on purpose: that is the better explanation than a key of those bytes.
    for (const spelling of [...spellings(secret, scheme), text(secret, '', '', 0)])
      for (const decoding of decodings(spelling.value, kind)) {
        const cost = spelling.cost + decoding.cost;
        if (cost === 0 || cost > 2) continue;
        const told = [spelling, decoding].filter((one) => one.cost > 0);
        yield {
          value: { text: spelling.value, bytes: decoding.value, publicKey: undefined },
          cost,
          cause: told[0]?.cause ?? '',
          words: told.map((one) => one.words).join('; and '),
        };
      }
  }
  if (kind !== 'public')
    yield {
      value: { text: '', bytes: Buffer.alloc(0), publicKey: undefined },
      cost: 1,
      cause: 'secret-empty',
      words: 'signed with an empty secret: the variable that holds it is not set at the sender',
    };
}

function* unused(of: {
  readonly scheme: Scheme;
  readonly kind: Scheme['key'];
  readonly others: readonly string[];
}): Generator<Form<Key>> {
  for (const [index, other] of of.others.entries()) {
    const which = of.others.length === 1 ? 'the other secret' : `the ${ordinal(index + 1)} of the other secrets`;
    const words = `signed with ${which} you gave, not with the one in use: the two sides do not use the same secret (rotation, test and live, another endpoint)`;
    for (const secret of new Set([other, other.trim()])) {
      const key = toKey(secret, of.kind);
      if (!('unfit' in key)) yield { value: key, cost: 1, cause: 'other-secret', words };
    }
  }
}

function* spellings(secret: string, scheme: Scheme): Generator<Text> {
  const trimmed = secret.trim();
  const remark = remarksOn(secret, null)[0];
  if (trimmed !== secret)
    yield text(
      trimmed,
      'secret-whitespace',
      `signed with the secret itself; yours has white space around it (${remark ?? 'it is not trimmed'})`,
    );
  const bare = trimmed.replace(/^(["'`])(.*)\1$/s, '$2');
  if (bare !== trimmed)
    yield text(
      bare,
      'secret-quotes',
      'signed with the secret itself; yours still has quotes around it (an .env file read without a parser)',
    );
  const line = bare.replace(/^(?:export\s+)?[A-Za-z_][\w.]{0,60}\s*=\s*(["']?)(.*)\1$/s, '$2');
  if (line !== bare && line !== '')
    yield text(line, 'secret-line', 'signed with the value alone; your secret is a whole NAME=value line');
  const clean = bare.replace(/[\u200b-\u200f\u2060\ufeff]/g, '');
  if (clean !== bare)
    yield text(
      clean,
      'secret-whitespace',
      'signed with the secret itself; yours holds an invisible character, from a web page or a file with a byte order mark',
    );
  const ended = bare.replace(/(?:\\[nr])+$/, '');
  if (ended !== bare)
    yield text(ended, 'secret-whitespace', 'signed with the secret itself; yours ends in \\n written out');
  const versioned = bare.replace(/^v1,(?=whsec_)/, '');
  if (versioned !== bare)
    yield text(versioned, 'secret-prefix', 'signed with the secret itself; yours has v1, before whsec_');
  const marked = bare.replace(/^(?:Bearer|Basic|Token)\s+/i, '');
  if (marked !== bare)
    yield text(
      marked,
      'secret-prefix',
      'signed with the secret itself; yours has the word of an Authorization header before it',
    );
  const prefix = /^(?:whsec_|pdl_ntfset_|sk_(?:live|test)_|[a-z0-9]{1,8}_)(?=.{8})/.exec(bare)?.[0];
  if (prefix !== undefined) {
    const shown = kindOfSecret(bare) === undefined ? 'what stands before its first _' : `its prefix ${prefix}`;
    yield text(
      bare.slice(prefix.length),
      'secret-prefix',
      `signed with the secret without ${shown}, where this scheme takes it whole`,
    );
  }
  if (
    scheme.secretPrefix !== null &&
    scheme.key !== 'whsec' &&
    !bare.startsWith(scheme.secretPrefix) &&
    kindOfSecret(bare) === undefined
  )
    yield text(
      scheme.secretPrefix + bare,
      'secret-prefix',
      `signed with the secret in whole; yours has lost its prefix ${scheme.secretPrefix}`,
    );
  const decoded = printable(bare, 'base64');
  if (decoded !== undefined)
    yield text(
      decoded.trim(),
      'secret-encoded',
      'signed with the decoded secret; yours is still base64 (as a Kubernetes secret stores it)',
    );
  const fromHex = printable(bare, 'hex');
  if (fromHex !== undefined)
    yield text(fromHex.trim(), 'secret-encoded', 'signed with the decoded secret; yours is still hex');
  const url = decodeUrl(bare);
  if (url !== bare) yield text(url, 'secret-encoded', 'signed with the decoded secret; yours is URL-encoded');
  const encoded = encodeURIComponent(bare);
  if (encoded !== bare) yield text(encoded, 'secret-encoded', 'signed with the URL-encoded secret; yours is decoded');
  const base64 = Buffer.from(bare).toString('base64');
  // Where the scheme decodes base64 itself, this would be the secret as it is written.
  if (scheme.key === 'utf8')
    yield text(
      base64,
      'secret-encoded',
      'signed with the base64 of the secret (as a Kubernetes secret stores it); yours is decoded',
    );
  yield text(
    `${bare}\n`,
    'secret-whitespace',
    'signed with a newline after the secret: the sender read it from a file or from echo',
  );
  yield text(
    `${bare}\r\n`,
    'secret-whitespace',
    'signed with a CRLF after the secret: the sender read it from a Windows file',
  );
  yield text(`${bare} `, 'secret-whitespace', 'signed with a space after the secret: the sender did not trim it');
  for (const quote of ['"', "'"])
    yield text(
      quote + bare + quote,
      'secret-quotes',
      'signed with quotes around the secret: the sender read them out of its .env file',
    );
  yield text(
    Buffer.from(base64).toString('base64'),
    'secret-encoded',
    'signed with the secret base64-encoded twice',
    2,
  );
  yield text(bare.toLowerCase(), 'secret-case', 'signed with the secret in small letters; yours has capitals');
  yield text(bare.toUpperCase(), 'secret-case', 'signed with the secret in capitals; yours has small letters');
}

function* decodings(secret: string, kind: Scheme['key']): Generator<Form<Buffer>> {
  const wanted = toKey(secret, kind);
  if (!('unfit' in wanted)) yield asIs(wanted.bytes);
  const bare = secret.replace(/^whsec_/, '');
  const yours = kind === 'utf8' ? 'as it is written' : kind === 'hex' ? 'decoded from hex' : 'decoded from base64';
  const decoding = (value: Buffer, how: string, cost = 1): Form<Buffer> => ({
    value,
    cost,
    cause: 'secret-decoding',
    words: `signed with the secret ${how}, where this scheme takes it ${yours}`,
  });
  if (kind !== 'utf8') yield decoding(Buffer.from(secret, 'utf8'), 'as it is written, not decoded');
  if (bare !== secret) yield decoding(Buffer.from(bare, 'utf8'), 'without whsec_, not decoded');
  if (/^(?:[0-9a-f]{2})+$/i.test(bare)) yield decoding(Buffer.from(bare, 'hex'), 'decoded from hex');
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(bare))
    yield decoding(
      Buffer.from(bare, 'base64'),
      bare === secret ? 'decoded from base64' : 'decoded from base64 after whsec_',
    );
  if (/^[A-Za-z0-9_-]+={0,2}$/.test(bare)) yield decoding(Buffer.from(bare, 'base64url'), 'decoded from base64url');
  const lenient = Buffer.from(secret, 'base64');
  if (lenient.length > 0)
    yield decoding(lenient, `decoded as base64 though it is none: only ${lenient.length} bytes of key are left`);
}

function printable(secret: string, encoding: 'base64' | 'hex'): string | undefined {
  const shape = encoding === 'hex' ? /^(?:[0-9a-f]{2}){4,}$/i : /^[A-Za-z0-9+/]{8,}={0,2}$/;
  if (!shape.test(secret)) return undefined;
  const plain = Buffer.from(secret, encoding).toString('latin1');
  return /^[\x20-\x7e]+\s*$/.test(plain) ? plain : undefined;
}

function decodeUrl(secret: string): string {
  try {
    return decodeURIComponent(secret);
  } catch {
    return secret;
  }
}

function ordinal(n: number): string {
  return `${n}${n === 1 ? 'st' : n === 2 ? 'nd' : n === 3 ? 'rd' : 'th'}`;
}
