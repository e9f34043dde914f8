import { atPath, jsonOf } from '../place.ts';
import type { Form } from './form.ts';
import { largeLength } from './large-json.ts';

const form = (value: string | Buffer, cause: string, words: string, cost = 1): Form<Buffer> => ({
  value: Buffer.from(value as string),
  cost,
  cause,
  words,
});

/** The bytes that a body may have been before a form was decoded or encoded again, or before it was put into an envelope. */
export function* formForms(body: Buffer, text: string): Generator<Form<Buffer>> {
  yield* envelopes(body);
  if (body.length > largeLength) return;
  const decoded = decode(text);
  if (decoded !== undefined && decoded !== text)
    yield form(decoded, 'body-form', 'signed over the decoded text; your body is still URL-encoded');
  if (/^[\w.%+*-]+=/.test(text)) {
    yield form(
      new URLSearchParams(text).toString(),
      'body-form',
      'signed over the form with spaces as +; your body was encoded again, with %20',
    );
    yield form(
      strict(text),
      'body-form',
      'signed over the form with spaces as %20 and strict escapes; your body was encoded again',
    );
    yield form(
      text.replace(/%[0-9a-f]{2}/gi, (hex) => hex.toUpperCase()),
      'body-form',
      'signed with %2F in capitals; your body has %2f',
    );
    yield form(
      text.replace(/%[0-9a-f]{2}/gi, (hex) => hex.toLowerCase()),
      'body-form',
      'signed with %2f in small letters; your body has %2F',
    );
    yield form(
      [...text.split('&')].sort().join('&'),
      'body-form',
      'signed over the form with its fields sorted; yours are in another order',
    );
    for (const name of ['payload', 'data', 'body', 'json']) {
      const value = new URLSearchParams(text).get(name);
      if (value !== null)
        yield form(value, 'body-form', `signed over the field ${name} alone; your body is the whole form`);
    }
  }
  if (/^\s*[[{]/.test(text)) {
    for (const name of ['payload', 'data', 'body', 'json']) {
      const plus = new URLSearchParams([[name, text]]).toString();
      const words = `signed over the whole form (${name}=…, URL-encoded); your body is the decoded field ${name} alone`;
      yield form(plus, 'body-form', words);
      yield form(plus.replaceAll('+', '%20'), 'body-form', words);
      yield form(`${name}=${encodeURIComponent(text)}`, 'body-form', words);
      yield form(`${name}=${text}`, 'body-form', words, 2);
    }
    for (const one of asForm(text))
      yield form(
        one,
        'body-form',
        'signed over a URL-encoded form; your body is the same as JSON (a framework parsed it)',
      );
  }
}

function* envelopes(body: Buffer): Generator<Form<Buffer>> {
  const json = jsonOf(body);
  if (typeof json !== 'object' || json === null) return;
  for (const path of [
    'body',
    'rawBody',
    'raw_body',
    'payload',
    'data',
    'Message',
    'detail',
    'message.data',
    'request.body',
    'event',
    'content',
    'Records.0.body',
    'Records.0.Sns.Message',
  ]) {
    const inner = atPath(json, path);
    if (inner === undefined || inner === null || typeof inner === 'number' || typeof inner === 'boolean') continue;
    const words = `signed over what stands in the field ${path}; your body is an envelope around it (a queue, a gateway or a function runtime made it)`;
    yield form(typeof inner === 'string' ? inner : JSON.stringify(inner), 'body-wrapped', words);
    if (typeof inner === 'string' && /^[A-Za-z0-9+/_-]{8,}={0,2}$/.test(inner))
      yield form(Buffer.from(inner, 'base64'), 'body-wrapped', `${words}, in base64`);
  }
}

function asForm(text: string): readonly string[] {
  const json = jsonOf(Buffer.from(text));
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return [];
  const entries = Object.entries(json as { readonly [name: string]: unknown });
  if (entries.length > 200 || entries.some(([, value]) => typeof value === 'object')) return [];
  const plus = new URLSearchParams(entries.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return [plus, strict(plus)];
}

/** RFC 3986: spaces as %20, and only unreserved characters bare. */
function strict(text: string): string {
  return [...new URLSearchParams(text)]
    .map((pair) =>
      pair
        .map((part) =>
          encodeURIComponent(part).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`),
        )
        .join('='),
    )
    .join('&');
}

function decode(text: string): string | undefined {
  if (!/%[0-9a-f]{2}/i.test(text)) return undefined;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
