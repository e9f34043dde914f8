import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { appendFile, copyFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';

/** A PostgreSQL of a test: on a loopback port and a Unix socket, its data in a temp folder. */
export type Postgres = {
  readonly port: number;
  readonly socketFolder: string;
  /** Runs statements as its superuser; gives the rows of the last. */
  readonly sql: (text: string) => Promise<readonly { readonly [column: string]: unknown }[]>;
  readonly url: (user?: string, password?: string, database?: string) => string;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
};

/** Where PostgreSQL's programs are: in PATH, or where Debian puts them; undefined where it is not installed. */
export const postgresFolder = findFolder();

/** The password of the superuser `postgres` and of the roles that a test makes with it. */
export const postgresPassword = 'pw-7f3a';

/**
 * Starts a PostgreSQL that asks for passwords (SCRAM) over TCP. `tls` are PEM files for its certificate; `settings` are lines of
 * postgresql.conf, `hba` those of pg_hba.conf in place of the usual ones.
 */
export async function startPostgres(
  options: {
    readonly tls?: { readonly cert: string; readonly key: string };
    readonly settings?: readonly string[];
    readonly hba?: readonly string[];
  } = {},
): Promise<Postgres> {
  const { tls, settings = [], hba } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'cb-pg-'));
  const data = path.join(folder, 'data');
  const as = otherUser();
  if (as !== undefined) chownSync(folder, as.uid, as.gid);
  const passwordFile = path.join(folder, 'password');
  await writeFile(passwordFile, postgresPassword);
  if (as !== undefined) chownSync(passwordFile, as.uid, as.gid);
  const made = spawnSync(
    program('initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8', '--no-locale', '-N'],
    { ...as, env: environment, cwd: folder, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const port = await freePort();
  const lines = [
    `port = ${port}`,
    "listen_addresses = '127.0.0.1'",
    `unix_socket_directories = '${folder}'`,
    'fsync = off',
    'max_connections = 20',
    ...(tls === undefined ? [] : ['ssl = on']),
    ...settings,
  ];
  await appendFile(path.join(data, 'postgresql.conf'), `${lines.join('\n')}\n`);
  if (hba !== undefined) await writeFile(path.join(data, 'pg_hba.conf'), `${hba.join('\n')}\n`);
  if (tls !== undefined) {
    for (const [from, to] of [
      [tls.cert, 'server.crt'],
      [tls.key, 'server.key'],
    ] as const) {
      const file = path.join(data, to);
      await copyFile(from, file);
      spawnSync('chmod', ['600', file]);
      if (as !== undefined) chownSync(file, as.uid, as.gid);
    }
  }
  let log = '';
  const child = spawn(program('postgres'), ['-D', data], {
    ...as,
    env: environment,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const onText = (chunk: Buffer) => {
    log += chunk.toString();
  };
  child.stdout.on('data', onText);
  child.stderr.on('data', onText);
  const url = (user = 'postgres', password = postgresPassword, database = 'postgres') =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  try {
    await isReady(child, () => log);
  } catch (cause) {
    await stop(child, folder);
    throw cause;
  }
  return {
    port,
    socketFolder: folder,
    url,
    log: () => log,
    sql: async (text) => {
      const client = new pg.Client({
        host: folder,
        port,
        user: 'postgres',
        password: postgresPassword,
        database: 'postgres',
      });
      await client.connect();
      try {
        const result: unknown = await client.query(text);
        return ([result].flat().at(-1) as pg.QueryResult).rows;
      } finally {
        await client.end();
      }
    },
    stop: () => stop(child, folder),
  };
}

const environment = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' };

function findFolder(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  return [
    ...versions.map((version) => path.join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(path.delimiter),
  ].find((folder) => existsSync(path.join(folder, 'postgres')) && existsSync(path.join(folder, 'initdb')));
}

function program(name: string): string {
  if (postgresFolder === undefined) throw new Error('PostgreSQL is not installed');
  return path.join(postgresFolder, name);
}

/** PostgreSQL does not run as root: Debian's package has a user for it. */
function otherUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  const [uid, gid] = [id('-u'), id('-g')];
  return uid > 0 ? { uid, gid } : { uid: 65_534, gid: 65_534 };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { readonly port: number };
      server.close(() => resolve(port));
    });
  });
}

/** It says in its log when it takes connections. */
function isReady(child: ChildProcess, log: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (log().includes('ready to accept connections')) resolve();
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${log()}`)));
  });
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    // SIGQUIT: at once, with all its children; what it leaves is removed.
    child.kill('SIGQUIT');
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
}
