import { renderShell } from '../../shell.ts';
import { type Credentials, renderAccess } from './access.ts';

/** A curl line that sends a request again. Credentials stand as variables of the shell; `path` is relative to the store's URL. */
export function renderStoreCurl(of: {
  readonly base: { readonly url: string; readonly ca?: string | undefined };
  readonly credentials: Credentials;
  readonly path: string;
  readonly headers?: { readonly [name: string]: string };
  /** Form fields of a GET, each encoded by curl. */
  readonly query?: readonly (readonly [string, string])[];
  readonly body?: string;
}): string {
  const { base, credentials, path, headers = {}, query = [], body } = of;
  const url = `${base.url.replace(/\/*$/, '/')}${path}`;
  const words = [
    ...(query.length === 0 ? [] : ['--get']),
    ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
    ...query.flatMap(([name, value]) => ['--data-urlencode', `${name}=${value}`]),
    ...(body === undefined ? [] : ['--data-raw', body]),
    ...(base.ca === undefined ? [] : ['--cacert', base.ca]),
    ...(/[[\]{}]/.test(url) ? ['--globoff'] : []),
    url,
  ];
  return [renderShell(['curl', '--silent']), ...renderAccess(credentials), renderShell(words)].join(' ');
}
