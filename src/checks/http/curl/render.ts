import { isSecretName } from '../../../redact/secret-name.ts';
import { renderShell } from '../../../shell.ts';
import { hidden } from '../../config/secret-name.ts';
import type { Parameters } from '../parameters.ts';
import type { HttpRequest } from '../request.ts';
import { renderUrl } from '../secrets.ts';

/** The curl line that repeats a request, its credentials left out; files are named as they were given. */
export function renderCurl(request: HttpRequest, given: Parameters, timeoutMs: number): string {
  const { url, method, headers, body } = request;
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  const bare = new URL(url);
  // Two places for one thing: `--user` is the one that is read.
  if (given.basic !== undefined) [bare.username, bare.password] = ['', ''];
  const shownUrl = renderUrl(bare);
  const option = (name: string, value: string | number | undefined) =>
    value === undefined ? [] : [`--${name}`, String(value)];
  return renderShell([
    'curl',
    '--include',
    ...option('max-time', timeoutMs / 1000),
    ...option('connect-timeout', request.link.connectTimeoutMs && request.link.connectTimeoutMs / 1000),
    ...methodOf(method, body !== undefined),
    ...Object.entries(headers)
      .filter(([name]) => !(given.basic !== undefined && name.toLowerCase() === 'authorization'))
      .flatMap(([name, value]) =>
        name.toLowerCase() === 'cookie' ? ['--cookie', hideCookies(value)] : ['--header', renderHeader(name, value)],
      ),
    ...(given.basic === undefined ? [] : ['--user', `${given.basic.user}:${hidden}`]),
    ...(body === undefined || names.includes('content-type') ? [] : ['--header', 'content-type:']),
    ...dataOf(body, given.body_file),
    ...(names.includes('accept-encoding') ? ['--compressed'] : []),
    ...(given.insecure ? ['--insecure'] : []),
    ...option('cacert', given.ca),
    ...option('cert', given.cert),
    ...option('key', given.key),
    ...(given.http_version === '1.1' ? ['--http1.1'] : []),
    ...proxyOf(request),
    ...given.resolve.flatMap((pin) => option('resolve', pin)),
    ...given.connect_to.flatMap((pin) => option('connect-to', pin)),
    ...(given.ip_version === undefined ? [] : [`-${given.ip_version}`]),
    ...option('unix-socket', given.unix_socket),
    ...(given.redirects === 'follow' ? ['--location', ...option('max-redirs', given.max_redirects)] : []),
    ...(/[[\]{}]/.test(shownUrl) ? ['--globoff'] : []),
    shownUrl,
  ]);
}

/** curl sends GET, or POST where there is data, unless told otherwise; told otherwise, `--location` keeps the method. */
function methodOf(method: string, hasBody: boolean): readonly string[] {
  if (method === 'HEAD' && !hasBody) return ['--head'];
  return method === (hasBody ? 'POST' : 'GET') ? [] : ['--request', method];
}

function dataOf(body: HttpRequest['body'], file: string | undefined): readonly string[] {
  if (body === undefined) return [];
  return file === undefined ? ['--data-raw', body.toString()] : ['--data-binary', `@${file}`];
}

/** The names stay; curl takes a text without `=` for the name of a file. */
function hideCookies(value: string): string {
  return value
    .split(';')
    .map((pair) => `${pair.includes('=') ? pair.slice(0, pair.indexOf('=')).trim() : 'value'}=${hidden}`)
    .join('; ');
}

function renderHeader(name: string, value: string): string {
  if (value === '') return `${name};`;
  return `${name}: ${isSecretName(name) ? hidden : value}`;
}

/** What the environment says here may not be what it says where the line is run: a proxy is named, and so is none where one was passed by. */
function proxyOf({ url, link }: HttpRequest): readonly string[] {
  if (link.unixSocket !== undefined) return [];
  const choice = link.proxyFor(url);
  if (choice.url !== undefined) return ['--proxy', renderUrl(choice.url)];
  return choice.isPassedBy ? ['--noproxy', '*'] : [];
}
