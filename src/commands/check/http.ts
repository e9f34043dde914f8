import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { isCurl } from '../../checks/http/curl/parse.ts';
import { toCurlStep } from '../../checks/http/curl/to-parameters.ts';
import { messageOf, UserError } from '../../errors.ts';
import { toVisible, toVisibleLines } from '../../redact/visible.ts';
import { type CommonFlags, runByHand } from '../run-by-hand.ts';
import { ofAnswer, parseExpectations } from './parse-expectations.ts';
import { splitHeader } from './split-header.ts';

type HttpFlags = CommonFlags & {
  readonly curl?: string;
  readonly asStep?: boolean;
  readonly expect: readonly string[];
  readonly method?: string;
  readonly header: readonly string[];
  readonly body?: string;
  readonly jsonBody?: string;
  readonly user?: string;
  readonly passwordEnv?: string;
  readonly bearerEnv?: string;
  readonly location?: boolean;
  readonly maxRedirs?: string;
  readonly cacert?: string;
  readonly trust?: string;
  readonly insecure?: boolean;
  readonly cert?: string;
  readonly key?: string;
  readonly passphraseEnv?: string;
  readonly 'http1.1'?: boolean;
  readonly http2?: boolean;
  readonly proxy?: string;
  readonly resolve: readonly string[];
  readonly connectTo: readonly string[];
  readonly ipv4?: boolean;
  readonly ipv6?: boolean;
  readonly unixSocket?: string;
  readonly connectTimeout?: string;
  readonly retry?: string;
  readonly retryWait: string;
  readonly retryUnsafe?: boolean;
  readonly maxBytes?: string;
  readonly capture: readonly string[];
};

const flagNames = {
  url: 'the URL',
  headers: '--header',
  json: '--json-body',
  body_file: '--body',
  ca: '--cacert',
  max_redirects: '--max-redirs',
  captures: '--capture',
  basic: '--user with --password-env',
  'retry.times': '--retry',
  'retry.wait': '--retry-wait',
};

/** Sends one request by hand, or turns a curl line into the step of a runbook. */
export async function checkHttp(url: string | undefined, flags: HttpFlags): Promise<void> {
  if ((url === undefined) === (flags.curl === undefined))
    throw new UserError({
      message: url === undefined ? 'no URL was given' : 'a URL and --curl cannot stand together',
      hint: 'Give a URL, or a curl line with --curl.',
    });
  if (flags.asStep === true && flags.curl === undefined) throw new UserError({ message: '--as-step needs --curl' });
  const curl = flags.curl === undefined ? undefined : await readCurl(flags.curl);
  const given = { ...(await toParameters(flags)), ...(url === undefined ? {} : { url }) };
  if (flags.asStep === true && curl !== undefined) {
    const { renderStep } = await import('../../checks/http/curl/as-step.ts');
    process.stdout.write(toVisibleLines(renderStep(curl, given)));
    return;
  }
  const fromCurl = curl === undefined ? {} : resolveFiles(curl.parameters);
  for (const remark of curl?.remarks ?? []) process.stderr.write(`${toVisible(remark)}\n`);
  const parameters = {
    ...given,
    ...fromCurl,
    headers: { ...given.headers, ...(curl?.parameters.headers ?? {}) },
  };
  const timeout = flags.timeout ?? curl?.timeout;
  await runByHand({ kind: 'http', parameters, flagNames }, { ...flags, ...(timeout === undefined ? {} : { timeout }) });
}

async function readCurl(given: string): Promise<ReturnType<typeof toCurlStep>> {
  const line = isCurl(given) ? given : await readText(given, '--curl');
  if (!isCurl(line))
    throw new UserError({ message: `${given === '-' ? 'standard input' : given} does not begin with curl` });
  const step = toCurlStep(line);
  if (step.problems.length > 0) throw new UserError(step.problems.map((message) => ({ message })));
  return step;
}

async function readText(file: string, flag: string): Promise<string> {
  if (file === '-') return readAll(process.stdin);
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UserError({ message: `${flag}: ${messageOf(cause)}` }, { cause });
  });
}

async function toParameters(flags: HttpFlags) {
  const { body, jsonBody, retry } = flags;
  const isFile = body?.startsWith('@') === true;
  const given = {
    method: flags.method?.toUpperCase(),
    body: isFile ? undefined : body,
    body_file: isFile ? path.resolve(body.slice(1)) : undefined,
    json: jsonBody === undefined ? undefined : await readJson(jsonBody),
    basic: flags.user === undefined ? undefined : { user: flags.user, password_env: flags.passwordEnv },
    bearer_env: flags.bearerEnv,
    redirects: flags.location === true ? 'follow' : undefined,
    max_redirects: toNumber(flags.maxRedirs),
    ...resolveFiles({ ca: flags.cacert, cert: flags.cert, key: flags.key }),
    trust: flags.trust,
    insecure: flags.insecure,
    passphrase_env: flags.passphraseEnv,
    http_version: flags['http1.1'] === true ? '1.1' : flags.http2 === true ? '2' : undefined,
    proxy: flags.proxy,
    resolve: flags.resolve.length === 0 ? undefined : flags.resolve,
    connect_to: flags.connectTo.length === 0 ? undefined : flags.connectTo,
    ip_version: flags.ipv4 === true ? '4' : flags.ipv6 === true ? '6' : undefined,
    unix_socket: flags.unixSocket,
    connect_timeout: flags.connectTimeout,
    retry: retry === undefined ? undefined : { times: Number(retry), wait: flags.retryWait, unsafe: flags.retryUnsafe },
    max_bytes: toNumber(flags.maxBytes),
    expect: parseExpectations(flags.expect, ofAnswer),
    captures: flags.capture.length === 0 ? undefined : Object.fromEntries(flags.capture.map(splitCapture)),
  };
  return {
    headers: Object.fromEntries(flags.header.map(splitHeader)),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

/** Files of a line that was typed here lie here. */
function resolveFiles(given: { readonly [key: string]: unknown }): { readonly [key: string]: unknown } {
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [
        key,
        ['ca', 'cert', 'key', 'body_file'].includes(key) ? path.resolve(String(value)) : value,
      ]),
  );
}

async function readJson(given: string): Promise<unknown> {
  const text = given.startsWith('@') ? await readText(given.slice(1), '--json-body') : given;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError({ message: `--json-body is not JSON: ${messageOf(cause)}` }, { cause });
  }
}

function toNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function splitCapture(capture: string): readonly [string, string] {
  const [, name, found] = /^(\w+)=([\s\S]+)$/.exec(capture) ?? [];
  if (name === undefined || found === undefined)
    throw new UserError({
      message: `--capture "${capture}" is not name=path`,
      hint: 'Write for example id=$.order.id.',
    });
  return [name, found];
}
