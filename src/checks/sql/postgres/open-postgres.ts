import type { Deadline } from '../../http/deadline.ts';
import type { SqlSession } from '../session.ts';
import { readAbout } from './about.ts';
import { type Connected, connect } from './connect.ts';
import { type Scene, toProblem } from './problem.ts';
import { renderPsql } from './psql.ts';
import { runPlain } from './run-plain.ts';
import { select } from './select.ts';
import type { Settings } from './settings.ts';

const maxLockMs = 5000;
/** The server is to say that the time is over before the client does. */
const maxHeadStartMs = 500;

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
    const { facts, remarks } = await readAbout(connected, { scene, deadline });
    const leftMs = deadline.limitMs - (now().getTime() - started);
    const statementMs = Math.max(1, Math.floor(leftMs - Math.min(maxHeadStartMs, leftMs * 0.15)));
    const lockMs = Math.max(1, Math.min(maxLockMs, Math.floor(statementMs / 2)));
    await runPlain(connected, beginReading({ statementMs, lockMs, schema: settings.schema }), { scene, deadline });
    return {
      dialect: 'postgres',
      place: `${place}/${database}`,
      about: { ...facts, tls: connected.tls },
      remarks,
      leftOut: [],
      select: (sql, maxRows) =>
        select({ connected, sql, maxRows, during: { deadline, scene: { ...scene, sql, statementMs, lockMs } } }),
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
    'begin transaction isolation level repeatable read, read only',
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

/** Terminate rolls back; a server that does not take it in is left. */
async function endConnection({ client, destroy }: Connected): Promise<void> {
  const timer = setTimeout(destroy, 500);
  await client.end().catch(() => undefined);
  clearTimeout(timer);
}
