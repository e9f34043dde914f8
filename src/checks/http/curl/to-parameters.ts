import { type CurlRequest, parseCurl } from './parse.ts';

/** The parameters of a `http:` step that sends what a curl line sends. */
export type CurlParameters = { readonly [key: string]: unknown } & {
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
};

/** A curl line as a step: its parameters, its time-out, what does not matter of it, and what is wrong with it, in half sentences. */
export type CurlStep = {
  readonly parameters: CurlParameters;
  readonly timeout: string | undefined;
  readonly remarks: readonly string[];
  readonly problems: readonly string[];
};

const maxRedirects = 50;

/** Turns a curl command line into the parameters of a step. */
export function toCurlStep(line: string): CurlStep {
  const curl = parseCurl(line);
  const nothing = { parameters: { url: '', headers: {} }, timeout: undefined, remarks: [] };
  if (curl === undefined)
    return { ...nothing, problems: ['a quote of the curl line is not closed: copy the whole command'] };
  const { url = '', unknown } = curl;
  const isUrl = /^https?:\/\//i.test(url) && URL.canParse(url);
  const maxTime = curl.options['max-time']?.at(-1);
  return {
    parameters: toParameters(curl),
    timeout: maxTime === undefined ? undefined : `${maxTime}s`,
    remarks: toRemarks(curl),
    problems: [
      ...(url === '' ? ['the curl line has no URL'] : []),
      ...(url !== '' && !isUrl ? [`"${url}" is not an http:// or https:// URL`] : []),
      ...(unknown.length === 0 ? [] : [`not understood of the curl line: ${unknown.join(', ')}`]),
    ],
  };
}

function toParameters(curl: CurlRequest): CurlParameters {
  const { url = '', method, headers, body, bodyFile, options } = curl;
  const last = (name: string) => options[name]?.at(-1);
  const time = (name: string) => (last(name) === undefined ? undefined : `${last(name)}s`);
  const user = last('user');
  const [name = '', ...password] = (user ?? '').split(':');
  const redirs = Number(last('max-redirs') ?? maxRedirects);
  const given = {
    method,
    body,
    body_file: bodyFile,
    basic: user === undefined ? undefined : { user: name, password: password.join(':') },
    ...(options.location === undefined
      ? {}
      : { redirects: 'follow', max_redirects: redirs < 0 ? maxRedirects : Math.min(redirs, maxRedirects) }),
    ca: last('cacert'),
    insecure: options.insecure === undefined ? undefined : true,
    cert: last('cert'),
    key: last('key'),
    http_version: options['http1.1'] !== undefined ? '1.1' : undefined,
    proxy: last('noproxy') === '*' ? 'none' : withUser(last('proxy'), last('proxy-user')),
    resolve: options.resolve,
    connect_to: options['connect-to'],
    ip_version: options.ipv4 === undefined ? (options.ipv6 === undefined ? undefined : '6') : '4',
    unix_socket: last('unix-socket'),
    connect_timeout: time('connect-timeout'),
    retry:
      last('retry') === undefined || last('retry') === '0'
        ? undefined
        : { times: Number(last('retry')), ...(last('retry-delay') === undefined ? {} : { wait: time('retry-delay') }) },
  };
  return {
    url,
    headers: Object.fromEntries(headers.map((header) => [header.name, header.value])),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

function withUser(proxy: string | undefined, user: string | undefined): string | undefined {
  if (proxy === undefined || user === undefined) return proxy;
  const full = proxy.includes('://') ? proxy : `http://${proxy}`;
  if (!URL.canParse(full)) return proxy;
  const url = new URL(full);
  const [name = '', ...password] = user.split(':');
  url.username = encodeURIComponent(name);
  url.password = encodeURIComponent(password.join(':'));
  return url.href;
}

function toRemarks({ ignored, options, bodyFile }: CurlRequest): readonly string[] {
  const isJoined = bodyFile !== undefined && options['data-binary'] === undefined;
  const noproxy = options.noproxy?.at(-1);
  return [
    ...(ignored.length === 0
      ? []
      : [`left out of the curl line, as it does not change what is sent: ${ignored.join(' ')}`]),
    ...(isJoined ? [`curl takes the line breaks out of ${bodyFile}; here it is sent as it lies`] : []),
    ...(options.pass === undefined ? [] : ['--pass is left out: name the variable that holds it with passphrase_env']),
    ...(noproxy === undefined || noproxy === '*' ? [] : ['--noproxy is left out: set NO_PROXY, or say proxy: none']),
    ...(options.http2 === undefined ? [] : ['--http2 is what is offered over TLS anyway']),
  ];
}
