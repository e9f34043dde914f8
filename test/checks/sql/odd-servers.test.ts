import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { sql } from '../../../src/checks/sql.ts';
import { createCheckContext } from '../../helpers/check-context.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** A server that does this with what it is sent; gives its port. */
function listen(onData: (socket: Socket, data: Buffer) => void, onConnect: (socket: Socket) => void = () => undefined) {
  return new Promise<number>((resolve) => {
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      onConnect(socket);
      socket.on('data', (data) => onData(socket, data));
    });
    servers.push(server);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { readonly port: number }).port));
  });
}

async function problemOf(port: number, postgres: object = {}, timeoutMs = 1000) {
  const context = await createCheckContext({ timeoutMs, env: { PW: 'geheim-4711' } });
  const given = sql.parameters.parse({
    postgres: { host: '127.0.0.1', port, user: 'app', password_env: 'PW', sslmode: 'disable', ...postgres },
    sql: 'select 1',
  });
  return sql.run(given, context).then(
    () => expect.unreachable('the check gave a result'),
    (cause) => cause,
  );
}

const isSslRequest = (data: Buffer) => data.length === 8 && data.readInt32BE(4) === 80_877_103;

test('a server that takes the connection and says nothing: the time-out names the login', async () => {
  const port = await listen(() => undefined);
  for (const sslmode of ['disable', 'prefer', 'verify-full']) {
    expect(await problemOf(port, { sslmode })).toMatchObject({
      name: 'CheckProblem',
      status: 'error',
      message: `127.0.0.1:${port} took the connection, but did not finish the login within 0.9 s (the time-out of the check)`,
      unblock: 'Something else may listen there, or the server is stuck: look at the port',
    });
  }
});

test.each([
  ['HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n', '"HTTP/1.1 400 Bad Request"'],
  ['SSH', 'SSH-2.0-OpenSSH_9.2p1 Debian\r\n', '"SSH-2.0-OpenSSH_9.2p1 De"'],
  ['MySQL', 'J\0\0\0\n8.0.36\0', '"J\\u0000\\u0000\\u0000\\n8.0.36\\u0000"'],
  ['an R that is not one', 'REDIS says no, in a long line', '"REDIS says no, in a long"'],
])('a server that answers as %s does', async (_, answer, shown) => {
  const port = await listen((socket) => socket.write(answer));
  expect(await problemOf(port)).toMatchObject({
    status: 'error',
    message: `127.0.0.1:${port} answers, but not as PostgreSQL does: it sent ${shown}`,
  });
  // Asked for TLS first, it answers in the same way.
  const afterTls = await problemOf(port, { sslmode: 'prefer' });
  expect(afterTls.message).toMatch(/answers, but not as PostgreSQL does/);
});

test('a server that closes at once', async () => {
  const port = await listen((socket) => socket.end());
  expect(await problemOf(port)).toMatchObject({ status: 'error', message: `127.0.0.1:${port} closed the connection` });
});

test('a message that cannot be read ends the check, and nothing else', async () => {
  // Authentication "ok", then a row description that ends in the middle of its first field.
  const ok = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);
  const broken = Buffer.from([0x54, 0, 0, 0, 8, 0, 9, 0x61, 0x62]);
  const port = await listen((socket, data) => socket.write(data[0] === 0x51 ? broken : ok));
  const cause = await problemOf(port);
  expect(cause).toMatchObject({ name: 'CheckProblem', status: 'error' });
});

test('a server that echoes the password in its error does not show it', async () => {
  const text = 'SFATAL\0VFATAL\0C28P01\0Mbad password geheim-4711 for you\0\0';
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(text.length + 4, 1);
  const port = await listen((socket) => socket.write(Buffer.concat([head, Buffer.from(text)])));
  const cause = await problemOf(port);
  expect(`${cause.message} ${cause.unblock} ${cause.stack} ${cause.cause?.stack}`).not.toContain('geheim-4711');
});

test('a server without TLS, where TLS is wanted', async () => {
  const port = await listen((socket, data) => socket.write(isSslRequest(data) ? 'N' : ''));
  expect(await problemOf(port, { sslmode: 'verify-full' })).toMatchObject({
    message: `127.0.0.1:${port} does not speak TLS, which sslmode verify-full wants`,
  });
});

test('nothing listens', async () => {
  const port = await listen(() => undefined);
  await new Promise((resolve) => servers.splice(0)[0]?.close(resolve));
  expect(await problemOf(port)).toMatchObject({ message: `127.0.0.1:${port} refuses the connection` });
});

test('a name that is none', async () => {
  const cause = await problemOf(5432, { host: 'db.nowhere.invalid' }, 10_000);
  expect(cause.message).toMatch(
    /^(db\.nowhere\.invalid has no address|the name servers do not answer for db\.nowhere\.invalid)/,
  );
});

test.each([
  ['mysql://app:x@db/crm', 'the URL in DATABASE_URL is for mysql, not for PostgreSQL'],
  ['postgres://app:x@a,b/crm', 'the URL in DATABASE_URL names several hosts'],
  ['db.internal:5432', 'the URL in DATABASE_URL is not a URL'],
  ['postgres://:geheim-4711@db/crm', 'the URL in DATABASE_URL names no user'],
  ['postgres://app:ge/heim-4711@db/crm', 'the URL in DATABASE_URL is not a URL'],
])('a URL that is none: %s', async (url, message) => {
  const context = await createCheckContext({ env: { DATABASE_URL: url }, timeoutMs: 1000 });
  const given = sql.parameters.parse({ postgres: { url_env: 'DATABASE_URL' }, sql: 'select 1' });
  const cause = await sql.run(given, context).catch((one) => one);
  expect(cause).toMatchObject({ name: 'CheckProblem', status: 'error', message });
  expect(`${cause.unblock} ${cause.stack}`).not.toContain('heim-4711');
});

test.each([
  [{ sql: 'select 1' }, 'needs exactly one of source, postgres and files'],
  [{ source: 'a' }, 'asks nothing: give `sql`, `constraints`, `duplicates` or `missing`'],
  [{ source: 'a', sql: 'select 1', duplicates: { table: 't', by: 'k' } }, 'asks one question, not sql and duplicates'],
  [
    { source: 'a', duplicates: { table: 't', by: 'k', since: '24h' } },
    '`since` needs `at`, the column that says when a row came',
  ],
  [
    { source: 'a', duplicates: { table: 't', by: 'k' }, expect: 'none' },
    'is for `sql`; a ready question judges by itself',
  ],
  [{ source: 'a', sql: 'select 1', expect: 20, limit: 10 }, 'expects more rows than `limit` reads (10)'],
  [
    { postgres: { url: 'postgres://app:pw@db/crm' }, sql: 'select 1' },
    'must hold no password: name its variable (url_env), or a secret input (${{ inputs.x }})',
  ],
  [
    { postgres: { url: 'postgres://a@db/crm', host: 'db' }, sql: 'select 1' },
    'needs exactly one of url, url_env and host',
  ],
  [{ source: 'a', missing: { in: { table: 't', by: 'k' } } }, 'needs exactly one of `from` and `ids`'],
])('parameters that make no sense: %j', (given, message) => {
  expect(sql.parameters.safeParse(given).error?.issues.map((issue) => issue.message)).toEqual([message]);
});
