import { createHash } from 'node:crypto';
import type { Value } from '../../logs/value.ts';
import { isSecretName } from '../../redact/secret-name.ts';
import type { Facts } from '../check.ts';
import { hidden } from '../config/secret-name.ts';
import type { Attempts } from './attempts.ts';
import type { Body } from './body.ts';
import type { Answer } from './exchange.ts';
import type { httpFacts } from './fact-types.ts';
import { redirectOf, type Walk } from './follow.ts';
import { hideFields, hideParameters, hideSecrets, minLength, renderUrl, secretValues } from './secrets.ts';

/** What an answer says, as it is: nothing is hidden in it. `text` is null where it is no text, `json` undefined where it is no JSON. */
export type Content = { readonly text: string | null; readonly json: Value | undefined };

const maxText = 4096;
const maxDepth = 64;

/** Reads the body of an answer. A body that was cut short is text, and never JSON. */
export function readContent({ exchange: { body, answer } }: Walk): Content {
  const text = body === undefined ? null : toText(body, answer);
  return { text, json: text === null || body?.truncated === true ? undefined : toJson(text) };
}

/**
 * The facts of the last of several attempts, all but what is expected of it. The phases are those of its last request, `total_ms` covers
 * its redirects too; the body is counted and hashed as decoded, and has a hash only when it was read to its end. `date_skew_ms` is the
 * answer's Date minus our clock, good to 1 s.
 */
export function toFacts(attempts: Attempts, content: Content, trust: string | null): Found {
  const last = attempts.all.at(-1) ?? attempts.all[0];
  const { exchange, request, passed } = last.walk;
  const { timing, answer, body, failure } = exchange;
  const status = answer?.status ?? 0;
  const redirectTo = redirectOf(exchange, request.url);
  const secrets = secretValues(content.json).filter((secret) => secret.length >= minLength);
  const proxy =
    request.link.unixSocket === undefined
      ? request.link.proxyFor(request.url)
      : { url: undefined, why: 'a Unix socket needs none' };
  return {
    status,
    ok: failure === undefined && status >= 200 && status < 400,
    failure: failure?.id ?? null,
    failure_phase: failure?.phase ?? null,
    failure_text: failure?.text ?? null,
    dns_ms: toTenths(timing.dnsMs),
    tcp_ms: toTenths(timing.tcpMs),
    proxy_ms: toTenths(timing.proxyMs),
    tls_ms: toTenths(timing.tlsMs),
    first_byte_ms: toTenths(timing.firstByteMs),
    total_ms: toTenths(last.ms),
    body_bytes: body?.bytes.length ?? 0,
    body_sha256: body === undefined || body.truncated ? null : createHash('sha256').update(body.bytes).digest('hex'),
    body_text: content.text === null ? null : hideSecrets(content.text.slice(0, maxText), secrets),
    json: hideFields(content.json ?? null),
    truncated: body?.truncated ?? false,
    headers: hideHeaders(answer?.headers ?? {}),
    http_version: answer?.httpVersion ?? null,
    remote_address: exchange.remoteAddress,
    url: renderUrl(request.url),
    redirects: passed.length,
    redirect_to: redirectTo === undefined ? null : renderUrl(redirectTo),
    hops: passed.map((hop) => ({ url: renderUrl(hop.url), status: hop.status, ms: toTenths(hop.ms) })),
    date_skew_ms: answer === undefined ? null : toSkew(answer),
    proxy: proxy.url === undefined ? null : renderUrl(proxy.url),
    proxy_why: proxy.why,
    tls_version: exchange.tlsVersion,
    tls_error: exchange.tlsError,
    trust,
    attempts: attempts.all.length,
    tries: attempts.all.map(({ walk, atMs, ms }) => ({
      status: walk.exchange.answer?.status ?? 0,
      failure: walk.exchange.failure?.id ?? null,
      at_ms: toTenths(atMs),
      ms: toTenths(ms),
    })),
    expected: 0,
    failed: [],
    captures: {},
  };
}

/** Every fact by name. */
export type Found = Facts & { readonly [F in keyof typeof httpFacts]: Value };

function toTenths(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 10) / 10;
}

/** The body as text, or null when it is not text in the charset that the answer names (UTF-8 where it names none). */
function toText(body: Body, answer: Answer | undefined): string | null {
  if (body.unknownEncoding !== undefined) return null;
  const charset = /charset="?([\w-]+)/i.exec(answer?.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset, { fatal: true }).decode(body.bytes, { stream: body.truncated });
  } catch {
    return null;
  }
}

function toJson(text: string): Value | undefined {
  if (!/^\s*[[{"\dtfn-]/.test(text)) return undefined;
  try {
    const value = JSON.parse(text) as Value;
    return isTooDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Whether a value is nested deeper than 64: what is written to the journal must be readable again. */
export function isTooDeep(value: Value): boolean {
  return isDeeper(value, maxDepth);
}

function isDeeper(value: Value, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner: Value) => isDeeper(inner, depth - 1));
}

/** Header values that are credentials are hidden; of cookies the names and attributes stay. */
function hideHeaders(headers: Answer['headers']): Facts {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (name === 'set-cookie') return [name, value.replace(/(^|, )([^=;,\s]+)=[^;,]*/g, `$1$2=${hidden}`)];
      return [name, isSecretName(name) ? hidden : hideParameters(value)];
    }),
  );
}

function toSkew(answer: Answer): number | null {
  const stamped = Date.parse(answer.headers.date ?? '');
  return Number.isNaN(stamped) ? null : stamped - answer.receivedAt.getTime();
}
