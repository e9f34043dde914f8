import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { judgeTcp } from '../../src/checks/tcp/judge.ts';
import type { Knock } from '../../src/checks/tcp/knock.ts';
import { tcp } from '../../src/checks/tcp.ts';
import { type ContextParts, createCheckContext } from '../helpers/check-context.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function listen(onConnection: (socket: Socket) => void, host = '127.0.0.1', port = 0): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** A port of which nobody listens: one that was just given back. */
async function closedPort(): Promise<number> {
  const port = await listen(() => undefined);
  await closers.pop()?.();
  return port;
}

/**
 * A port that swallows every SYN, as a firewall that drops does: on Linux a listener whose queue is full and that never accepts,
 * because its process stands still.
 */
async function blackHole(): Promise<number> {
  const script = `
    const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      require('node:fs').writeSync(1, String(server.address().port));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  closers.push(() => child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  const port = Number(String(line));
  const fill = Array.from({ length: 6 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  closers.push(() => fill.forEach((socket) => void socket.destroy()));
  await once(fill[0] as Socket, 'connect');
  return port;
}

async function run(given: Record<string, unknown>, parts: ContextParts = {}) {
  return tcp.run(tcp.parameters.parse(given), await createCheckContext(parts));
}

test('an open port is a pass, with how long connecting took and the line that tries again', async () => {
  const port = await listen(() => undefined);
  const result = await run({ host: '127.0.0.1', port });
  expect(result.facts).toEqual({
    outcome: 'open',
    open: true,
    open_count: 1,
    tried: 1,
    connect_ms: expect.any(Number),
    banner: null,
    rows: [{ target: `127.0.0.1:${port}`, address: '127.0.0.1', outcome: 'open', connect_ms: expect.any(Number) }],
  });
  expect(result.verdict).toEqual({
    outcome: 'open',
    status: 'pass',
    say: `127.0.0.1:${port} is open, connected in ${result.facts.connect_ms} ms`,
  });
  expect(result.command).toBe(`nc -vz -w 5 127.0.0.1 ${port}`);
  expect(Object.keys(result.facts).sort()).toEqual(Object.keys(tcp.facts).sort());
});

test('a port where nothing listens refuses: a fail, or the pass where it is expected to be closed', async () => {
  const port = await closedPort();
  expect((await run({ host: '127.0.0.1', port })).verdict).toEqual({
    outcome: 'refused',
    status: 'fail',
    say: `127.0.0.1:${port} refused the connection: nothing listens there, or a firewall answers for it`,
  });
  expect((await run({ host: '127.0.0.1', port, expect: 'closed' })).verdict).toEqual({
    outcome: 'refused',
    status: 'pass',
    say: `closed as expected: 127.0.0.1:${port} refused the connection: nothing listens there, or a firewall answers for it`,
  });
});

test('an open port that is expected to be closed is a fail', async () => {
  const port = await listen(() => undefined);
  const { verdict } = await run({ host: '127.0.0.1', port, expect: 'closed' });
  expect(verdict).toEqual({ outcome: 'open', status: 'fail', say: `127.0.0.1:${port} is open, expected closed` });
});

test.skipIf(process.platform !== 'linux')('a black hole is filtered, and the limit that was hit is named', async () => {
  const port = await blackHole();
  const own = await run({ host: '127.0.0.1', port, connect_ms: 150 });
  expect(own.verdict).toEqual({
    outcome: 'filtered',
    status: 'fail',
    say: `127.0.0.1:${port} did not answer within 150 ms (connect_ms): dropped on the way, or the host is down`,
  });
  const whole = await run({ host: '127.0.0.1', port }, { timeoutMs: 200 });
  expect(whole.verdict.say).toContain('did not answer within 180 ms (the time-out of the check)');
  expect((await run({ host: '127.0.0.1', port, connect_ms: 50, expect: 'closed' })).verdict.status).toBe('pass');
});

test('a connection that is taken and thrown away is told from one that is refused', async () => {
  const reset = await listen((socket) => socket.resetAndDestroy());
  expect((await run({ host: '127.0.0.1', port: reset })).verdict).toEqual({
    outcome: 'reset',
    status: 'fail',
    say: `127.0.0.1:${reset} accepted the connection and reset it at once (ECONNRESET)`,
  });
  const hungUp = await listen((socket) => socket.end());
  expect((await run({ host: '127.0.0.1', port: hungUp })).verdict).toEqual({
    outcome: 'hung-up',
    status: 'fail',
    say: `127.0.0.1:${hungUp} accepted the connection and closed it without a word`,
  });
  // Something listens there, whatever it does then.
  expect((await run({ host: '127.0.0.1', port: reset, expect: 'closed' })).verdict.status).toBe('fail');
});

test('several targets are tried side by side, and it is said which works', async () => {
  const open = await listen(() => undefined, '127.0.0.2');
  const result = await run({ targets: [`127.0.0.1:${open}`, `127.0.0.2:${open}`] });
  expect(result.facts).toMatchObject({ outcome: 'partly-open', open: false, open_count: 1, tried: 2 });
  expect(result.verdict).toEqual({
    outcome: 'partly-open',
    status: 'fail',
    say: `127.0.0.1:${open} refused the connection: nothing listens there, or a firewall answers for it; only 127.0.0.2:${open} is open`,
  });
  expect(result.command).toBe(`nc -vz -w 5 127.0.0.1 ${open}; nc -vz -w 5 127.0.0.2 ${open}`);
});

test('a name that has no address is told, and no proof that its port is closed', async () => {
  expect((await run({ host: 'nowhere.invalid', port: 80 })).verdict).toEqual({
    outcome: 'not-found',
    status: 'fail',
    say: 'the name nowhere.invalid has no address',
  });
  await expect(run({ host: 'nowhere.invalid', port: 80, expect: 'closed' })).rejects.toMatchObject({
    name: 'CheckProblem',
    status: 'error',
    message: 'the name nowhere.invalid has no address, so whether its port is closed cannot be told',
  });
});

test('slower than allowed is a fail', async () => {
  const port = await listen(() => undefined);
  const { verdict, facts } = await run({ host: '127.0.0.1', port, max_connect_ms: 0.0001 });
  expect(verdict).toEqual({
    outcome: 'slow',
    status: 'fail',
    say: `127.0.0.1:${port} took ${facts.connect_ms} ms to connect, more than the 0.0001 ms allowed`,
  });
});

test('what a server says first is read, bounded, and shown so that a terminal does not obey it', async () => {
  const port = await listen((socket) => socket.write('220 \u001b[31mmail ESMTP\r\nmore'));
  const result = await run({ host: '127.0.0.1', port, banner: true });
  expect(result.facts.banner).toBe('220 \u001b[31mmail ESMTP\r\nmore');
  expect(result.evidence[0]?.text).toMatch(
    /^accepted the connection in [\d.]+ ms, and spoke: 220 ␛\[31mmail ESMTP⏎more$/,
  );
  expect(result.command).toBe(`nc -v -w 5 127.0.0.1 ${port} </dev/null`);
  const endless = await listen((socket) => socket.write('x'.repeat(100_000)));
  expect(String((await run({ host: '127.0.0.1', port: endless, banner: true })).facts.banner)).toHaveLength(512);
});

test('a server that waits to be spoken to is sent something, and silence is told with its limit', async () => {
  const port = await listen((socket) => socket.on('data', (data) => socket.write(`you said ${data}\n`)));
  const spoken = await run({ host: '127.0.0.1', port, banner: true, send: 'PING\r\n' });
  expect(spoken.facts.banner).toBe('you said PING\r\n\n');
  expect(spoken.command).toBe(`printf %b 'PING\\r\\n' | nc -v -w 5 127.0.0.1 ${port}`);
  const silent = await run({ host: '127.0.0.1', port, banner: true, banner_ms: 50 });
  expect(silent.evidence[0]?.text).toContain('and said nothing within 50 ms (banner_ms)');
  const short = await run({ host: '127.0.0.1', port, banner: true, banner_ms: 60_000 }, { timeoutMs: 100 });
  expect(short.evidence[0]?.text).toContain('and said nothing within 90 ms (the time-out of the check)');
});

test.skipIf(process.platform !== 'linux')('a cancelled check ends at once and says so', async () => {
  const port = await blackHole();
  const controller = new AbortController();
  const running = run(
    { host: '127.0.0.1', port, connect_ms: 60_000 },
    { signal: controller.signal, timeoutMs: 60_000 },
  );
  setImmediate(() => controller.abort());
  await expect(running).rejects.toMatchObject({ name: 'CheckProblem', message: 'cancelled' });
});

const knocked = (address: string, outcome: Knock['outcome'], text: string = outcome): Knock => ({
  address,
  outcome,
  text,
  connectMs: outcome === 'open' ? 3 : null,
  banner: null,
});
const judged = (knocks: readonly Knock[], expected: 'open' | 'closed') =>
  judgeTcp([{ target: { host: 'db.example.com', port: 5432 }, knocks }], { expect: expected, maxConnectMs: undefined });

test('a name of which one address works and one does not is told as that, with the address', () => {
  const { verdict, facts } = judged(
    [knocked('192.0.2.1', 'open'), knocked('192.0.2.2', 'filtered', 'did not answer')],
    'open',
  );
  expect(facts).toMatchObject({ outcome: 'partly-open', open: false });
  expect(verdict.say).toBe(
    'db.example.com:5432 at 192.0.2.2 did not answer; only db.example.com:5432 at 192.0.2.1 is open',
  );
});

test.each([
  ['unreachable', 'db.example.com:5432 at 192.0.2.1 has no way, so whether the port is closed cannot be told'],
  ['failed', 'db.example.com:5432 at 192.0.2.1 has no way (expected closed)'],
] as const)('an address that is %s is no proof of a closed port', (outcome, message) => {
  expect(() => judged([knocked('192.0.2.1', outcome, 'has no way')], 'closed')).toThrow(
    expect.objectContaining({ name: 'CheckProblem', status: 'error', message }),
  );
});

test.each([
  [{ host: 'x' }, 'needs `host` and `port`, or `targets`'],
  [{ host: 'x', port: 1, targets: ['x:1'] }, 'needs `host` and `port`, or `targets`'],
  [{ targets: ['x'] }, 'must be host:port'],
  [{ host: 'https://x', port: 1 }, 'must be a host name or address'],
])('parameters %j are refused', (given, message) => {
  expect(JSON.stringify(tcp.parameters.safeParse(given).error?.issues)).toContain(message);
});
