import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { chooseProxy } from '../../../src/checks/http/proxy.ts';
import { isConnectTo, isResolve, routeOf } from '../../../src/checks/http/route.ts';
import { listen } from './serve.ts';

const exec = promisify(execFile);
const hasCurl = await exec('curl', ['--version']).then(
  () => true,
  () => false,
);

/** A list of hosts without a proxy, a URL, and whether it is asked for through the proxy. */
const rows: readonly (readonly [list: string, url: string, isProxied: boolean])[] = [
  ['', 'http://a.invalid/', true],
  ['*', 'http://a.invalid/', false],
  ['a.invalid', 'http://a.invalid/', false],
  ['A.Invalid', 'http://a.invalid/', false],
  ['.a.invalid', 'http://a.invalid/', false],
  ['a.invalid', 'http://sub.a.invalid/', false],
  ['.a.invalid', 'http://sub.a.invalid/', false],
  ['a.invalid', 'http://ba.invalid/', true],
  ['b.invalid, a.invalid', 'http://a.invalid/', false],
  ['b.invalid a.invalid', 'http://a.invalid/', false],
  ['192.0.2.0/24', 'http://192.0.2.7/', false],
  ['192.0.2.0/24', 'http://192.0.3.7/', true],
  ['192.0.2.7', 'http://192.0.2.7/', false],
  ['2.7', 'http://192.0.2.7/', true],
];

test.each(rows)('NO_PROXY="%s" and %s: through the proxy %s', (list, url, isProxied) => {
  const env = { http_proxy: 'proxy.invalid:3128', no_proxy: list };
  expect(chooseProxy(new URL(url), 'environment', env).url !== undefined).toBe(isProxied);
});

test.skipIf(!hasCurl)('the real curl reads those lists alike', async () => {
  const port = await listen(createServer((_, response) => response.end('proxied')));
  for (const [list, url, isProxied] of rows) {
    const env = { PATH: process.env.PATH ?? '', http_proxy: `http://127.0.0.1:${port}`, no_proxy: list };
    const { stdout } = await exec('curl', ['-s', '--connect-timeout', '0.2', url], { env }).catch(() => ({
      stdout: '',
    }));
    expect([list, url, stdout === 'proxied']).toEqual([list, url, isProxied]);
  }
});

test('the variable of the scheme goes before all_proxy, and what was given before both', () => {
  const env = { HTTPS_PROXY: 'http://s.invalid:1', all_proxy: 'http://all.invalid:2' };
  const choose = (url: string, given = 'environment') => chooseProxy(new URL(url), given, env);
  expect(choose('https://a.invalid/')).toMatchObject({ why: 'HTTPS_PROXY', url: new URL('http://s.invalid:1') });
  expect(choose('http://a.invalid/')).toMatchObject({ why: 'all_proxy' });
  expect(choose('http://a.invalid/', 'http://given.invalid')).toMatchObject({ why: 'proxy' });
  expect(choose('http://a.invalid/', 'none')).toMatchObject({ url: undefined, why: 'proxy: none' });
});

test.each([
  [
    { resolve: ['a.test:443:10.0.0.7'], connectTo: [] },
    { host: 'a.test', port: 443, address: '10.0.0.7' },
  ],
  [
    { resolve: ['A.TEST:443:[::1]'], connectTo: [] },
    { host: 'a.test', port: 443, address: '::1' },
  ],
  [
    { resolve: ['*:443:10.0.0.8'], connectTo: [] },
    { host: 'a.test', port: 443, address: '10.0.0.8' },
  ],
  [
    { resolve: ['a.test:80:10.0.0.7'], connectTo: [] },
    { host: 'a.test', port: 443 },
  ],
  [
    { resolve: [], connectTo: ['a.test:443:b.test:8443'] },
    { host: 'b.test', port: 8443 },
  ],
  [
    { resolve: ['b.test:443:10.0.0.9'], connectTo: ['::b.test:'] },
    { host: 'b.test', port: 443, address: '10.0.0.9' },
  ],
  [
    { resolve: [], connectTo: ['c.test::b.test:1', ':443::2'] },
    { host: 'a.test', port: 2 },
  ],
])('%j leads to %j', (pins, expected) => {
  expect(routeOf({ host: 'a.test', port: 443 }, pins)).toEqual(expected);
});

test.each(['a.test:443', 'a.test:x:10.0.0.1', '443:10.0.0.1', 'a.test:443:b.test'])(
  '--resolve %s is refused',
  (pin) => {
    expect(isResolve(pin)).toBe(false);
  },
);

test('--connect-to needs its four parts', () => {
  expect(['a:1:b:2', ':::', '::b:', 'a:1:[::1]:2'].map(isConnectTo)).toEqual([true, true, true, true]);
  expect(['a:1', 'a:1:b', 'a:x:b:2', ''].map(isConnectTo)).toEqual([false, false, false, false]);
});
