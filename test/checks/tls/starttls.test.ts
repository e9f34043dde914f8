import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createSecureContext, TLSSocket } from 'node:tls';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { tls } from '../../../src/checks/tls.ts';
import { createCheckContext } from '../../helpers/check-context.ts';
import { authority, createTlsLab, serverFor, type TlsLab } from '../../helpers/tls-lab.ts';
import { askClient } from '../../helpers/tls-oracle.ts';
import { createServers } from '../../helpers/tls-servers.ts';

let lab: TlsLab;
beforeAll(() => {
  lab = createTlsLab();
  lab.issue(
    { name: 'root', issuer: 'root', key: 'root', extensions: authority },
    { name: 'int', issuer: 'root', key: 'int', extensions: authority },
    { name: 'leaf', subject: 'localhost', issuer: 'int', extensions: serverFor('DNS:localhost') },
  );
}, 60_000);
afterAll(() => lab.remove());

const servers = createServers();
afterEach(servers.close);

async function run(given: Record<string, unknown>) {
  const parameters = tls.parameters.parse({ host: 'localhost', connect: '127.0.0.1', ca: 'root.pem', ...given });
  return tls.run(parameters, await createCheckContext({ folder: lab.folder, timeoutMs: 20_000 }));
}

const smtp = (names: string, options: { readonly hideSTARTTLS?: boolean } = {}) => {
  const server = new SMTPServer({
    cert: lab.pem(names),
    key: lab.key('leaf'),
    disabledCommands: ['AUTH'],
    logger: false,
    ...options,
  });
  server.on('error', () => undefined);
  return servers.listen(server.server);
};

test('a mail server is verified behind STARTTLS, by the package smtp-server', async () => {
  const port = await smtp('leaf');
  const { facts, command, verdict } = await run({ port, starttls: 'smtp' });
  expect(facts).toMatchObject({ findings: ['missing-intermediate'], protocols: ['TLSv1.2', 'TLSv1.3'] });
  expect(verdict.outcome).toBe('missing-intermediate');
  expect(command).toBe(
    `openssl s_client -connect 127.0.0.1:${port} -servername localhost -showcerts -starttls smtp -CAfile root.pem </dev/null`,
  );
  const said = await askClient([
    '-connect',
    `127.0.0.1:${port}`,
    '-starttls',
    'smtp',
    '-CAfile',
    `${lab.folder}/root.pem`,
  ]);
  expect(said.map(({ code }) => code)).toEqual([20, 21]);
});

test('a mail server that does not offer STARTTLS says so, and plain TLS there is no TLS', async () => {
  const port = await smtp('leaf int', { hideSTARTTLS: true });
  expect((await run({ port, starttls: 'smtp' })).verdict).toEqual({
    outcome: 'no-starttls',
    status: 'fail',
    say: `localhost:${port} does not offer STARTTLS`,
  });
  expect((await run({ port })).verdict).toMatchObject({ outcome: 'not-tls' });
});

/** A server that answers each line by a table, and then changes to TLS. */
const scripted = (greeting: string, answers: (line: string) => string | undefined) =>
  servers.listen(
    createTcpServer((socket: Socket) => {
      socket.write(greeting);
      socket.on('data', function onData(chunk: Buffer) {
        const answer = answers(chunk.toString());
        socket.write(answer ?? '');
        if (answer === undefined || !/OK|234/.test(answer)) return;
        socket.off('data', onData);
        const secureContext = createSecureContext({ cert: lab.pem('leaf int'), key: lab.key('leaf') });
        new TLSSocket(socket, { isServer: true, secureContext }).on('error', () => undefined);
      });
    }),
  );

test.each([
  ['imap', '* OK ready\r\n', (line: string) => (/^(\S+) STARTTLS\r\n$/.exec(line)?.[1] ?? '*').concat(' OK begin\r\n')],
  ['pop3', '+OK ready\r\n', (line: string) => (line === 'STLS\r\n' ? '+OK begin\r\n' : '-ERR\r\n')],
  ['ftp', '220-hello\r\n220 ready\r\n', (line: string) => (line === 'AUTH TLS\r\n' ? '234 begin\r\n' : '502 no\r\n')],
] as const)('%s changes to TLS and is verified behind it', async (starttls, greeting, answers) => {
  const port = await scripted(greeting, answers);
  expect((await run({ port, starttls })).facts).toMatchObject({ findings: [], trusted: true });
});

test.each([
  ['imap', '* BYE full\r\n', 'does not change to TLS as imap does: it answers "* BYE full"'],
  ['pop3', '+OK ready\r\n', 'does not change to TLS as pop3 does: it answers "-ERR unknown"'],
  ['smtp', '554 \u001b[2J\r\n', 'does not change to TLS as smtp does'],
  ['imap', `${'x'.repeat(70_000)}`, 'says more than 64 KiB before any TLS'],
  ['ftp', 'SSH-2.0-OpenSSH_9\r\n500 no\r\n', 'does not change to TLS as ftp does: it answers "500 no"'],
] as const)('%s: %j is no way to TLS', async (starttls, greeting, say) => {
  const port = await scripted(greeting, () => '-ERR unknown\r\n');
  const { verdict } = await run({ port, starttls });
  expect(verdict).toMatchObject({ outcome: 'no-starttls', status: 'fail' });
  expect(verdict.say).toBe(`localhost:${port} ${say}`);
});

test('a server that hangs up before TLS is told apart from one that hangs up in the handshake', async () => {
  const port = await servers.listen(createTcpServer((socket) => socket.end()));
  expect((await run({ port, starttls: 'imap' })).verdict).toEqual({
    outcome: 'closed-during-handshake',
    status: 'fail',
    say: `localhost:${port} closed the connection before TLS began`,
  });
});

test('a protocol that is not known is refused, and the ports are those of the protocols', () => {
  expect(tls.parameters.safeParse({ host: 'a.test', starttls: 'xmpp' }).error?.issues[0]?.message).toContain('"smtp"');
  const given = tls.parameters.parse({ host: 'a.test', starttls: 'postgres' });
  expect(tls.touches(given, new Map())).toEqual([{ what: 'connection', text: 'a.test:5432', writes: false }]);
});

const postgresBin = existsSync('/usr/lib/postgresql')
  ? readdirSync('/usr/lib/postgresql')
      .map((version) => `/usr/lib/postgresql/${version}/bin`)
      .find((bin) => existsSync(`${bin}/postgres`))
  : undefined;

test.skipIf(postgresBin === undefined)('a real PostgreSQL is verified behind its SSLRequest', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'causebook-postgres-'));
  const user =
    process.getuid?.() === 0 ? Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' })) : undefined;
  // PostgreSQL refuses to run as root.
  const as = user === undefined ? [] : ['setpriv', `--reuid=${user}`, '--regid=65534', '--clear-groups'];
  const data = path.join(folder, 'data');
  mkdirSync(data);
  if (user !== undefined) for (const each of [folder, data]) chownSync(each, user, 65_534);
  const [program = '', ...rest] = [
    ...as,
    `${postgresBin}/initdb`,
    '-D',
    data,
    '-A',
    'trust',
    '-U',
    'test',
    '--no-sync',
  ];
  execFileSync(program, rest, { cwd: folder, stdio: 'ignore' });
  for (const [name, text] of [
    ['server.crt', lab.pem('leaf')],
    ['server.key', lab.key('leaf')],
  ] as const) {
    writeFileSync(path.join(data, name), text);
    chmodSync(path.join(data, name), 0o600);
    if (user !== undefined) chownSync(path.join(data, name), user, 65_534);
  }
  const start = (ssl: string) =>
    servers.run(
      (port) => [
        ...as,
        `${postgresBin}/postgres`,
        '-D',
        data,
        '-p',
        String(port),
        '-h',
        '127.0.0.1',
        '-k',
        folder,
        '-c',
        `ssl=${ssl}`,
      ],
      folder,
    );
  try {
    const port = await start('on');
    expect((await run({ port, starttls: 'postgres' })).facts).toMatchObject({ findings: ['missing-intermediate'] });
    await servers.close();
    rmSync(path.join(data, 'postmaster.pid'), { force: true });
    const plain = await start('off');
    expect((await run({ port: plain, starttls: 'postgres' })).verdict).toEqual({
      outcome: 'no-starttls',
      status: 'fail',
      say: `localhost:${plain} does not offer TLS (ssl is off)`,
    });
  } finally {
    await servers.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
