import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startNameServer } from '../helpers/name-server.ts';
import { bin, createProgram, type Program } from '../helpers/program.ts';
import { startServer } from '../helpers/stores/server.ts';

let program: Program;
beforeAll(async () => {
  program = await createProgram();
});
afterAll(() => program.remove());

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function listen(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

const check = (...argv: readonly string[]) => program.run(['check', ...argv]);

test('ports by hand: a table, the line that tries again, and an exit code', async () => {
  const port = await listen();
  const good = await check('tcp', `127.0.0.1:${port}`);
  expect(good).toMatchObject({ exitCode: 0, stderr: '' });
  expect(good.stdout).toMatch(/^pass: 127\.0\.0\.1:\d+ is open, connected in [\d.]+ ms$/m);
  expect(good.stdout).toContain(`  $ nc -vz -w 5 127.0.0.1 ${port}\n`);
  expect(good.stdout).toMatch(/^target +address +outcome +connect_ms$/m);
  expect((await check('tcp', `127.0.0.1:${port}`, '--closed')).exitCode).toBe(3);
  const json = JSON.parse((await check('tcp', `127.0.0.1:${port}`, '--json')).stdout);
  expect(json).toMatchObject({ kind: 'tcp', status: 'pass', outcome: 'open', facts: { open: true } });
  expect(await check('tcp', 'localhost')).toMatchObject({
    exitCode: 2,
    stderr: 'causebook: "localhost" names no port. Write host:port, like localhost:443.',
  });
});

test('names by hand: each name server by itself', async () => {
  const server = await startNameServer((type, name) =>
    type === 'MX'
      ? { answers: [{ type, name, ttl: 60, data: { preference: 5, exchange: 'mail.example.com' } }] }
      : { rcode: 3 },
  );
  closers.push(server.close);
  const good = await check(
    'dns',
    'example.com',
    '--type',
    'mx',
    '--resolver',
    server.text,
    '--expect',
    '5 mail.example.com',
  );
  expect(good).toMatchObject({ exitCode: 0, stderr: '' });
  expect(good.stdout).toContain(`pass: example.com is 5 mail.example.com, for 60 s, at ${server.text}\n`);
  expect(good.stdout).toContain(`  $ dig @127.0.0.1 -p ${server.port} +noedns example.com MX\n`);
  expect((await check('dns', 'example.com', '--type', 'TXT', '--resolver', server.text)).exitCode).toBe(3);
  expect((await check('dns', 'example.com', '--type', 'TXT', '--resolver', server.text, '--absent')).exitCode).toBe(0);
  expect(await check('dns', 'example.com', '--resolver', 'ns1')).toMatchObject({
    exitCode: 2,
    stderr: 'causebook: --resolver (1): must be an address or address:port',
  });
  for (const time of ['0s', 'soon'])
    expect(await check('dns', 'example.com', '--timeout', time)).toMatchObject({
      exitCode: 2,
      stderr: `causebook: --timeout: "${time}" is not a time. Write for example 500ms, 10s or 2m.`,
    });
});

test('metrics by hand: the plot is printed, and a password is not', async () => {
  const start = Date.parse('2026-05-12T10:00:00Z') / 1000;
  const values = Array.from({ length: 60 }, (_, index) => [start + index * 60, index > 30 ? '9' : '1']);
  const server = await startServer(() => ({
    status: 200,
    body: JSON.stringify({
      status: 'success',
      data: { resultType: 'matrix', result: [{ metric: { pod: '\u001b[31ma' }, values }] },
    }),
  }));
  closers.push(server.close);
  const window = '2026-05-12T10:20:00Z/2026-05-12T10:50:00Z';
  const argv = ['check', 'metric', 'errors', '--url', server.url, '--window', window, '--max', '5', '--step', '1m'];
  const signIn = ['--user', 'me', '--password-env', 'PROM_PASSWORD'];
  const ran = await program.run([...argv, ...signIn], { env: { PROM_PASSWORD: 'hunter2-hunter2' } });
  expect(ran).toMatchObject({ exitCode: 3, stderr: '' });
  expect(server.requests[0]?.headers.authorization).toBe(
    `Basic ${Buffer.from('me:hunter2-hunter2').toString('base64')}`,
  );
  expect(ran.stdout).toContain(
    'fail: errors was 9, expected at most 5: first beyond it at 10:31:00 UTC, in the window for 19 min in a row',
  );
  expect(ran.stdout).toContain('--user "me:$PROM_PASSWORD"');
  expect(ran.stdout).toMatch(/^max 5│.*╌/m);
  expect(ran.stdout).toMatch(/├─+ incident ─+┤/);
  expect(ran.stdout).not.toMatch(/hunter2|\u001b/);
  const json = await program.run([...argv, '--json']);
  expect(JSON.parse(json.stdout).pictures).toMatchObject([
    { kind: 'line', every_ms: 60_000, window: { from: '2026-05-12T10:20:00.000Z' } },
  ]);
});

test('names may be looked up side by side: libuv has more threads than its four, unless someone said how many', async () => {
  const code = 'process.on("exit", () => process.stderr.write(`pool ${process.env.UV_THREADPOOL_SIZE}`))';
  const tell = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
  const argv = ['check', 'tcp', `127.0.0.1:${await listen()}`];
  expect((await program.run(argv, { env: tell })).stderr).toBe('pool 64');
  expect((await program.run(argv, { env: { ...tell, UV_THREADPOOL_SIZE: '7' } })).stderr).toBe('pool 7');
});

test.each([
  [
    'dns',
    async () => {
      const server = await startNameServer(() => ({ silent: true }));
      closers.push(server.close);
      return { argv: ['example.com', '--resolver', server.text], begun: () => server.asked.length > 0 };
    },
  ],
  [
    'metric',
    async () => {
      const server = await startServer(() => ({ status: 200, hang: 'at once' }));
      closers.push(server.close);
      return { argv: ['errors', '--url', server.url], begun: () => server.requests.length > 0 };
    },
  ],
  [
    'tcp',
    async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const come = once(server, 'connection');
      let isBegun = false;
      void come.then(([socket]) => {
        isBegun = true;
        closers.push(() => socket.destroy());
      });
      closers.push(() => server.close());
      return { argv: [`127.0.0.1:${(server.address() as AddressInfo).port}`, '--banner'], begun: () => isBegun };
    },
  ],
] as const)('Ctrl-C ends check %s at once, with nothing printed', async (kind, prepare) => {
  const { argv, begun } = await prepare();
  const child = execa('node', [bin, 'check', kind, ...argv], { env: program.env, reject: false });
  while (!begun()) await new Promise((resolve) => setImmediate(resolve));
  child.kill('SIGINT');
  expect(await child).toMatchObject({ exitCode: 130, stdout: '' });
});
