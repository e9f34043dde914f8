import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseCurl } from '../../../src/checks/http/curl/parse.ts';
import { renderCurl } from '../../../src/checks/http/curl/render.ts';
import { toCurlStep } from '../../../src/checks/http/curl/to-parameters.ts';
import { type Parameters, parameters } from '../../../src/checks/http/parameters.ts';
import { prepare } from '../../../src/checks/http/prepare.ts';
import { createCheckContext } from '../../helpers/check-context.ts';
import { fixtures, serve } from './serve.ts';

const form = { 'content-type': 'application/x-www-form-urlencoded' };

test.each([
  ['curl example.com', { url: 'http://example.com', method: 'GET', headers: {} }],
  ['$ curl -sSL https://a.test/x', { method: 'GET', redirects: 'follow', max_redirects: 50 }],
  [
    "curl 'https://a.test' \\\n  -H 'X-A: 1' \\\r\n  --header \"x-b: it's\"",
    { headers: { 'X-A': '1', 'x-b': "it's" } },
  ],
  ["curl https://a.test -H 'x-empty;' -H 'x-gone:'", { headers: { 'x-empty': '' } }],
  ['curl -XPUT https://a.test', { method: 'PUT' }],
  ['curl -d a=1 -d b=2 https://a.test', { method: 'POST', body: 'a=1&b=2', headers: form }],
  ['curl https://a.test --data-urlencode "q=a b&(c)"', { body: 'q=a%20b%26%28c%29', headers: form }],
  ['curl -G https://a.test?x=1 -d a=1', { url: 'https://a.test?x=1&a=1', method: 'GET', headers: {} }],
  [
    `curl https://a.test --json '{"a":1}'`,
    { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' } },
  ],
  [
    "curl https://a.test -d '{}' -H 'content-type: application/json'",
    { headers: { 'content-type': 'application/json' } },
  ],
  ['curl --data-binary @body.json https://a.test', { body_file: 'body.json', method: 'POST' }],
  ['curl -I https://a.test', { method: 'HEAD' }],
  ['curl -u bob:p:w https://a.test', { basic: { user: 'bob', password: 'p:w' } }],
  [
    'curl -A me -e https://b.test -b "a=1; b=2" -r 0-9 https://a.test',
    {
      headers: { 'user-agent': 'me', referer: 'https://b.test', cookie: 'a=1; b=2', range: 'bytes=0-9' },
    },
  ],
  [
    'curl --resolve a.test:443:10.0.0.7 --connect-to ::b.test:8443 -4 https://a.test',
    {
      resolve: ['a.test:443:10.0.0.7'],
      connect_to: ['::b.test:8443'],
      ip_version: '4',
    },
  ],
  [
    'curl -E c.pem --key k.pem --cacert ca.pem -k --http1.1 https://a.test',
    {
      cert: 'c.pem',
      key: 'k.pem',
      ca: 'ca.pem',
      insecure: true,
      http_version: '1.1',
    },
  ],
  [
    'curl -x proxy:3128 -U u:p --connect-timeout 2 --retry 3 https://a.test',
    {
      proxy: 'http://u:p@proxy:3128/',
      connect_timeout: '2s',
      retry: { times: 3 },
    },
  ],
  ["curl --noproxy '*' --unix-socket /run/x.sock http://a.test", { proxy: 'none', unix_socket: '/run/x.sock' }],
])('%s', (line, expected) => {
  const { parameters: found, problems } = toCurlStep(line);
  expect(problems).toEqual([]);
  expect(found).toMatchObject(expected);
});

test.each([
  ["curl https://a.test -d 'x", 'a quote of the curl line is not closed: copy the whole command'],
  ['curl -X POST', 'the curl line has no URL'],
  ['curl ftp://a.test/x', '"ftp://a.test/x" is not an http:// or https:// URL'],
  ['curl https://a.test -F a=b --warp 9', 'not understood of the curl line: -F, --warp, more than one URL'],
  ['curl https://a.test https://b.test', 'not understood of the curl line: more than one URL'],
  ['curl https://a.test/{b,c}', 'not understood of the curl line: the pattern in the URL'],
  ['curl -b jar.txt https://a.test', 'not understood of the curl line: --cookie from a file'],
  ['curl -d @a -d b https://a.test', 'not understood of the curl line: --data from a file beside other data'],
])('%s is refused by name', (line, problem) => {
  expect(toCurlStep(line).problems).toEqual([problem]);
});

test('options that change nothing of what is sent are left out, and said', () => {
  expect(toCurlStep('curl -sSv -o out.txt -w %{http_code} https://a.test -d @in.json').remarks).toEqual([
    'left out of the curl line, as it does not change what is sent: -s -S -v -o -w',
    'curl takes the line breaks out of in.json; here it is sent as it lies',
  ]);
});

test('no line whatever breaks the parser', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      toCurlStep(`curl ${text}`);
    }),
  );
});

const token = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const visible = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
const request = fc.record(
  {
    url: fc
      .tuple(fc.constantFrom('http', 'https'), token, fc.webPath(), fc.stringMatching(/^[\w=&%{}[\]'"$ -]{0,12}$/))
      .map(([scheme, host, at, query]) => `${scheme}://${host}.test${at}?${query.replaceAll('%', '')}`),
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'),
    headers: fc.dictionary(
      token.map((name) => `x-${name}`),
      fc.oneof(fc.constant(''), visible),
    ),
    body: fc.string({ unit: 'grapheme-composite' }).filter((text) => !text.includes('\0')),
    redirects: fc.constantFrom('stop', 'follow'),
    max_redirects: fc.integer({ min: 0, max: 50 }),
    proxy: fc.constantFrom('none', 'http://proxy.test:3128/'),
    ca: fc.constant("it's a.pem"),
    cert: fc.constant('client cert.pem'),
    key: fc.constant('client.key'),
    insecure: fc.constant(true),
    http_version: fc.constant('1.1'),
    ip_version: fc.constantFrom('4', '6'),
    resolve: fc.constant(['a.test:443:[::1]']),
    connect_to: fc.constant(['a.test:443:b.test:8443']),
    unix_socket: fc.constant('/tmp/a b.sock'),
    connect_timeout: fc.constant('1.5s'),
  },
  { requiredKeys: ['url', 'method'] },
);

// One root in place of all those of this machine, which take long to read 900 times.
const few = { env: { SSL_CERT_FILE: `${fixtures}root.pem` } };

/** What is sent, without what a curl line cannot tell: whose roots are trusted, and the parts made from files. */
async function sent(given: Parameters & { readonly url: string }) {
  const { ca: _, cert: __, key: ___, ...others } = given;
  const { request: made } = await prepare(others, await createCheckContext(few));
  const { link, url, headers, ...rest } = made;
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const { secure: _secure, proxyFor, ...connection } = link;
  return {
    ...rest,
    headers: lower,
    url: url.href,
    connection,
    proxy: link.unixSocket === undefined ? proxyFor(url).url?.href : '',
  };
}

test('the line that is printed is the request again', async () => {
  await fc.assert(
    fc.asyncProperty(request, async (written) => {
      if (written.key !== undefined && written.cert === undefined) return;
      const given = { ...parameters.parse(written), url: written.url };
      const { ca: _, cert: __, key: ___, ...others } = given;
      const { request: made } = await prepare(others, await createCheckContext(few));
      const line = renderCurl(made, given, 5000);
      const back = toCurlStep(line);
      expect(back.problems, line).toEqual([]);
      expect(back.timeout).toBe('5s');
      const again = { ...parameters.parse({ ...back.parameters }), url: back.parameters.url };
      expect(await sent(again), line).toEqual(await sent(given));
      for (const key of ['ca', 'cert', 'key', 'redirects'] as const) expect(again[key], line).toBe(given[key]);
    }),
    { numRuns: 300 },
  );
});

const exec = promisify(execFile);
const curl = await exec('curl', ['--version']).then(
  () => true,
  () => false,
);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'causebook-curl-'));
  await writeFile(path.join(folder, 'in.bin'), Buffer.from([0, 10, 255, 13, 10]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.skipIf(!curl).each([
  ['a GET', {}],
  ['a POST of JSON', { json: { name: "O'Neil", note: '"$HOME" `x` \\ ü\n' } }],
  ['a form', { form: { a: 'b c', ü: '&=' } }],
  ['a body without a type', { method: 'PUT', body: "it's\r\n$5 !\u001b" }],
  ['a body that begins with @', { body: '@home' }],
  ['a file', { body_file: 'in.bin', method: 'PATCH' }],
  ['an empty body', { body: '' }],
  ['empty and odd headers', { headers: { 'x-empty': '', 'x-quote': `a "b" 'c' $d \\e`, accept: 'text/html' } }],
  ['a query with brackets', { query: '?a[]=1&b={x}&c=%20' }],
  ['HEAD', { method: 'HEAD' }],
])('the real curl sends %s as causebook did', async (_, { query = '', ...given }: Record<string, unknown>) => {
  const seen: object[] = [];
  const port = await serve((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => {
      const { connection: _connection, ...headers } = incoming.headers;
      seen.push({
        method: incoming.method,
        url: incoming.url,
        headers,
        body: Buffer.concat(chunks).toString('base64'),
      });
      response.end();
    });
  });
  const check = (await import('../../../src/checks/http.ts')).http;
  const url = `http://127.0.0.1:${port}/a${String(query)}`;
  const { command } = await check.run(check.parameters.parse({ url, ...given }), await createCheckContext({ folder }));
  await exec('bash', ['-c', command ?? ''], { cwd: folder, env: { PATH: process.env.PATH, HOME: folder } });
  expect(seen).toHaveLength(2);
  expect(seen[1]).toEqual(seen[0]);
});

test('a curl line is read without being run', () => {
  expect(parseCurl('curl "https://a.test/$(touch x)`id`"')?.url).toBe('https://a.test/$(touch x)`id`');
});
