import { headerValues, type SignedRequest } from './request.ts';
import type { Scheme } from './scheme.ts';
import { type Component, type Member, parseBytes, parseDictionary, parseInnerList } from './structured-field.ts';

/** One labelled signature of a request (RFC 9421 section 4): what it covers, its parameters, its bytes. */
export type MessageSignature = {
  readonly label: string;
  readonly input: string;
  readonly components: readonly Component[];
  readonly parameters: ReadonlyMap<string, string | true>;
  readonly bytes: Buffer;
};

const maxLabels = 20;

/** The labelled signatures that have both their halves; a label with one half is left out. */
export function messageSignatures(request: SignedRequest): readonly MessageSignature[] {
  const members = (name: string): readonly Member[] => parseDictionary(headerValues(request, name).join(', '));
  const signatures = members('signature').slice(0, maxLabels);
  return members('signature-input')
    .slice(0, maxLabels)
    .flatMap(({ key, raw }) => {
      const list = parseInnerList(raw);
      const bytes = parseBytes(signatures.find((one) => one.key === key)?.raw ?? '');
      return list === undefined || bytes === undefined ? [] : [{ label: key, input: raw, ...list, bytes }];
    });
}

const algorithms: { readonly [name: string]: Scheme['algorithm'] } = {
  'hmac-sha256': 'sha256',
  ed25519: 'ed25519',
  'ecdsa-p256-sha256': 'ecdsa-p256-sha256',
  'rsa-v1_5-sha256': 'rsa-sha256',
  'rsa-pss-sha512': 'rsa-pss-sha512',
};

/** What a signature's `alg` names; undefined where it has none, null where it is none that causebook knows. */
export function algorithmOf(signature: MessageSignature): Scheme['algorithm'] | undefined | null {
  const alg = signature.parameters.get('alg');
  return alg === undefined ? undefined : (algorithms[String(alg)] ?? null);
}

/** The signature base (RFC 9421 section 2.5), or the name of the component that the request does not give. */
export function signatureBase(of: {
  readonly signature: MessageSignature;
  readonly request: SignedRequest;
  readonly url: string | undefined;
  readonly method: string | undefined;
}): { readonly base: string } | { readonly lacks: string } {
  const lines: string[] = [];
  for (const component of of.signature.components) {
    const value = componentValue(component, of);
    if (value === undefined) return { lacks: renderComponent(component) };
    lines.push(`${renderComponent(component)}: ${value}`);
  }
  return { base: [...lines, `"@signature-params": ${of.signature.input}`].join('\n') };
}

function renderComponent({ name, parameters }: Component): string {
  const rest = [...parameters].map(([key, value]) => (value === true ? `;${key}` : `;${key}="${value}"`));
  return `"${name}"${rest.join('')}`;
}

function componentValue(
  { name, parameters }: Component,
  of: { readonly request: SignedRequest; readonly url: string | undefined; readonly method: string | undefined },
): string | undefined {
  const { request, method } = of;
  if (!name.startsWith('@')) {
    if (parameters.size > 0) return undefined;
    const values = headerValues(request, name);
    return values.length === 0 ? undefined : values.map((value) => value.trim()).join(', ');
  }
  if (name === '@method') return method;
  const url = of.url !== undefined && URL.canParse(of.url) ? new URL(of.url) : undefined;
  switch (name) {
    case '@target-uri':
      return of.url;
    case '@authority':
      return url?.host ?? headerValues(request, 'host')[0]?.toLowerCase();
    case '@scheme':
      return url?.protocol.replace(':', '');
    case '@request-target':
      return request.target;
    case '@path':
      return url?.pathname ?? request.target?.split('?')[0];
    case '@query':
      return url === undefined ? undefined : url.search === '' ? '?' : url.search;
    case '@query-param': {
      const found = url?.searchParams.getAll(String(parameters.get('name') ?? ''));
      return found?.length === 1 ? encodeURIComponent(found[0] ?? '') : undefined;
    }
    default:
      return undefined;
  }
}
