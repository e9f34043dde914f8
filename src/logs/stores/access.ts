import { CheckProblem, SourceMissing } from '../../errors.ts';

/** Where credentials may come from: a value that a secret input filled in, or the name of an environment variable. */
export type Credentials = {
  readonly token?: string | undefined;
  readonly token_env?: string | undefined;
  readonly user?: string | undefined;
  readonly user_env?: string | undefined;
  readonly password?: string | undefined;
  readonly password_env?: string | undefined;
  readonly api_key?: string | undefined;
  readonly api_key_env?: string | undefined;
};

/** Credentials as headers, and every text in them that must never be shown. */
export type Access = {
  readonly headers: { readonly [name: string]: string };
  readonly secrets: readonly string[];
};

/**
 * Reads the credentials of a store from the environment and its filled-in templates. Throws a `CheckProblem` that is
 * blocked when one that the source names is not there.
 */
export function readAccess(of: {
  readonly given: Credentials;
  readonly env: { readonly [name: string]: string | undefined };
  readonly store: string;
}): Access {
  const { given, env, store } = of;
  const read = (name: 'token' | 'user' | 'password' | 'api_key'): string | undefined => {
    const variable = given[`${name}_env`];
    const value = given[name] ?? (variable === undefined ? undefined : env[variable]);
    const trimmed = value?.replace(/[\r\n]+$/, '');
    if (trimmed !== undefined && trimmed !== '') return isHeaderSafe(trimmed, { store, name });
    if (variable === undefined && given[name] === undefined) return undefined;
    throw new SourceMissing({
      message:
        variable === undefined
          ? `the ${name} of ${store} was not given`
          : `the ${name} of ${store} is not there: ${variable} is not set`,
      unblock: variable === undefined ? `Give the input that holds the ${name}` : `Set ${variable} in the environment`,
    });
  };
  const [token, user, password, key] = [read('token'), read('user'), read('password'), read('api_key')];
  const basic = `${user ?? ''}:${password ?? ''}`;
  const encoded = Buffer.from(basic).toString('base64');
  if (key !== undefined) return { headers: { authorization: `ApiKey ${key}` }, secrets: [key] };
  if (token !== undefined) return { headers: { authorization: `Bearer ${token}` }, secrets: [token] };
  if (user === undefined && password === undefined) return { headers: {}, secrets: [] };
  return {
    headers: { authorization: `Basic ${encoded}` },
    secrets: password === undefined ? [] : [encoded, password],
  };
}

/** The words of a curl line that stand for the credentials: variables inside double quotes, already quoted for a shell. */
export function renderAccess(given: Credentials): readonly string[] {
  const variable = (name: 'token' | 'user' | 'password' | 'api_key') =>
    given[name] === undefined && given[`${name}_env`] === undefined
      ? undefined
      : `$${given[`${name}_env`] ?? name.toUpperCase()}`;
  const key = variable('api_key');
  const token = variable('token');
  if (key !== undefined) return ['--header', `"Authorization: ApiKey ${key}"`];
  if (token !== undefined) return ['--header', `"Authorization: Bearer ${token}"`];
  if (variable('user') === undefined && variable('password') === undefined) return [];
  const user = given.user === undefined ? (variable('user') ?? '') : quoteInside(given.user);
  return ['--user', `"${user}:${variable('password') ?? ''}"`];
}

/** A text inside double quotes of a POSIX shell. */
function quoteInside(text: string): string {
  return text.replace(/[\\"$`]/g, '\\$&');
}

function isHeaderSafe(value: string, what: { readonly store: string; readonly name: string }): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (!/[\u0000-\u001f\u007f]/.test(value)) return value;
  throw new CheckProblem({
    status: 'blocked',
    message: `the ${what.name} of ${what.store} holds a line break or control character`,
    unblock: `Give the ${what.name} as one line`,
  });
}
