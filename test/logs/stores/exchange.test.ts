import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { CheckProblem } from '../../../src/errors.ts';
import { createStore } from '../../../src/logs/stores/create-store.ts';
import type { StoreConfig } from '../../../src/logs/stores/store-of.ts';
import { clickhouseSource, elasticsearchSource, lokiSource } from '../../../src/logs/stores/store-schema.ts';
import { startLoki } from '../../helpers/stores/loki.ts';
import { everything, now, readStore } from '../../helpers/stores/read-store.ts';
import { sampleEvents, sampleStart } from '../../helpers/stores/sample.ts';
import type { FakeAnswer, FakeServer } from '../../helpers/stores/server.ts';
import { startServer } from '../../helpers/stores/server.ts';
import { setups } from '../../helpers/stores/setups.ts';

const fixtures = new URL('../../fixtures/tls/', import.meta.url).pathname;

const closings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

/** The three stores at an address, all with the same credentials and time-out. */
function configs(url: string, more: object = {}): readonly { readonly name: string; readonly config: StoreConfig }[] {
  const common = { url, ...more };
  return [
    { name: 'Loki', config: { loki: lokiSource.parse({ ...common, labels: { app: 'crm' } }) } },
    { name: 'Elasticsearch', config: { elasticsearch: elasticsearchSource.parse({ ...common, index: 'logs' }) } },
    {
      name: 'ClickHouse',
      config: { clickhouse: clickhouseSource.parse({ ...common, table: 'crm', timestamp: 'at', line: 'line' }) },
    },
  ];
}

function withTimeout(config: StoreConfig, seconds: number): StoreConfig {
  return Object.fromEntries(
    Object.entries(config).map(([kind, its]) => [kind, { ...its, timeout: seconds }]),
  ) as StoreConfig;
}

async function serve(answer: FakeAnswer): Promise<FakeServer> {
  const server = await startServer(() => answer);
  closings.push(server.close);
  return server;
}

function* forever(text: string): Generator<string> {
  for (;;) yield text;
}

async function problemOf(config: StoreConfig, options: Parameters<typeof readStore>[2] = {}): Promise<CheckProblem> {
  const thrown = await readStore(config, { window: { fromMs: sampleStart, toMs: sampleStart + 1000 } }, options).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof CheckProblem)) throw new Error(`expected a CheckProblem, got ${thrown}`);
  return thrown;
}

describe.each(['Loki', 'Elasticsearch', 'ClickHouse'])('%s', (name) => {
  const at = (url: string, more: object = {}) => {
    const found = configs(url, more).find((one) => one.name === name);
    if (found === undefined) throw new Error(name);
    return found.config;
  };

  test('names the limit when no answer comes', async () => {
    const server = await serve({ status: 200, hang: 'at once' });
    const problem = await problemOf(withTimeout(at(server.url), 0.05));
    expect(problem.message).toBe(`${name} at ${new URL(server.url).host} did not answer within 0.05 s`);
    expect(problem.status).toBe('error');
  });

  test('names the limit when an answer stops in its middle', async () => {
    const server = await serve({ status: 200, body: '{"stat', hang: 'after the body' });
    const problem = await problemOf(withTimeout(at(server.url), 1));
    expect(problem.message).toBe(
      `${name} at ${new URL(server.url).host} stopped in the middle of its answer and sent nothing more within 1 s`,
    );
  });

  test('says that the connection broke in the middle of an answer', async () => {
    const server = await serve({ status: 200, headers: { 'content-length': '9999' }, body: '{"stat', breakOff: true });
    const problem = await problemOf(at(server.url));
    expect(problem.message).toBe(
      `${name} at ${new URL(server.url).host} closed the connection in the middle of its answer`,
    );
  });

  test('says that nobody listens there', async () => {
    const server = await startServer(() => ({ status: 200 }));
    await server.close();
    const problem = await problemOf(at(server.url));
    expect(problem.message).toBe(`${name} at ${new URL(server.url).host} refused the connection`);
  });

  test('a cancel ends a request that hangs at once, and the store sees it', async () => {
    const controller = new AbortController();
    const server = await startServer(() => {
      queueMicrotask(() => controller.abort());
      return { status: 200, hang: 'at once' };
    });
    closings.push(server.close);
    const problem = await problemOf(at(server.url), { signal: controller.signal });
    expect(problem.message).toBe('cancelled');
    await server.requests[0]?.gone;
  });

  test('a cancel before the first request sends none that is answered', async () => {
    const server = await serve({ status: 200, hang: 'at once' });
    const problem = await problemOf(at(server.url), { signal: AbortSignal.abort() });
    expect(problem.message).toBe('cancelled');
  });

  test('tries again after 429 and 503 as long as the store asks for, three times', async () => {
    const server = await serve({ status: 503, headers: { 'retry-after': '0' }, body: 'no healthy backend\nat line 2' });
    const problem = await problemOf(at(server.url));
    expect(problem.message).toBe(`${name} answered 503: no healthy backend`);
    expect(server.requests).toHaveLength(4);
  });

  test('does not wait for longer than it may', async () => {
    const server = await serve({
      status: 429,
      headers: { 'retry-after': '3600' },
      body: 'too many outstanding requests',
    });
    const problem = await problemOf(at(server.url));
    expect(problem.message).toBe(`${name} answered 429: too many outstanding requests`);
    expect(server.requests).toHaveLength(1);
  });

  test('a cancel ends the wait before the next try', async () => {
    const controller = new AbortController();
    const server = await startServer(() => {
      setTimeout(() => controller.abort(), 20);
      return { status: 429, headers: { 'retry-after': new Date(now().getTime() + 9000).toUTCString() } };
    });
    closings.push(server.close);
    const problem = await problemOf(at(server.url), { signal: controller.signal });
    expect(problem.message).toBe('cancelled');
  });

  test('tells a body that is not what its coding says', async () => {
    const server = await serve({ status: 200, headers: { 'content-encoding': 'gzip' }, body: 'plain text' });
    expect((await problemOf(at(server.url))).message).toBe(
      `${name} at ${new URL(server.url).host} answered with a broken gzip: incorrect header check`,
    );
    const other = await serve({ status: 200, headers: { 'content-encoding': 'br' }, body: 'x' });
    expect((await problemOf(at(other.url))).message).toBe(`${name} answered in the coding br, which was not asked for`);
  });

  test('says in words that no TLS is spoken where https is asked for', async () => {
    const server = await serve({ status: 200, body: '' });
    const problem = await problemOf(at(server.url.replace('http:', 'https:')));
    expect(problem.message).toMatch(
      new RegExp(`^TLS with ${name} at 127\\.0\\.0\\.1:\\d+ failed: it does not speak TLS there \\([a-z ]+\\)$`),
    );
    expect(problem.unblock).toBe('Check the port in `url`, or write http:// where it is meant to be unencrypted');
  });

  test('does not follow a redirect', async () => {
    const server = await serve({ status: 302, headers: { location: 'http://127.0.0.1:1/login?token=1' }, body: '' });
    const problem = await problemOf(at(server.url));
    expect(problem.message).toBe(`${name} answered 302 with a redirect to http://127.0.0.1:1/login`);
    expect(problem.unblock).toMatch(/redirects are not followed/);
  });

  test('does not take the page of a proxy for an answer', async () => {
    const server = await serve({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' });
    const problem = await problemOf(at(server.url));
    expect(problem.message).toMatch(new RegExp(`^${name} answered 200: .*`));
  });

  test('is blocked where the credentials are refused, and never shows them', async () => {
    const server = await serve({ status: 401, body: 'bad password s3cret-pass for dTpzM2NyZXQtcGFzcw==\u001b[31m' });
    const config = at(server.url, { user: 'u', password_env: 'STORE_PASSWORD' });
    const problem = await problemOf(config, { env: { STORE_PASSWORD: 's3cret-pass' } });
    expect(problem.status).toBe('blocked');
    expect(problem.message).toBe(`${name} answered 401: bad password *** for ***␛[31m`);
    expect(server.requests[0]?.headers.authorization).toBe('Basic dTpzM2NyZXQtcGFzcw==');
  });

  test('is blocked where a credential is not there', async () => {
    const server = await serve({ status: 200 });
    const config = at(server.url, { user: 'u', password_env: 'STORE_PASSWORD' });
    const problem = await problemOf(config, { env: { STORE_PASSWORD: '' } });
    expect([problem.status, problem.message, problem.unblock]).toEqual([
      'blocked',
      `the password of ${name} is not there: STORE_PASSWORD is not set`,
      'Set STORE_PASSWORD in the environment',
    ]);
    expect(server.requests).toHaveLength(0);
  });

  test('says that credentials go unencrypted', async () => {
    const server = await setups.find((setup) => setup.name.startsWith(name))?.start([]);
    if (server === undefined) throw new Error(name);
    closings.push(server.server.close);
    const [[kind, its] = ['', {}]] = Object.entries(server.config);
    const url = server.server.url.replace('127.0.0.1', '0.0.0.0');
    const config = { [kind]: { ...its, url, user: 'u', password: 'secret' } } as unknown as StoreConfig;
    const { report } = await readStore(config, { window: { fromMs: sampleStart, toMs: sampleStart + 1000 } });
    expect(report.problems).toEqual([`the credentials for ${name} go to ${new URL(url).host} unencrypted`]);
    const unsigned = { [kind]: { ...its, url } } as unknown as StoreConfig;
    expect((await readStore(unsigned, { window: { fromMs: 0, toMs: 8.64e15 } })).report.problems).toEqual([]);
  });

  test('takes the password that a secret input filled in', async () => {
    const server = await serve({ status: 401 });
    const [[kind, its] = ['', {}]] = Object.entries(at(server.url, { user: 'u', password: '${{ inputs.secret }}' }));
    await problemOf({ [kind]: { ...its, password: 'filled in' } } as StoreConfig);
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('u:filled in').toString('base64')}`);
  });

  test('is blocked where an address that an input gave is none', async () => {
    const [[kind, its] = ['', {}]] = Object.entries(at('http://127.0.0.1:1'));
    const problem = await problemOf({ [kind]: { ...its, url: 'ftp://x' } } as StoreConfig);
    expect([problem.status, problem.message]).toEqual([
      'blocked',
      `the address of ${name} is not an http:// or https:// URL`,
    ]);
  });

  test('trusts the CA it is told to trust, and no other', async () => {
    const ca = `${fixtures}root.pem`;
    const [key, leaf, intermediate] = await Promise.all(
      ['leaf.key', 'leaf.pem', 'int.pem'].map((file) => readFile(`${fixtures}${file}`, 'utf8')),
    );
    const server = createServer({ key, cert: `${leaf}${intermediate}` }, (_, response) => {
      response.writeHead(418).end('a teapot');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closings.push(() => new Promise((resolve) => server.close(resolve)));
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    expect((await problemOf(at(url, { ca }))).message).toBe(`${name} answered 418: a teapot`);
    expect((await problemOf(at(url))).message).toMatch(new RegExp(`^TLS with ${name} at localhost:\\d+ failed: `));
    expect((await problemOf(at(url))).unblock).toBe('Check `url`, and name the CA with `ca`');
    expect((await problemOf(at(url, { ca: `${fixtures}none.pem` }))).status).toBe('blocked');
  });
});

test.each(setups.filter((setup) => setup.name.includes('gzip')))('$name: what travels is compressed', async (setup) => {
  const { server, config } = await setup.start(sampleEvents(300));
  closings.push(server.close);
  const { lines, report } = await readStore(config, { window: { fromMs: sampleStart, toMs: sampleStart + 60_000 } });
  expect(lines).toHaveLength(300);
  expect(report.bytes).toBeLessThan(lines.reduce((sum, line) => sum + line.text.length, 0) / 2);
});

test('a reader that stops early closes the connection', async () => {
  const line = `${JSON.stringify({ causebook_at: '1', causebook_line: 'x'.repeat(1000), causebook_labels: [] })}\n`;
  const server = await startServer(() => ({ status: 200, body: forever(line) }));
  closings.push(server.close);
  const config = configs(server.url).find((one) => one.name === 'ClickHouse')?.config as StoreConfig;
  const store = createStore(config, { env: {}, now });
  for await (const batch of store.read(everything, {
    signal: new AbortController().signal,
    maxLines: 1e6,
    onReport: () => {},
  })) {
    expect(batch.length).toBeGreaterThan(0);
    break;
  }
  await server.requests[0]?.gone;
});

test('a cancel ends an answer that goes on and on', async () => {
  const controller = new AbortController();
  const line = `${JSON.stringify({ causebook_at: '1', causebook_line: 'x'.repeat(1000), causebook_labels: [] })}\n`;
  const server = await startServer(() => ({ status: 200, body: forever(line) }));
  closings.push(server.close);
  const config = configs(server.url).find((one) => one.name === 'ClickHouse')?.config as StoreConfig;
  const options = { signal: controller.signal, maxLines: 1e6, onLines: () => controller.abort() };
  expect((await problemOf(config, options)).message).toBe('cancelled');
  await server.requests[0]?.gone;
});

test('a connection that was kept, and that the store closes just as the next page is asked for, is opened again', async () => {
  const server = await startLoki({
    entries: Array.from({ length: 9 }, (_, index) => ({
      labels: { app: 'crm' },
      ns: BigInt(sampleStart) * 1_000_000n + BigInt(index),
      line: `line ${index}`,
    })),
  });
  closings.push(server.close);
  server.intercept(() => undefined);
  server.intercept(() => ({ status: 0, drop: true }));
  const loki = lokiSource.parse({ url: server.url, labels: { app: 'crm' }, limit: 5 });
  const { lines } = await readStore({ loki }, { window: { fromMs: sampleStart, toMs: sampleStart + 1000 } });
  expect(lines).toHaveLength(9);
});
