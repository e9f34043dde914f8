import { validateHeaderName, validateHeaderValue } from 'node:http';
import { createSecureContext, type SecureContext } from 'node:tls';
import { CheckProblem, messageOf } from '../../errors.ts';
import { parseDuration } from '../../logs/window.ts';
import type { CheckContext } from '../check.ts';
import { readVariable } from '../read-variable.ts';
import { renderBasic } from './basic.ts';
import { loadClientCertificate } from './client-certificate.ts';
import { readGiven } from './given-file.ts';
import { methodOf } from './method.ts';
import type { Parameters } from './parameters.ts';
import { chooseProxy } from './proxy.ts';
import type { HttpRequest } from './request.ts';
import { loadTrust } from './trust.ts';

/** A request that can be sent, and whose roots it trusts: null where there is no TLS to begin with. */
export type Prepared = { readonly request: HttpRequest; readonly trust: string | null };

/** Reads the files and variables that a request names. Throws a `CheckProblem` for one that is not there or not what it should be. */
export async function prepare(
  given: Parameters & { readonly url: string },
  context: Pick<CheckContext, 'folder' | 'env'>,
): Promise<Prepared> {
  const url = new URL(given.url);
  const body = await bodyOf(given, context);
  const proxyFor = (to: URL) => chooseProxy(to, given.proxy, context.env);
  const isSecure =
    url.protocol === 'https:' || given.redirects === 'follow' || proxyFor(url).url?.protocol === 'https:';
  const { secure, trust } = isSecure ? await secureOf(given, context) : { secure: undefined, trust: null };
  const headers = headersOf(given, context);
  assertHeaders(headers);
  const request: HttpRequest = {
    url,
    method: methodOf(given),
    headers,
    body,
    maxBytes: given.max_bytes,
    link: {
      secure,
      insecure: given.insecure,
      protocols:
        given.http_version === 'auto' ? ['h2', 'http/1.1'] : given.http_version === '2' ? ['h2'] : ['http/1.1'],
      proxyFor,
      pins: { resolve: given.resolve, connectTo: given.connect_to },
      family: given.ip_version === undefined ? 0 : given.ip_version === '4' ? 4 : 6,
      unixSocket: given.unix_socket,
      connectTimeoutMs: given.connect_timeout === undefined ? undefined : parseDuration(given.connect_timeout),
    },
  };
  return { request, trust: url.protocol === 'https:' ? trust : null };
}

async function bodyOf(given: Parameters, context: Pick<CheckContext, 'folder'>): Promise<HttpRequest['body']> {
  if (given.body_file !== undefined) return readGiven(given.body_file, 'the body of the request', context);
  if (given.json !== undefined) return JSON.stringify(given.json);
  if (given.form !== undefined) return new URLSearchParams(given.form).toString();
  return given.body;
}

function headersOf(given: Parameters, context: Pick<CheckContext, 'env'>): HttpRequest['headers'] {
  const names = Object.keys(given.headers).map((name) => name.toLowerCase());
  const type =
    given.json !== undefined
      ? 'application/json'
      : given.form === undefined
        ? undefined
        : 'application/x-www-form-urlencoded';
  const usual = {
    'user-agent': 'causebook',
    accept: given.json === undefined ? '*/*' : 'application/json',
    'content-type': type,
    authorization: authorizationOf(given, context),
  };
  return {
    ...Object.fromEntries(
      Object.entries(usual).flatMap(([name, value]) =>
        value === undefined || names.includes(name) ? [] : [[name, value]],
      ),
    ),
    ...given.headers,
  };
}

/** A header that cannot be sent is told without its value. */
function assertHeaders(headers: HttpRequest['headers']): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch (cause) {
      const message = `the request cannot be sent: ${messageOf(cause)}`;
      throw new CheckProblem({ status: 'error', message }, { cause });
    }
  }
}

function authorizationOf({ basic, bearer_env }: Parameters, context: Pick<CheckContext, 'env'>): string | undefined {
  if (bearer_env !== undefined) return `Bearer ${variableOf(bearer_env, context)}`;
  if (basic === undefined) return undefined;
  return renderBasic(basic.user, basic.password ?? variableOf(basic.password_env ?? '', context));
}

function variableOf(name: string, { env }: Pick<CheckContext, 'env'>): string {
  return readVariable({ name, env, unblock: `Set ${name} and start again` });
}

/** Made before the clock starts: reading a hundred roots takes longer than many a handshake. */
async function secureOf(
  given: Parameters,
  context: Pick<CheckContext, 'folder' | 'env'>,
): Promise<{ readonly secure: SecureContext; readonly trust: string }> {
  const { ca, title } = await loadTrust(given, context);
  const { passphrase_env: name } = given;
  const passphrase = name === undefined ? undefined : variableOf(name, context);
  const client =
    given.cert === undefined ? {} : await loadClientCertificate({ ...given, cert: given.cert, passphrase }, context);
  return { secure: createSecureContext({ ca: [...ca], ...client }), trust: title };
}
