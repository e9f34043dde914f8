import { CheckProblem } from '../../../errors.ts';
import type { CheckContext } from '../../check.ts';
import { readVariable } from '../../read-variable.ts';
import { readPem } from '../../tls/read-pem.ts';
import type { PostgresSource } from './describe-place.ts';

/** All that a connection needs. `password` is undefined where none was given; `from` is what to call where it came from. */
export type Settings = {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | undefined;
  readonly passwordFrom: string;
  readonly sslmode: NonNullable<PostgresSource['sslmode']>;
  readonly ca: { readonly name: string; readonly text: string } | undefined;
  readonly options: string | undefined;
  readonly schema: string | undefined;
};

const sslmodes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;

/**
 * Makes settings of what a runbook writes. What a URL says and what stands beside it are put together, the latter first. Throws a
 * `CheckProblem`: blocked where a variable is not set, error where the URL is none; no message carries the URL.
 */
export async function resolveSettings(given: PostgresSource, context: CheckContext): Promise<Settings> {
  const { text, name } = urlOf(given, context);
  const url = text === undefined ? undefined : parseUrl(text, name);
  const parameter = (key: string) => url?.searchParams.get(key) ?? undefined;
  const caName = given.ca ?? parameter('sslrootcert');
  const ca = caName === undefined || caName === 'system' ? undefined : await readPem(caName, context);
  const user = given.user ?? decode(url?.username);
  if (user === undefined) {
    throw new CheckProblem({
      status: 'error',
      message: `${name} names no user`,
      unblock: 'Give `user`: best a role that may only read',
    });
  }
  const host = given.host ?? decode(url?.hostname.replace(/^\[|\]$/g, '')) ?? parameter('host');
  if (host === undefined)
    throw new CheckProblem({ status: 'error', message: `${name} names no host`, unblock: 'Give the host in it' });
  const sslmode = given.sslmode ?? sslmodes.find((mode) => mode === parameter('sslmode'));
  return {
    host,
    port: Number(given.port ?? (url?.port || parameter('port')) ?? 5432) || 5432,
    database: given.database ?? decode(url?.pathname.slice(1)) ?? user,
    user,
    ...passwordOf(given, { url, name, context }),
    sslmode: sslmode ?? (caName === undefined ? 'prefer' : 'verify-full'),
    ca,
    options: parameter('options'),
    schema: parameter('schema'),
  };
}

function urlOf(
  given: PostgresSource,
  { env }: Pick<CheckContext, 'env'>,
): { readonly text: string | undefined; readonly name: string } {
  if (given.url_env === undefined)
    return { text: given.url, name: given.url === undefined ? 'the database' : 'the URL of the database' };
  const unblock = `Set ${given.url_env} to the URL, postgres://user@host:5432/database with the password in it`;
  const text = readVariable({ name: given.url_env, env, unblock });
  return { text: text.trim(), name: `the URL in ${given.url_env}` };
}

function parseUrl(text: string, name: string): URL {
  const hint = 'Write it as postgres://user@host:5432/database, with %-codes for @ : / in a password';
  // SQLAlchemy writes its driver into the scheme: postgresql+psycopg2://
  const plain = text.replace(/^(postgres(?:ql)?)\+\w+:/, '$1:');
  const scheme = /^([a-z][\w+.-]*):\/\//i.exec(plain)?.[1];
  if (scheme !== undefined && !/^postgres(ql)?$/.test(scheme))
    throw new CheckProblem({ status: 'error', message: `${name} is for ${scheme}, not for PostgreSQL`, unblock: hint });
  if (/^[^/]*\/\/[^/]*,/.test(plain))
    throw new CheckProblem({ status: 'error', message: `${name} names several hosts`, unblock: 'Name one of them' });
  if (scheme === undefined || !URL.canParse(plain))
    throw new CheckProblem({ status: 'error', message: `${name} is not a URL`, unblock: hint });
  return new URL(plain);
}

function passwordOf(
  given: PostgresSource,
  of: { readonly url: URL | undefined; readonly name: string; readonly context: CheckContext },
): Pick<Settings, 'password' | 'passwordFrom'> {
  if (given.password !== undefined) return { password: given.password, passwordFrom: '`password`' };
  if (given.password_env !== undefined) {
    const { password_env: name } = given;
    const password = readVariable({ name, env: of.context.env, unblock: `Set ${name} to the password` });
    return { password, passwordFrom: name };
  }
  return { password: decode(of.url?.password), passwordFrom: of.name };
}

function decode(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
