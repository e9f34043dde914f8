import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Measurement } from '../../src/checks/check.ts';
import { sql } from '../../src/checks/sql.ts';
import type { SourceEntry } from '../../src/logs/source.ts';
import { createCheckContext } from './check-context.ts';
import { type Postgres, postgresFolder, postgresPassword, startPostgres } from './postgres.ts';

/** What a source of a runbook says of that database. */
export const about = { id: 'crm', title: 'CRM database', owner: 'PartnerCRM' };

type CrmDatabase = Awaited<ReturnType<typeof startCrmDatabase>>;

/**
 * Describes what a check does with that database, which runs from before the first test to after the last. Where PostgreSQL is not
 * installed, all of it is skipped, and the title says so.
 */
export function describeCrm(title: string, body: (crm: CrmDatabase) => void): void {
  const isMissing = postgresFolder === undefined;
  describe.skipIf(isMissing)(`${title}${isMissing ? ', which is not installed here' : ''}`, () => {
    let crm: CrmDatabase | undefined;
    const started = () => crm ?? expect.unreachable('the database has not been started yet');
    beforeAll(async () => {
      crm = await startCrmDatabase();
    }, 60_000);
    afterAll(() => crm?.server.stop());
    body({
      get server() {
        return started().server;
      },
      run: (...given) => started().run(...given),
      problem: (...given) => started().problem(...given),
      running: (...given) => started().running(...given),
      untilRunning: (...given) => started().untilRunning(...given),
    });
  });
}

/** A PostgreSQL with a table `customers`, a role `reader` that may read it, and what runs a `sql` check on it. */
async function startCrmDatabase() {
  const server = await startPostgres();
  await server.sql(`
      create role reader login password '${postgresPassword}';
      create role stranger login password '${postgresPassword}';
      create table customers (
        id bigserial primary key, partner_guid uuid, external_identifier text not null, email text,
        created_at timestamptz not null, api_key text);
      insert into customers (partner_guid, external_identifier, email, created_at, api_key)
        select ('00000000-0000-0000-0000-00000000000' || (i % 2))::uuid, 'CUST_' || i, 'u' || (i / 2) || '@x.test',
          '2026-05-12T10:30:00Z'::timestamptz + i * interval '1 s', 'k-' || i || '-secret'
        from generate_series(1, 9) i;
      insert into customers (external_identifier, email, created_at) values
        ('CUST_7890', 'U1@x.test ', '2026-05-12T10:30:15Z'), ('CUST_7890', null, '2026-05-12T10:30:17Z'),
        ('CUST_7890', null, '2026-05-12T10:30:19Z');
      grant select on customers to reader;
      create table "Odd ""Name" ("Key" integer);
      insert into "Odd ""Name" values (1), (1);
      grant select on "Odd ""Name" to reader;`);

  async function run(
    given: object,
    options: {
      readonly role?: string;
      readonly postgres?: object;
      readonly timeoutMs?: number;
      readonly signal?: AbortSignal;
      readonly sources?: readonly SourceEntry[];
      readonly folder?: string;
      readonly at?: Postgres;
    } = {},
  ): Promise<Measurement> {
    const { role = 'reader', at = server } = options;
    const postgres = {
      host: '127.0.0.1',
      port: at.port,
      database: 'postgres',
      user: role,
      password_env: 'PW',
      ...options.postgres,
    };
    const entry: SourceEntry = { ...about, kind: 'database', database: { postgres } };
    const context = await createCheckContext({
      sources: [entry, ...(options.sources ?? [])],
      env: { PW: postgresPassword },
      timeoutMs: options.timeoutMs ?? 20_000,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.folder === undefined ? {} : { folder: options.folder }),
    });
    return sql.run(sql.parameters.parse({ source: 'crm', ...given }), context);
  }

  const problem = (given: object, options: Parameters<typeof run>[1] = {}) =>
    run(given, options).then(
      () => expect.unreachable('the check gave a result'),
      (cause) => cause,
    );

  const running = async (text: string) =>
    (
      await server.sql(`select state from pg_stat_activity where query like '${text}%' and pid <> pg_backend_pid()`)
    ).filter(({ state }) => state === 'active').length;

  /** Waits until the server runs so many statements that begin so. */
  async function untilRunning(text: string, n: number) {
    for (;;) if ((await running(text)) === n) return;
  }

  return { server, run, problem, running, untilRunning };
}
