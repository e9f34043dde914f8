import { isSecretName } from '../../redact/secret-name.ts';
import { type Exchange, exchange } from './exchange.ts';
import type { Limit } from './limit.ts';
import type { HttpRequest } from './request.ts';

/** The last exchange of a walk, the request it answered, and what was passed on the way to it. */
export type Walk = { readonly exchange: Exchange; readonly request: HttpRequest; readonly passed: readonly Hop[] };

/** One redirect that was followed: what was asked for, the status that redirected, and how long it took. */
export type Hop = { readonly url: URL; readonly status: number; readonly ms: number };

/**
 * Sends a request and, where `maxRedirects` is given, walks its redirects up to that number: 303 and a POST answered 301 or 302 go on as GET (RFC 9110
 * 15.4), credentials stay with the origin they were meant for.
 */
export async function walk(
  first: HttpRequest,
  use: { readonly maxRedirects: number | undefined; readonly deadline: Limit; readonly now: () => Date },
): Promise<Walk> {
  const { maxRedirects } = use;
  const passed: Hop[] = [];
  let request = first;
  for (;;) {
    const start = performance.now();
    const result = await exchange(request, use);
    const next = maxRedirects === undefined ? undefined : redirectOf(result, request.url);
    if (next === undefined) return { exchange: result, request, passed };
    const problem = refuse(next, passed.length, maxRedirects);
    if (problem !== undefined) {
      return {
        exchange: { ...result, failure: { id: 'bad-redirect', phase: 'answer', text: problem } },
        request,
        passed,
      };
    }
    const status = result.answer?.status ?? 0;
    passed.push({ url: request.url, status, ms: performance.now() - start });
    request = redirect({ request, to: next, status });
  }
}

/** Where a 301, 302, 303, 307 or 308 points; undefined for every other answer and for a Location that is no URL. */
export function redirectOf(result: Exchange, from: URL): URL | undefined {
  const location = result.answer?.headers.location;
  if (location === undefined || ![301, 302, 303, 307, 308].includes(result.answer?.status ?? 0)) return undefined;
  return URL.canParse(location, from.href) ? new URL(location, from) : undefined;
}

function refuse(next: URL, passed: number, maxRedirects = 0): string | undefined {
  if (next.protocol !== 'http:' && next.protocol !== 'https:')
    return `it redirects to ${next.protocol}, which is not HTTP`;
  return passed >= maxRedirects ? `more than ${maxRedirects} redirects` : undefined;
}

function redirect(of: { readonly request: HttpRequest; readonly to: URL; readonly status: number }): HttpRequest {
  const { request, to, status } = of;
  const becomesGet = (status === 303 && request.method !== 'HEAD') || (status < 303 && request.method === 'POST');
  const stays = to.origin === request.url.origin;
  const headers = Object.entries(request.headers).filter(
    ([name]) =>
      (stays || (!isSecretName(name) && name.toLowerCase() !== 'host')) && !(becomesGet && /^content-/i.test(name)),
  );
  return {
    ...request,
    url: to,
    headers: Object.fromEntries(headers),
    ...(becomesGet ? { method: 'GET', body: undefined } : {}),
  };
}
