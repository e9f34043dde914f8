import { atPath, bodyPath, jsonOf, renderPlaces, valuesAt } from './place.ts';
import { headerValues, type SignedRequest } from './request.ts';
import type { Algorithm, Scheme } from './scheme.ts';
import { algorithmOf, type MessageSignature, messageSignatures, signatureBase } from './signature-base.ts';

/** A signature as it stands in the request, with the id of its key where it names one. */
export type Signature = { readonly text: string; readonly keyId: string | null };

/** One thing the request claims to be signed; any of its `signatures` may be the right one. */
export type Claim = {
  readonly signatures: readonly Signature[];
  readonly algorithm: Algorithm;
  readonly item: number;
  readonly message: MessageSignature | undefined;
};

/** Why a request cannot be verified at all: the kind of mistake, and words. */
export type Complaint = { readonly cause: string; readonly words: string };

/**
 * What a request says of its own signature. `places` are the header lines it stands in, `items` their parts. All `claims` must hold;
 * of an RFC 9421 request, one. `signedAt` is null where there is no timestamp or none that can be read.
 */
export type Reading = {
  readonly values: readonly string[];
  readonly items: readonly string[];
  readonly claims: readonly Claim[];
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly complaint: Complaint | undefined;
};

/** More signatures than any rotation needs; a header full of them must not multiply the work. */
const maxSignatures = 50;

/** Reads signature, id and timestamp out of a request; nothing is verified. */
export function readSignature(request: SignedRequest, scheme: Scheme): Reading {
  const json = jsonOf(request.body);
  const roots = rootsOf(json, scheme);
  const values = roots.flatMap((root) => valuesAt(scheme.header, request, root));
  if (scheme.template === '{base}') return readMessage(request, values);
  const items = itemsOf(values, scheme);
  const id = valuesAt(scheme.id, request, json)[0];
  const timestamp =
    scheme.timestampItem === null
      ? valuesAt(scheme.timestamp, request, json)[0]
      : after(scheme.timestampItem, items).at(-1);
  const algorithm = algorithmFrom(scheme, request, json);
  const claims = roots.map((root, item) => ({
    signatures: after(scheme.prefix, itemsOf(valuesAt(scheme.header, request, root), scheme))
      .filter((text) => text !== '')
      .slice(0, maxSignatures)
      .map((text) => toSignature(text, scheme.keyIdSeparator)),
    algorithm: algorithm ?? scheme.algorithm,
    item,
    message: undefined,
  }));
  const complaint =
    algorithm === undefined
      ? unknownAlgorithm(scheme, request, json)
      : findMissing({ scheme, values, items, claims, id, timestamp });
  const signedAt = toInstant(timestamp, scheme.timestampUnit);
  return { values, items, claims, id, timestamp, signedAt, expiresAt: null, complaint };
}

/** A timestamp as an instant; null where it is none in that unit. */
function toInstant(timestamp: string | undefined, unit: Scheme['timestampUnit']): Date | null {
  if (timestamp === undefined) return null;
  if (unit === 's' || unit === 'ms')
    return /^\d{1,15}$/.test(timestamp) ? toDate(Number(timestamp) * (unit === 's' ? 1000 : 1)) : null;
  const isTime =
    unit === 'iso' ? /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:?\d{2})$/ : /^\w{3}, \d{2} \w{3} \d{4} [\d:]{8} GMT$/;
  return isTime.test(timestamp) ? toDate(Date.parse(timestamp)) : null;
}

function toDate(ms: number): Date | null {
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms) : null;
}

function rootsOf(json: unknown, scheme: Scheme): readonly unknown[] {
  if (scheme.each === null) return [json];
  const list = atPath(json, bodyPath(scheme.each) ?? '');
  return Array.isArray(list) && list.length > 0 ? list.slice(0, 100) : [undefined];
}

/** The parts of a header. Where commas separate them, several lines are one list, joined as servers do (RFC 9110 5.3). */
function itemsOf(values: readonly string[], { separator, trims }: Scheme): readonly string[] {
  if (separator === null) return values.map((value) => value.trim());
  const lists = separator === ',' && values.length > 1 ? [values.join(', ')] : values;
  const items = lists.flatMap((list) => list.split(separator));
  return trims ? items.map((item) => item.trim()) : items;
}

function after(prefix: string, items: readonly string[]): readonly string[] {
  return items.filter((item) => item.startsWith(prefix)).map((item) => item.slice(prefix.length));
}

function toSignature(text: string, separator: string | null): Signature {
  const at = separator === null ? -1 : text.lastIndexOf(separator);
  return at < 0 ? { text, keyId: null } : { text: text.slice(at + 1), keyId: text.slice(0, at) };
}

function algorithmFrom(scheme: Scheme, request: SignedRequest, json: unknown): Algorithm | undefined {
  if (scheme.algorithmFrom === null) return scheme.algorithm;
  const value = valuesAt([scheme.algorithmFrom.place], request, json)[0];
  if (value === undefined) return scheme.algorithm;
  return Object.hasOwn(scheme.algorithmFrom.values, value) ? scheme.algorithmFrom.values[value] : undefined;
}

function unknownAlgorithm(scheme: Scheme, request: SignedRequest, json: unknown): Complaint {
  const { place, values } = scheme.algorithmFrom ?? { place: '', values: {} };
  const value = valuesAt([place], request, json)[0] ?? '';
  const words = `${renderPlaces([place])} says "${value.slice(0, 40)}", where there are ${Object.keys(values).join(' and ')}`;
  return { cause: 'unknown-algorithm', words };
}

function findMissing(of: {
  readonly scheme: Scheme;
  readonly values: readonly string[];
  readonly items: readonly string[];
  readonly claims: readonly Claim[];
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
}): Complaint | undefined {
  const { scheme, values, items, claims, id, timestamp } = of;
  const header = scheme.header[0] ?? '';
  const needs = (name: string) => scheme.template.includes(`{${name}}`);
  if (values.length === 0) return { cause: 'header-missing', words: `${renderPlaces(scheme.header)} is missing` };
  if (values.every((value) => value === ''))
    return { cause: 'header-empty', words: `${renderPlaces([header])} is empty` };
  if (claims.some((claim) => claim.signatures.length === 0)) {
    if (
      after(
        scheme.prefix,
        items.map((item) => item.trim()),
      ).length > 0
    )
      return {
        cause: 'header-malformed',
        words: `${renderPlaces([header])} has a space before ${scheme.prefix}, which the provider's own verifier does not skip: something wrote the header anew`,
      };
    const others = [...new Set(items.flatMap((item) => /^\w{1,12}[=,]/.exec(item)?.[0] ?? []))].filter(
      (prefix) => prefix !== scheme.timestampItem && prefix !== scheme.prefix,
    );
    const wanted = scheme.prefix === '' ? '' : ` that begins with ${scheme.prefix}`;
    const held = others.length === 0 ? '' : `; it holds only ${others.map((one) => `"${one}"`).join(' and ')}`;
    return {
      cause: others.length === 0 ? 'header-malformed' : 'wrong-version',
      words: `${renderPlaces([header])} holds no signature${wanted}${held}`,
    };
  }
  if (needs('id') && id === undefined) return { cause: 'id-missing', words: `${renderPlaces(scheme.id)} is missing` };
  if (!needs('timestamp') || timestamp !== undefined) return undefined;
  return {
    cause: 'timestamp-missing',
    words:
      scheme.timestampItem === null
        ? `${renderPlaces(scheme.timestamp)} is missing`
        : `${renderPlaces([header])} holds no timestamp that begins with ${scheme.timestampItem}`,
  };
}

/** RFC 9421: a signature of each label that has both its halves. */
function readMessage(request: SignedRequest, values: readonly string[]): Reading {
  const signatures = messageSignatures(request);
  const instant = (name: string) => {
    const text = signatures[0]?.parameters.get(name);
    return typeof text === 'string' ? text : undefined;
  };
  const [first] = signatures;
  const alg = first === undefined ? undefined : algorithmOf(first);
  const made =
    first === undefined
      ? undefined
      : signatureBase({ signature: first, request, url: request.url, method: request.method });
  const complain = (cause: string, words: string) => ({ cause, words });
  const complaint =
    values.length === 0
      ? complain('header-missing', 'the header signature is missing')
      : headerValues(request, 'signature-input').length === 0
        ? complain('header-missing', 'the header signature-input is missing')
        : first === undefined
          ? complain(
              'header-malformed',
              'no label stands in both signature and signature-input, in the form of RFC 9421',
            )
          : alg === null
            ? complain(
                'unknown-algorithm',
                `its alg "${String(first.parameters.get('alg')).slice(0, 40)}" is none that causebook knows`,
              )
            : made !== undefined && 'lacks' in made
              ? complain('component-missing', `it covers ${made.lacks}, which cannot be built from this request`)
              : undefined;
  return {
    values,
    items: signatures.map((one) => one.label),
    claims: signatures.map((message) => ({
      signatures: [{ text: message.bytes.toString('base64'), keyId: stringOr(message.parameters.get('keyid')) }],
      algorithm: algorithmOf(message) ?? 'sha256',
      item: 0,
      message,
    })),
    id: undefined,
    timestamp: instant('created'),
    signedAt: toInstant(instant('created'), 's'),
    expiresAt: toInstant(instant('expires'), 's'),
    complaint,
  };
}

function stringOr(value: string | true | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
