import { headerValues, type SignedRequest } from '../request.ts';
import { asIs, distinct, type Form } from './form.ts';

/** The URL and method that are signed. */
export type Called = { readonly url: string | undefined; readonly method: string | undefined };

const form = (url: string, cause: string, words: string, cost = 1): Form<string> => ({
  value: url,
  cost,
  cause,
  words,
});

/** The URLs and methods that may have been signed in place of those known, where a scheme signs them. */
export function calledForms(of: {
  readonly called: Called;
  readonly request: SignedRequest;
  readonly template: string;
}): readonly Form<Called>[] {
  const { called, request, template } = of;
  const isBase = template === '{base}';
  const forms: Form<Called>[] = [asIs(called)];
  if ((isBase || template.includes('{url}')) && called.url !== undefined && URL.canParse(called.url)) {
    for (const one of urls(called.url, request)) forms.push({ ...one, value: { ...called, url: one.value } });
  }
  if (isBase || template.includes('{method}')) {
    for (const method of ['POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'post'])
      forms.push({
        value: { ...called, method },
        cost: 1,
        cause: 'method',
        words: `signed with the method ${method}; the request says ${called.method ?? 'none'}`,
      });
  }
  return distinct(forms, ({ url, method }) => `${method} ${url}`);
}

function* urls(url: string, request: SignedRequest): Generator<Form<string>> {
  const { protocol, port } = new URL(url);
  const [, origin = '', path = ''] = /^(https?:\/\/[^/?#]*)(.*)$/i.exec(url) ?? [];
  const other = protocol === 'https:' ? 'http' : 'https';
  const swapped = `${origin.replace(/^https?/i, other)}${path}`;
  const seen = 'your server sees another URL than the sender called';
  yield form(swapped, 'url-scheme', `signed with ${other}://; ${seen} (TLS ends before it: set X-Forwarded-Proto)`);
  const bare = origin.replace(/:\d+$/, '');
  if (port !== '' || bare !== origin) {
    yield form(bare + path, 'url-port', `signed without the port; ${seen} (a proxy listens elsewhere)`);
    yield form(
      bare.replace(/^https?/i, other) + path,
      'url-port',
      `signed with ${other}:// and without the port; ${seen} (a proxy ends TLS before it)`,
    );
  }
  for (const added of [protocol === 'https:' ? '443' : '80', '8443', '8080'])
    yield form(`${bare}:${added}${path}`, 'url-port', `signed with the port ${added}; ${seen}`);
  for (const name of ['x-forwarded-host', 'x-original-host', 'host', 'x-host']) {
    const host = headerValues(request, name)[0]?.split(',')[0]?.trim();
    if (host === undefined || !/^[\w.:-]{1,255}$/.test(host)) continue;
    const words = `signed with the host of the header ${name}; ${seen} (a proxy rewrites Host)`;
    yield form(`${protocol}//${host}${path}`, 'url-host', words);
    yield form(`${other}://${host}${path}`, 'url-host', words);
  }
  for (const name of ['x-original-url', 'x-original-uri', 'x-forwarded-uri', 'x-rewrite-url']) {
    const value = headerValues(request, name)[0];
    if (value?.startsWith('/') === true)
      yield form(
        origin + value,
        'url-path',
        `signed with the path of the header ${name}; ${seen} (a proxy rewrites the path)`,
      );
  }
  const prefix = headerValues(request, 'x-forwarded-prefix')[0];
  if (prefix !== undefined)
    yield form(
      origin + prefix.replace(/\/$/, '') + path,
      'url-path',
      `signed with the prefix ${prefix} of x-forwarded-prefix; ${seen} (a proxy strips it)`,
    );
  yield* paths(origin, path, seen);
}

function* paths(origin: string, path: string, seen: string): Generator<Form<string>> {
  const [, route = '', query = ''] = /^([^?#]*)(.*)$/s.exec(path) ?? [];
  if (route.endsWith('/'))
    yield form(
      origin + route.slice(0, -1) + query,
      'url-slash',
      `signed without the slash at the end of the path; ${seen}`,
    );
  else yield form(`${origin}${route}/${query}`, 'url-slash', `signed with a slash at the end of the path; ${seen}`);
  if (query !== '') {
    yield form(origin + route, 'url-query', `signed without the query; ${seen}`);
    const sorted = `?${query.slice(1).split('&').sort().join('&')}`;
    yield form(origin + route + sorted, 'url-query', `signed with the query sorted; ${seen}`);
    yield form(
      origin + route + query.replaceAll('%20', '+'),
      'url-encoding',
      `signed with spaces of the query as +; ${seen}`,
    );
    yield form(
      origin + route + query.replaceAll('+', '%20'),
      'url-encoding',
      `signed with spaces of the query as %20; ${seen}`,
    );
  }
  const decoded = decode(path);
  if (decoded !== path) yield form(origin + decoded, 'url-encoding', `signed with the URL decoded; ${seen}`);
  const encoded = encodeURI(path);
  if (encoded !== path)
    yield form(origin + encoded, 'url-encoding', `signed with the URL percent-encoded; ${seen} (something decoded it)`);
  yield form(
    origin + path.replace(/%[0-9a-f]{2}/gi, (hex) => hex.toUpperCase()),
    'url-encoding',
    `signed with %2F in capitals; ${seen}`,
  );
  yield form(origin.toLowerCase() + path, 'url-host', `signed with the host in small letters; ${seen}`);
  yield form(origin.replace('://www.', '://') + path, 'url-host', `signed without www.; ${seen}`);
  yield form(origin.replace('://', '://www.') + path, 'url-host', `signed with www.; ${seen}`);
  yield form(path, 'url-path', 'signed with the path alone, where this scheme signs the whole URL');
  yield form(origin, 'url-path', 'signed with the host alone, where this scheme signs the whole URL');
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
