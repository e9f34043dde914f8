import { renderShell } from '../../shell.ts';
import { hidden, isSecretName } from '../config/secret-name.ts';
import type { HttpRequest } from './exchange.ts';
import { maxRedirects } from './follow.ts';
import { renderUrl } from './secrets.ts';

/** The curl line that repeats a request, its credentials left out. `caFile` is the name the CA was read from. */
export function renderCurl(
  request: HttpRequest,
  options: { readonly follow: boolean; readonly timeoutMs: number; readonly caFile: string | undefined },
): string {
  const { url, method, headers, body } = request;
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  const shownUrl = renderUrl(url);
  return renderShell([
    'curl',
    '--include',
    '--max-time',
    String(options.timeoutMs / 1000),
    ...methodOf(method, body),
    ...Object.entries(headers).flatMap(([name, value]) => ['--header', renderHeader(name, value)]),
    ...(body === undefined || names.includes('content-type') ? [] : ['--header', 'content-type:']),
    ...(body === undefined ? [] : ['--data-raw', body]),
    ...(names.includes('accept-encoding') ? ['--compressed'] : []),
    ...(options.caFile === undefined ? [] : ['--cacert', options.caFile]),
    ...(options.follow ? ['--location', '--max-redirs', String(maxRedirects)] : []),
    ...(/[[\]{}]/.test(shownUrl) ? ['--globoff'] : []),
    shownUrl,
  ]);
}

/** curl sends GET, or POST where there is data, unless told otherwise; told otherwise, `--location` keeps the method. */
function methodOf(method: string, body: string | undefined): readonly string[] {
  if (method === 'HEAD') return ['--head'];
  return method === (body === undefined ? 'GET' : 'POST') ? [] : ['--request', method];
}

function renderHeader(name: string, value: string): string {
  if (value === '') return `${name};`;
  return `${name}: ${isSecretName(name) ? hidden : value}`;
}
