import { isSecretName } from '../config/secret-name.ts';
import type { Deadline } from './deadline.ts';
import { type Exchange, exchange, type HttpRequest } from './exchange.ts';

/** The last exchange of a walk, the request it answered, and the URLs on the way to it. */
export type Walk = { readonly exchange: Exchange; readonly request: HttpRequest; readonly passed: readonly URL[] };

/** Redirects followed before a walk counts as a loop; browsers allow 20, curl 50, goss and Go 10. */
export const maxRedirects = 10;

/**
 * Sends a request and, where `follow` is set, walks its redirects: 303 and a POST answered 301 or 302 go on as GET (RFC 9110
 * 15.4), credentials stay with the origin they were meant for.
 */
export async function walk(
  first: HttpRequest,
  use: { readonly follow: boolean; readonly deadline: Deadline; readonly now: () => Date },
): Promise<Walk> {
  const passed: URL[] = [];
  let request = first;
  for (;;) {
    const result = await exchange(request, use);
    const next = use.follow ? redirectOf(result, request.url) : undefined;
    if (next === undefined) return { exchange: result, request, passed };
    const problem = refuse(next, passed);
    if (problem !== undefined) {
      return {
        exchange: { ...result, failure: { id: 'bad-redirect', phase: 'answer', text: problem } },
        request,
        passed,
      };
    }
    passed.push(request.url);
    request = redirect({ request, to: next, status: result.answer?.status ?? 0 });
  }
}

/** Where a 301, 302, 303, 307 or 308 points; undefined for every other answer and for a Location that is no URL. */
export function redirectOf(result: Exchange, from: URL): URL | undefined {
  const location = result.answer?.headers.location;
  if (location === undefined || ![301, 302, 303, 307, 308].includes(result.answer?.status ?? 0)) return undefined;
  return URL.canParse(location, from.href) ? new URL(location, from) : undefined;
}

function refuse(next: URL, passed: readonly URL[]): string | undefined {
  if (next.protocol !== 'http:' && next.protocol !== 'https:')
    return `it redirects to ${next.protocol}, which is not HTTP`;
  return passed.length >= maxRedirects ? `more than ${maxRedirects} redirects` : undefined;
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
