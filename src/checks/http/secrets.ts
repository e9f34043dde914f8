import type { Value } from '../../logs/value.ts';
import { mergeFound } from '../../redact/found.ts';
import { findKnownSecrets } from '../../redact/known-secrets.ts';
import { isSecretName, isSecretParameter } from '../../redact/secret-name.ts';
import { hidden } from '../config/secret-name.ts';
import { renderBasic, safeDecode } from './basic.ts';
import type { HttpRequest } from './request.ts';

/** A shorter text is not looked for elsewhere: it would stand in too many words. */
export const minLength = 4;

/** Every secret text that a request carries: credentials in headers and URLs, and fields of a JSON or form body named like one. */
export function secretsOf(request: Pick<HttpRequest, 'url' | 'headers' | 'body'>, proxy?: URL): readonly string[] {
  const { url, headers, body } = request;
  const found = [
    ...Object.entries(headers)
      .filter(([name]) => isSecretName(name))
      .flatMap(([, value]) => [value, ...partsOf(value)]),
    ...[url, ...(proxy === undefined ? [] : [proxy])].flatMap((one) =>
      one.password === '' ? [] : [one.password, safeDecode(one.password), basicOf(one)],
    ),
    ...[...url.searchParams]
      .filter(([name]) => isSecretParameter(name))
      .flatMap(([, value]) => [value, encodeURIComponent(value)]),
    ...(body === undefined ? [] : secretFields(body.toString())),
  ];
  return [...new Set(found)].filter((secret) => secret.length >= minLength).sort((a, b) => b.length - a.length);
}

/** Puts `***`, or what `mask` gives for it, wherever one of `secrets` stands, in whatever spelling, also inside lists and maps. */
export function hideSecrets<T extends Value>(
  value: T,
  secrets: readonly string[],
  mask: (secret: string) => string = () => hidden,
): T {
  if (secrets.length === 0) return value;
  const find = findKnownSecrets(secrets);
  return mapTexts(value, (text) =>
    mergeFound(find(text), { text, kept: [] })
      .toReversed()
      .reduce((done, one) => done.slice(0, one.start) + mask(one.value ?? '') + done.slice(one.end), text),
  );
}

/** Changes every text in a value, also names and what lies inside lists and maps. */
export function mapTexts<T extends Value>(value: T, change: (text: string) => string): T {
  const map = (inner: Value): Value => {
    if (typeof inner === 'string') return change(inner);
    if (Array.isArray(inner)) return inner.map(map);
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([name, its]) => [change(name), map(its)]));
  };
  return map(value) as T;
}

/** A URL as it may be shown: without the password and the values of query parameters that are credentials. */
export function renderUrl(url: URL): string {
  const shown = new URL(url);
  if (shown.password !== '') shown.password = hidden;
  return hideParameters(shown.href);
}

/** A text, such as a Location header, without the values of the query parameters in it that are credentials. */
export function hideParameters(text: string): string {
  return text.replace(/([?&])([^=&#\s]+)=([^&#\s"'>]+)/g, (whole, mark: string, name: string) =>
    isSecretParameter(safeDecode(name)) ? `${mark}${name}=${hidden}` : whole,
  );
}

/** A JSON value with `***` in the fields, at any depth, that are named like a credential. */
export function hideFields(value: Value): Value {
  if (Array.isArray(value)) return value.map(hideFields);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, isCredential(name, inner) ? hidden : hideFields(inner)]),
  );
}

/** The values that `hideFields` hides. */
export function secretValues(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(secretValues);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    isCredential(name, inner) ? [String(inner)] : secretValues(inner),
  );
}

function isCredential(name: string, value: unknown): boolean {
  return isSecretName(name) && ((typeof value === 'string' && value !== '') || typeof value === 'number');
}

/** The credential after `Bearer`, and the values of cookies. */
function partsOf(value: string): readonly string[] {
  return [...value.split(/\s+/).slice(1), ...value.split(';').map((pair) => pair.slice(pair.indexOf('=') + 1).trim())];
}

function basicOf(url: URL): string {
  return renderBasic(safeDecode(url.username), safeDecode(url.password)).slice('Basic '.length);
}

function secretFields(body: string): readonly string[] {
  try {
    return secretValues(JSON.parse(body));
  } catch {
    return [...new URLSearchParams(body)]
      .filter(([name]) => isSecretName(name))
      .flatMap(([, value]) => [value, encodeURIComponent(value)]);
  }
}
