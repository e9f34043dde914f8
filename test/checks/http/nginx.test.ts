import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { closePorts, fixtures, pem, run } from './serve.ts';

const nginx = await Promise.any(
  ['nginx', '/usr/sbin/nginx'].map(async (name) => {
    await promisify(execFile)(name, ['-v']);
    return name;
  }),
).catch(() => undefined);

describe.skipIf(nginx === undefined)('a real nginx (Debian package nginx-light or nginx)', () => {
  let folder: string;
  let server: ChildProcess;
  let mute: Server;
  let plain: string;
  let secure: string;
  let strict: string;
  const here = { folder: fixtures };
  const trusted = { ca: 'root.pem' };

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'causebook-nginx-'));
    await chmod(folder, 0o755);
    const [http = 0, https = 0, mutual = 0, gone = 0] = await closePorts(4);
    plain = `http://localhost:${http}`;
    secure = `https://localhost:${https}`;
    strict = `https://localhost:${mutual}`;
    mute = createServer(() => undefined);
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const never = (mute.address() as AddressInfo).port;
    await writeFile(path.join(folder, 'big.txt'), 'causebook '.repeat(5000));
    await writeFile(path.join(folder, 'leaf.pem'), pem('leaf.pem') + pem('int.pem'));
    await writeFile(path.join(folder, 'leaf.key'), pem('leaf.key'));
    await writeFile(path.join(folder, 'ca.pem'), pem('root.pem') + pem('int.pem'));
    await writeFile(path.join(folder, 'nginx.conf'), configuration({ folder, http, https, mutual, gone, never }));
    server = spawn(nginx ?? '', ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log'], { stdio: 'ignore' });
    for (const port of [http, https, mutual]) await vi.waitFor(() => open(port), { timeout: 10_000, interval: 20 });
  });
  afterAll(async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill();
    await ended;
    mute.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('redirects are told, followed and counted', async () => {
    const stopped = await run({ url: `${plain}/old`, expect: { status: 301, redirect_to: `${plain}/new` } });
    expect(stopped.verdict.status).toBe('pass');
    const followed = await run({
      url: `${plain}/old`,
      redirects: 'follow',
      expect: { redirects: 2, url: `${plain}/json`, json: [{ path: '$.ok', equals: true }] },
    });
    expect(followed.facts.failed).toEqual([]);
    expect(followed.facts.hops).toMatchObject([{ status: 301 }, { status: 302 }]);
    const loop = await run({ url: `${plain}/loop`, redirects: 'follow' });
    expect(loop.verdict.say).toMatch(/more than 10 redirects$/);
  });

  test('gzip is undone', async () => {
    const { facts } = await run({ url: `${plain}/big.txt`, headers: { 'accept-encoding': 'gzip' } });
    expect(facts).toMatchObject({ body_bytes: 50_000, headers: { 'content-encoding': 'gzip' } });
    expect(facts.body_text).toMatch(/^causebook causebook/);
  });

  test('HTTP/2 is spoken over TLS, and its times are told', async () => {
    const { facts } = await run({ url: `${secure}/json`, ...trusted, expect: { http_version: 2, status: 200 } }, here);
    expect(facts).toMatchObject({
      failed: [],
      tls_version: expect.stringMatching(/^TLSv1\.[23]$/),
      tls_ms: expect.any(Number),
    });
    const one = await run(
      { url: `${secure}/json`, ...trusted, http_version: '1.1', expect: { http_version: 1.1 } },
      here,
    );
    expect(one.facts.failed).toEqual([]);
  });

  test('a client certificate that is required and not shown is a 400 in its own words', async () => {
    const without = await run({ url: `${strict}/json`, ...trusted }, here);
    expect(without.facts).toMatchObject({
      status: 400,
      body_text: expect.stringContaining('No required SSL certificate was sent'),
    });
    expect(without.verdict).toMatchObject({ outcome: 'client-error', status: 'fail' });
    const shown = await run({ url: `${strict}/json`, ...trusted, cert: 'client-only.pem', key: 'leaf.key' }, here);
    expect(shown.facts.status).toBe(200);
  });

  test('plain HTTP on the TLS port is a 400 in its own words', async () => {
    const { facts } = await run({ url: secure.replace('https', 'http') });
    expect(facts).toMatchObject({
      status: 400,
      body_text: expect.stringContaining('plain HTTP request was sent to HTTPS port'),
    });
  });

  test('a proxied server that is down is a 502, one that is slow a 504, after its own time-out', async () => {
    expect((await run({ url: `${plain}/down` })).facts).toMatchObject({ status: 502, ok: false });
    const slow = await run({ url: `${plain}/slow` });
    expect(slow.facts).toMatchObject({ status: 504 });
    expect(Number(slow.facts.first_byte_ms)).toBeGreaterThan(900);
  });

  test('its clock is ours: they are on one machine', async () => {
    const { facts } = await run({ url: `${plain}/json`, expect: { date_skew_ms: '<= 1500' } });
    expect(facts.failed).toEqual([]);
  });
});

function configuration(of: {
  readonly folder: string;
  readonly http: number;
  readonly https: number;
  readonly mutual: number;
  readonly gone: number;
  readonly never: number;
}): string {
  const { folder, http, https, mutual, gone, never } = of;
  const tls = `ssl_certificate ${folder}/leaf.pem; ssl_certificate_key ${folder}/leaf.key;`;
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const json = `location /json { default_type application/json; return 200 '{"ok":true}'; }`;
  return `
daemon off;
pid ${folder}/nginx.pid;
events {}
http {
  access_log off;
  ${temp.join(' ')}
  server {
    listen 127.0.0.1:${http};
    server_name localhost;
    root ${folder};
    gzip on; gzip_types text/plain;
    types { text/plain txt; }
    location /old { return 301 /new; }
    location /new { return 302 /json; }
    location /loop { return 302 /loop; }
    location /down { proxy_pass http://127.0.0.1:${gone}; }
    location /slow { proxy_read_timeout 1s; proxy_pass http://127.0.0.1:${never}; }
    ${json}
  }
  server { listen 127.0.0.1:${https} ssl http2; ${tls} ${json} }
  server { listen 127.0.0.1:${mutual} ssl; ${tls} ssl_client_certificate ${folder}/ca.pem; ssl_verify_depth 2; ssl_verify_client on; ${json} }
}
`;
}

function open(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
  });
}
