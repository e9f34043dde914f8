import { createHash } from 'node:crypto';
import type { Value } from '../../logs/value.ts';
import type { Facts } from '../check.ts';
import { hidden, isSecretName } from '../config/secret-name.ts';
import type { Body } from './body.ts';
import type { Answer } from './exchange.ts';
import { redirectOf, type Walk } from './follow.ts';
import { hideFields, hideParameters, hideSecrets, minLength, renderUrl, secretValues } from './secrets.ts';

/** The facts of an exchange and their CEL types. `dyn` ones are null where there was nothing to measure; `status` is then 0. */
export const httpFacts = {
  status: 'int',
  ok: 'bool',
  failure: 'dyn',
  failure_phase: 'dyn',
  failure_text: 'dyn',
  dns_ms: 'dyn',
  tcp_ms: 'dyn',
  tls_ms: 'dyn',
  first_byte_ms: 'dyn',
  total_ms: 'double',
  body_bytes: 'int',
  body_sha256: 'dyn',
  body_text: 'dyn',
  json: 'dyn',
  truncated: 'bool',
  headers: 'map<string, string>',
  http_version: 'dyn',
  remote_address: 'dyn',
  url: 'string',
  redirects: 'int',
  redirect_to: 'dyn',
  date_skew_ms: 'dyn',
} as const;

const maxText = 4096;
const maxDepth = 64;

/**
 * The facts of a walk. The phases are those of its last request, `total_ms` covers all of it; the body is counted and hashed as
 * decoded, and has a hash only when it was read to its end. `date_skew_ms` is the answer's Date minus our clock, good to 1 s.
 */
export function toFacts(walk: Walk, totalMs: number): Facts & { readonly [F in keyof typeof httpFacts]: Value } {
  const { exchange, request, passed } = walk;
  const { timing, answer, body, failure } = exchange;
  const status = answer?.status ?? 0;
  const text = body === undefined ? null : toText(body, answer);
  const json = text === null || body?.truncated === true ? null : toJson(text);
  const redirectTo = redirectOf(exchange, request.url);
  const secrets = secretValues(json).filter((secret) => secret.length >= minLength);
  return {
    status,
    ok: failure === undefined && status >= 200 && status < 400,
    failure: failure?.id ?? null,
    failure_phase: failure?.phase ?? null,
    failure_text: failure?.text ?? null,
    dns_ms: toTenths(timing.dnsMs),
    tcp_ms: toTenths(timing.tcpMs),
    tls_ms: toTenths(timing.tlsMs),
    first_byte_ms: toTenths(timing.firstByteMs),
    total_ms: toTenths(totalMs),
    body_bytes: body?.bytes.length ?? 0,
    body_sha256: body === undefined || body.truncated ? null : createHash('sha256').update(body.bytes).digest('hex'),
    body_text: text === null ? null : hideSecrets(text.slice(0, maxText), secrets),
    json: hideFields(json),
    truncated: body?.truncated ?? false,
    headers: hideHeaders(answer?.headers ?? {}),
    http_version: answer?.httpVersion ?? null,
    remote_address: exchange.remoteAddress,
    url: renderUrl(request.url),
    redirects: passed.length,
    redirect_to: redirectTo === undefined ? null : renderUrl(redirectTo),
    date_skew_ms: answer === undefined ? null : toSkew(answer),
  };
}

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

/** Anything nested deeper than 64 is not taken in: what is written to the journal must be readable again. */
function toJson(text: string): Value {
  if (!/^\s*[[{"\dtfn-]/.test(text)) return null;
  try {
    const value = JSON.parse(text) as Value;
    return isDeeper(value, maxDepth) ? null : value;
  } catch {
    return null;
  }
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
