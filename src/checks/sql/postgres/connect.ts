import { type NetConnectOpts, Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import pg from 'pg';
import { CheckProblem } from '../../../errors.ts';
import type { Deadline } from '../../http/deadline.ts';
import { guardStream, type StreamGuard } from './guard-stream.ts';
import { sendCancel } from './send-cancel.ts';
import type { Settings } from './settings.ts';

/** A connection that is logged in. `cancel` asks the server to end what it is doing; `destroy` ends the connection at once. */
export type Connected = {
  readonly client: pg.Client;
  readonly tls: 'none' | 'unverified' | 'verified';
  readonly guard: StreamGuard;
  readonly cancel: () => Promise<void>;
  readonly destroy: () => void;
};

/** What the client keeps to itself: the stream it reads, and the key that cancels. */
type Inside = {
  readonly connection: {
    stream: Socket;
    attachListeners: (stream: Socket) => void;
  };
  readonly connectionParameters: { options?: string | undefined; replication?: string | undefined };
  readonly processID: number | null;
  readonly secretKey: number | null;
};

/**
 * Connects and logs in, over TLS where `sslmode` says so. Throws what went wrong as it came, and a `CheckProblem` that names the
 * phase where the time is over. What the environment says to other clients (PGHOST, PGOPTIONS …) and ~/.pgpass do not count.
 */
export async function connect(settings: Settings, place: string, deadline: Deadline): Promise<Connected> {
  const isSocket = settings.host.startsWith('/');
  if (isSocket || settings.sslmode === 'disable') return login({ settings, place, deadline, tls: undefined });
  const tls = tlsOptions(settings);
  try {
    return await login({ settings, place, deadline, tls });
  } catch (cause) {
    const isRefused = /does not support SSL|establishing an SSL connection/.test((cause as Error).message);
    if (settings.sslmode !== 'prefer' || !isRefused) throw cause;
    return login({ settings, place, deadline, tls: undefined });
  }
}

/** As libpq has it: `prefer` and `require` take any certificate, unless a CA was given. */
function tlsOptions({ sslmode, ca }: Settings): ConnectionOptions {
  const isVerified = sslmode.startsWith('verify') || (sslmode === 'require' && ca !== undefined);
  return {
    ...(ca === undefined ? {} : { ca: ca.text }),
    rejectUnauthorized: isVerified,
    ...(isVerified && sslmode !== 'verify-full' ? { checkServerIdentity: () => undefined } : {}),
  };
}

async function login(of: {
  readonly settings: Settings;
  readonly place: string;
  readonly deadline: Deadline;
  readonly tls: ConnectionOptions | undefined;
}): Promise<Connected> {
  const { settings, place, deadline, tls } = of;
  const socket = new Socket();
  let isReached = false;
  socket.once('connect', () => {
    isReached = true;
  });
  const client = new pg.Client({
    host: settings.host,
    port: settings.port,
    database: settings.database,
    user: settings.user,
    // Asked for only where the server wants one; a text left empty would be looked for in PGPASSWORD and ~/.pgpass.
    password: () => passwordFor(settings, place),
    ssl: tls ?? false,
    stream: () => socket,
    application_name: 'causebook',
    types: { getTypeParser: () => (text: string) => text },
    sslnegotiation: 'postgres',
  } as pg.ClientConfig);
  const inside = client as unknown as Inside;
  inside.connectionParameters.options = settings.options;
  inside.connectionParameters.replication = undefined;
  const guard = guardStream(inside.connection, place);
  const destroy = () => inside.connection.stream.destroy();
  // Whoever waits for a query hears of it there; without a listener it would end the program.
  client.on('error', () => undefined);
  const giveUp = () => socket.destroy(endOf({ place, deadline, isReached }));
  deadline.signal.addEventListener('abort', giveUp, { once: true });
  try {
    if (deadline.signal.aborted) throw endOf({ place, deadline, isReached });
    await client.connect();
  } catch (cause) {
    destroy();
    throw deadline.signal.aborted ? endOf({ place, deadline, isReached }) : (guard.problem() ?? cause);
  } finally {
    deadline.signal.removeEventListener('abort', giveUp);
  }
  return {
    client,
    tls: tls === undefined ? 'none' : tls.rejectUnauthorized === true ? 'verified' : 'unverified',
    guard,
    destroy,
    cancel: () =>
      sendCancel({
        to: addressOf(settings),
        tls: tls === undefined ? undefined : { ...tls, host: settings.host },
        processId: inside.processID ?? 0,
        key: inside.secretKey ?? 0,
      }),
  };
}

function passwordFor({ password, user }: Settings, place: string): string {
  if (password !== undefined) return password;
  throw new CheckProblem({
    status: 'blocked',
    message: `${place} wants a password for role "${user}", and none was given`,
    unblock:
      'Name the environment variable that holds it: password_env (--password-env). PGPASSWORD and ~/.pgpass are not read',
  });
}

function endOf(of: { readonly place: string; readonly deadline: Deadline; readonly isReached: boolean }): Error {
  const { place, deadline, isReached } = of;
  if (deadline.hit() !== 'timeout') return Object.assign(new Error('cancelled'), { name: 'AbortError' });
  const limit = `${deadline.limitMs / 1000} s (the time-out of the check)`;
  return new CheckProblem({
    status: 'error',
    message: isReached
      ? `${place} took the connection, but did not finish the login within ${limit}`
      : `no connection to ${place} within ${limit}: packets get no answer`,
    unblock: isReached
      ? 'Something else may listen there, or the server is stuck: look at the port'
      : 'A firewall drops them, or the host is down: look at host, port and VPN',
  });
}

function addressOf({ host, port }: Settings): NetConnectOpts {
  return host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port };
}
