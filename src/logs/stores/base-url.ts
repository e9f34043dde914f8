import { CheckProblem } from '../../errors.ts';

/**
 * The address of a store, ending in a slash. Throws a `CheckProblem` that is blocked where an input gave something that is
 * none, or that holds credentials.
 */
export function rootOf(text: string, store: string): URL {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new CheckProblem({
      status: 'blocked',
      message: `the address of ${store} is not an http:// or https:// URL`,
      unblock: 'Check `url` and the input it comes from',
    });
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    const unblock = 'Take them out of `url` and name environment variables (user_env, password_env)';
    throw new CheckProblem({ status: 'blocked', message: `the address of ${store} holds credentials`, unblock });
  }
  return new URL(`${url.origin}${url.pathname.replace(/\/*$/, '/')}`);
}

/** Whether what is sent to an address can be read on its way. */
export function isExposed(url: URL): boolean {
  return url.protocol === 'http:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}
