import { CheckProblem, UserError } from '../errors.ts';
import { renderUrl } from './http/secrets.ts';

/**
 * Reads a URL that a person names as a test target: http or https, without a user or password in it. Throws a `UserError` that
 * calls it by `name`, the flag it came with.
 */
export function parseTestTarget(text: string, name: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new UserError({
      message: `${name} is not an http or https URL`,
      hint: 'For example http://127.0.0.1:8080/hooks.',
    });
  if (url.username !== '' || url.password !== '')
    throw new UserError({ message: `${name} carries a user or a password`, hint: 'Give it without.' });
  url.hash = '';
  return url;
}

/** The header that goes with every request made to test an endpoint, also through whatever logs it on the way. */
export const testMark = {
  name: 'x-causebook-test',
  value: 'made by causebook to test this endpoint; not a real event',
};

/** Whether a URL has the scheme, host and port of another and its path, or one below it; an escaped slash could leave it again. */
export function isUnder(url: URL, base: URL): boolean {
  const path = base.pathname.replace(/\/$/, '');
  const isBelow = url.pathname.startsWith(`${path}/`) && !/%2f|%5c/i.test(url.pathname.slice(path.length));
  return url.origin === base.origin && (url.pathname === path || url.pathname === base.pathname || isBelow);
}

/** Whether a host name of a URL can only mean this machine. */
export function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
  );
}

/** Refuses, as blocked, a URL that the person has not named as a test target. Nothing makes one a target but being named, not even loopback. */
export function assertTestTarget(url: URL, named: readonly string[]): void {
  if (url.username !== '' || url.password !== '')
    throw new CheckProblem({
      status: 'error',
      message: 'the target carries a user or a password: send it as a header',
    });
  if (named.some((text) => isUnder(url, new URL(text)))) return;
  throw new CheckProblem({
    status: 'blocked',
    message: `${renderUrl(url)} is not a test target of this incident${named.length === 0 ? '' : ` (${named.join(', ')})`}`,
    unblock: `If it is a test system and may be written to, name it: --test-target ${url.origin}${url.pathname}`,
  });
}
