import pg from 'pg';
import { CheckProblem } from '../../../errors.ts';
import type { BoundSql } from '../../../logs/source.ts';
import type { Value } from '../../../logs/value.ts';
import type { Deadline } from '../../http/deadline.ts';
import { distinctNames, type Row, type Selected, type SqlSession } from '../session.ts';
import { toCell } from './cell.ts';
import { type Connected, connect } from './connect.ts';
import { isCancelled, type Scene, toProblem } from './problem.ts';
import { renderPsql } from './psql.ts';
import type { Settings } from './settings.ts';

/** More than this of one answer is not taken in: a cell alone may be a gigabyte. */
const maxAnswerBytes = 32 * 1024 * 1024;
const maxLockMs = 5000;
/** The server is to say that the time is over before the client does. */
const headStartMs = 100;

/**
 * Opens a PostgreSQL for reading: one READ ONLY transaction with the check's limits, in UTC, rolled back at the end. Throws a
 * `CheckProblem`.
 */
export async function openPostgres(options: {
  readonly settings: Settings;
  readonly deadline: Deadline;
  readonly now: () => Date;
}): Promise<SqlSession> {
  const { settings, deadline, now } = options;
  const { host, port, database } = settings;
  const place = host.startsWith('/') ? `${host} port ${port}` : `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const started = now().getTime();
  const scene: Scene = { settings, place };
  const connected = await connect(settings, place, deadline).catch((cause: unknown) => {
    if (deadline.hit() === 'cancelled') throw cause;
    throw toProblem(cause, scene);
  });
  const close = () => endConnection(connected);
  try {
    const about = await readAbout(connected, scene, deadline);
    const leftMs = deadline.limitMs - (now().getTime() - started);
    const statementMs = Math.max(1, Math.floor(leftMs - Math.min(headStartMs, leftMs * 0.1)));
    const lockMs = Math.max(1, Math.min(maxLockMs, Math.floor(statementMs / 2)));
    await runPlain(connected, beginReading({ statementMs, lockMs, schema: settings.schema }), { scene, deadline });
    return {
      dialect: 'postgres',
      place: `${place}/${database}`,
      about: { ...about, tls: connected.tls },
      remarks: remarksOf(about),
      select: (sql, maxRows) =>
        select({ connected, sql, maxRows, deadline, scene: { ...scene, sql, statementMs, lockMs } }),
      command: (sql) => renderPsql(settings, sql),
      close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** All of it is local to the transaction, so that a pooler in between hands nothing on. */
function beginReading(of: {
  readonly statementMs: number;
  readonly lockMs: number;
  readonly schema: string | undefined;
}): string {
  return [
    'begin transaction read only',
    `set local statement_timeout = ${of.statementMs}`,
    `set local lock_timeout = ${of.lockMs}`,
    `set local idle_in_transaction_session_timeout = ${of.statementMs + 5000}`,
    "set local timezone = 'UTC'",
    "set local datestyle = 'ISO'",
    "set local intervalstyle = 'iso_8601'",
    "set local bytea_output = 'hex'",
    'set local extra_float_digits = 1',
    ...(of.schema === undefined ? [] : [`set local search_path = "${of.schema.replaceAll('"', '""')}"`]),
  ].join('; ');
}

type About = {
  readonly server_version: Value;
  readonly database: Value;
  readonly role: Value;
  readonly replica: Value;
  readonly role_can_write: Value;
};

/** A pooler or a relative of PostgreSQL may not know it all: then it stays untold. */
async function readAbout(connected: Connected, scene: Scene, deadline: Deadline): Promise<About> {
  const unknown = { server_version: null, database: null, role: null, replica: null, role_can_write: null };
  try {
    const [row] = await runPlain(connected, aboutQuery, { scene, deadline });
    return row === undefined
      ? unknown
      : {
          server_version: row.server_version ?? null,
          database: row.database ?? null,
          role: row.role ?? null,
          replica: row.replica === 't',
          role_can_write: row.role_can_write === 't',
        };
  } catch (cause) {
    if (deadline.signal.aborted || connected.guard.problem() !== undefined) throw cause;
    return unknown;
  }
}

const aboutQuery = `select current_setting('server_version') as server_version, current_database() as database,
  current_user as role, pg_is_in_recovery() as replica,
  current_setting('is_superuser') = 'on' or exists (
    select 1 from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'
      and has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')) as role_can_write`;

function remarksOf({ replica, role, role_can_write }: About): readonly string[] {
  return [
    ...(replica === true ? ['this is a replica: what was just written may not be here yet'] : []),
    ...(role_can_write === true
      ? [
          `role "${role}" may write; the transaction did not, but a role that may only read is safer (functions can have side effects)`,
        ]
      : []),
  ];
}

async function runPlain(
  { client }: Connected,
  text: string,
  { scene, deadline }: { readonly scene: Scene; readonly deadline: Deadline },
): Promise<readonly { readonly [column: string]: string | null }[]> {
  const end = onEnd(deadline);
  try {
    const running = client.query(text);
    running.catch(() => undefined);
    const result = await Promise.race([running, end.ended]);
    return result.rows;
  } catch (cause) {
    if (deadline.hit() !== undefined) throw timeOver(scene.place, deadline);
    throw toProblem(cause, scene);
  } finally {
    end.stop();
  }
}

async function select(of: {
  readonly connected: Connected;
  readonly sql: BoundSql;
  readonly maxRows: number;
  readonly deadline: Deadline;
  readonly scene: Scene;
}): Promise<Selected> {
  const { connected, sql, maxRows, deadline, scene } = of;
  const isTooLarge = connected.guard.allow(maxAnswerBytes);
  const end = onEnd(deadline);
  const raw: (readonly (string | null)[])[] = [];
  let fields: readonly pg.FieldDef[] = [];
  const running = new Promise<void>((resolve, reject) => {
    // One row more than wanted tells whether there are more; the server makes no further ones.
    const config = { text: sql.text, values: [...sql.values], rowMode: 'array', rows: maxRows + 1 };
    const query = new pg.Query(config as pg.QueryArrayConfig);
    Object.assign(query, { handlePortalSuspended: (connection: { readonly sync: () => void }) => connection.sync() });
    query.on('row', (row, result) => {
      fields = result?.fields ?? fields;
      raw.push(row as unknown as (string | null)[]);
    });
    query.on('end', (result) => {
      fields = result.fields;
      resolve();
    });
    query.on('error', reject);
    connected.client.query(query);
  });
  running.catch(() => undefined);
  try {
    await Promise.race([running, end.ended]);
  } catch (cause) {
    if (deadline.hit() !== undefined) {
      await stopQuery(connected, running);
      throw timeOver(scene.place, deadline);
    }
    if (!isTooLarge()) {
      const problem = connected.guard.problem();
      if (isCancelled(cause)) throw toProblem(cause, scene);
      throw problem ?? toProblem(cause, scene);
    }
    if (raw.length === 0) throw tooLarge;
  } finally {
    end.stop();
  }
  const columns = distinctNames(fields.map(({ name }) => name));
  const parseArray = (pg.types.getTypeParser as (oid: number) => unknown)(1009) as (text: string) => readonly unknown[];
  const toRow = (cells: readonly (string | null)[]): Row =>
    Object.fromEntries(
      columns.map((name, index) => [name, toCell(fields[index]?.dataTypeID ?? 0, cells[index] ?? null, parseArray)]),
    );
  return {
    columns,
    rows: raw.slice(0, maxRows).map(toRow),
    cut: isTooLarge() ? 'bytes' : raw.length > maxRows ? 'rows' : undefined,
  };
}

const tooLarge = new CheckProblem({
  status: 'error',
  message: `one row of the answer is larger than ${maxAnswerBytes / 1024 / 1024} MiB`,
  unblock: 'Ask for fewer columns, or for a part: left(column, 1000), length(column)',
});

/** The server is told first, so that nothing goes on there; then the connection may go. */
async function stopQuery(connected: Connected, running: Promise<void>): Promise<void> {
  await connected.cancel();
  await Promise.race([running.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 200).unref())]);
  connected.destroy();
}

function onEnd({ signal }: Deadline): { readonly ended: Promise<never>; readonly stop: () => void } {
  let stop = () => {};
  const ended = new Promise<never>((_, reject) => {
    const onAbort = () => reject(new Error('the time is over'));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    stop = () => signal.removeEventListener('abort', onAbort);
  });
  ended.catch(() => undefined);
  return { ended, stop };
}

function timeOver(place: string, deadline: Deadline): Error {
  if (deadline.hit() === 'cancelled') return Object.assign(new Error('cancelled'), { name: 'AbortError' });
  return new CheckProblem({
    status: 'error',
    message: `${place} did not answer the query within ${deadline.limitMs / 1000} s; the server was asked to stop it`,
    unblock: 'Ask for less, or give the step a longer `timeout`',
  });
}

/** Terminate rolls back; a server that does not take it in is left. */
async function endConnection({ client, destroy }: Connected): Promise<void> {
  const timer = setTimeout(destroy, 500);
  await client.end().catch(() => undefined);
  clearTimeout(timer);
}
