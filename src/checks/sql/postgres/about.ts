import type { Value } from '../../../logs/value.ts';
import type { Facts } from '../../check.ts';
import type { Connected } from './connect.ts';
import { type During, runPlain } from './run-plain.ts';

/** Asks a server who it is, and says what a reader of its answers should know. */
export async function readAbout(
  connected: Connected,
  during: During,
): Promise<{ readonly facts: Facts; readonly remarks: readonly string[] }> {
  const facts = await askAbout(connected, during);
  return { facts, remarks: remarksOf(facts) };
}

type About = {
  readonly server_version: Value;
  readonly database: Value;
  readonly role: Value;
  readonly replica: Value;
  readonly role_can_write: Value;
};

/** A pooler or a relative of PostgreSQL may not know it all: then it stays untold. */
async function askAbout(connected: Connected, during: During): Promise<About> {
  const unknown = { server_version: null, database: null, role: null, replica: null, role_can_write: null };
  try {
    const [row] = await runPlain(connected, aboutQuery, during);
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
    if (during.deadline.signal.aborted || connected.guard.problem() !== undefined) throw cause;
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
