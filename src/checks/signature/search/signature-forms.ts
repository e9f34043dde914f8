import { bodyPath } from '../place.ts';
import type { Claim, Reading } from '../read-signature.ts';
import type { SignedRequest } from '../request.ts';
import type { Scheme } from '../scheme.ts';
import { asIs, distinct, type Form } from './form.ts';

/** A header full of signatures must not multiply the work. */
const maxForms = 24;

/** The bytes that the signature of a request may stand for, each with what is odd about how it is written. */
export function signatureForms(of: {
  readonly request: SignedRequest;
  readonly scheme: Scheme;
  readonly reading: Reading;
  readonly claim: Claim | undefined;
}): readonly Form<Buffer>[] {
  const { request, scheme, reading, claim } = of;
  const texts: Form<string>[] = (claim?.signatures ?? []).map(({ text }) => asIs(text));
  const inHeader = reading.values.flatMap(tokensOf);
  for (const { text, before } of inHeader)
    texts.push({ value: text, cost: 1, cause: 'header-malformed', words: headerWords(scheme, before) });
  if (reading.values.every((value) => value === '')) {
    for (const { name, value } of request.headers)
      if (/sig|hmac|hash|digest/.test(name))
        for (const { text } of tokensOf(value))
          texts.push({
            value: text,
            cost: 1,
            cause: 'header-renamed',
            words: `the right signature stands in the header ${name}, not in ${scheme.header[0]}: something renames it on the way, or your code reads another one`,
          });
  }
  const forms = texts.flatMap((text) =>
    decodings(text.value, scheme.encoding).map((decoding) => ({
      value: decoding.value,
      cost: text.cost + decoding.cost,
      cause: text.cost > 0 ? text.cause : decoding.cause,
      words: [text.words, decoding.words].filter((words) => words !== '').join('; and '),
    })),
  );
  return distinct(forms, (bytes) => bytes.toString('base64')).slice(0, maxForms);
}

/** The parts of a signature header that a signature may be, whatever stands around them. */
function tokensOf(value: string): readonly { readonly text: string; readonly before: string }[] {
  if (value.length > 4096) return [];
  return [
    ...value.matchAll(/(?:^|([^\s,;"'=:]{0,20}[=:,]["']?)|[\s,;:"'=])([A-Za-z0-9+/_-]{20,}={0,2})(?=$|[\s,;:"'])/g),
  ].map((found) => ({
    text: found[2] ?? '',
    before: found[1] ?? '',
  }));
}

function headerWords(scheme: Scheme, before: string): string {
  const place = bodyPath(scheme.header[0] ?? '') === undefined ? 'the header' : 'the body';
  const wanted = scheme.prefix === '' ? 'stand alone' : `stand after "${scheme.prefix}"`;
  const found = before === '' ? 'alone' : `after "${before}"`;
  return `the right signature stands in ${place} ${found}, where it must ${wanted}: something takes the header apart, or the sender writes another version`;
}

function decodings(text: string, encoding: Scheme['encoding']): readonly Form<Buffer>[] {
  const wanted = encoding === 'hex' ? 'hex in small letters' : 'base64';
  const odd = (value: Buffer, how: string): Form<Buffer> => ({
    value,
    cost: 1,
    cause: 'encoding',
    words: `it is written as ${how}, where this scheme writes ${wanted}; its bytes are right`,
  });
  const forms: Form<Buffer>[] = [];
  const isHex = /^(?:[0-9a-f]{2})+$/i.test(text);
  const bare = text.replace(/=+$/, '');
  if (isHex && encoding === 'hex' && text === text.toLowerCase()) forms.push(asIs(Buffer.from(text, 'hex')));
  else if (isHex)
    forms.push(
      odd(Buffer.from(text, 'hex'), text === text.toUpperCase() && /[A-F]/.test(text) ? 'hex in capitals' : 'hex'),
    );
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
    const bytes = Buffer.from(text, 'base64');
    if (encoding === 'base64' && bytes.toString('base64') === text) forms.push(asIs(bytes));
    else forms.push(odd(bytes, encoding === 'base64' ? 'base64 without its =' : 'base64'));
    const inner = bytes.toString('latin1');
    if (/^(?:[0-9a-f]{2}){16,}$/i.test(inner)) forms.push(odd(Buffer.from(inner, 'hex'), 'base64 of the hex text'));
  }
  if (/^[A-Za-z0-9_-]+$/.test(bare)) forms.push(odd(Buffer.from(bare, 'base64url'), 'base64url'));
  if (/%[0-9a-f]{2}/i.test(text))
    forms.push(
      odd(
        Buffer.from(text.replace(/%2B/gi, '+').replace(/%2F/gi, '/').replace(/%3D/gi, '='), 'base64'),
        'URL-encoded base64',
      ),
    );
  if (/ /.test(text))
    forms.push(odd(Buffer.from(text.replaceAll(' ', '+'), 'base64'), 'base64 whose + have become spaces'));
  return forms;
}
