import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Measurement } from '../../../src/checks/check.ts';
import { sql } from '../../../src/checks/sql.ts';
import type { SourceEntry } from '../../../src/logs/source.ts';
import { createCheckContext } from '../../helpers/check-context.ts';
import { type Postgres, postgresFolder, postgresPassword, startPostgres } from '../../helpers/postgres.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const isMissing = postgresFolder === undefined;

describe.skipIf(isMissing)(`a PostgreSQL${isMissing ? ', which is not installed here' : ''}`, () => {
  let server: Postgres;

  beforeAll(async () => {
    server = await startPostgres();
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
  }, 60_000);
  afterAll(() => server.stop());

  const about = { id: 'crm', title: 'CRM database', owner: 'PartnerCRM' };

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

  test('rows, facts and what answered', async () => {
    const { facts, verdict, command } = await run({
      sql: { text: 'select external_identifier, created_at, api_key from customers where id = $1', values: ['3'] },
    });
    expect(facts).toMatchObject({
      external_identifier: 'CUST_3',
      created_at: '2026-05-12T10:30:03Z',
      api_key: '***',
      n: 1,
      truncated: false,
      server_version: expect.stringMatching(/^\d/),
      database: 'postgres',
      role: 'reader',
      role_can_write: false,
      replica: false,
      tls: 'none',
    });
    expect(verdict).toEqual({ outcome: 'found', status: 'pass', say: '1 row' });
    expect(command).toContain('psql');
    expect(command).not.toContain(postgresPassword);
    expect(JSON.stringify(facts)).not.toContain('secret');
  });

  test('the command runs as it is printed, in a read-only session', async () => {
    const evil = "it's $1 \\ '; delete from customers; --";
    const { command } = await run({
      sql: {
        text: "select $1::text as said, -- a comment\n  'two\nlines' as kept, current_setting('transaction_read_only') as ro,\n  current_setting('timezone') as zone",
        values: [evil],
      },
    });
    const printed = execFileSync('sh', ['-c', `${command ?? ''}`], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', PGPASSWORD: postgresPassword },
    });
    expect(printed).toContain(evil);
    expect(printed).toMatch(/on\s*\|\s*UTC/);
  });

  test('every type has a form that survives JSON and loses no digit', async () => {
    const { facts } = await run({
      sql: `select 9007199254740993::bigint as big, 42::bigint as small, 12.50::numeric as money, 0.1::float8 as tenth,
        'NaN'::float8 as nan, 123456789012345678.123456789::numeric as long, true as yes, null as nothing,
        '2026-05-12 10:30:15.25+02'::timestamptz as at, '2026-05-12 10:30:15'::timestamp as local_at, '2026-05-12'::date as day,
        interval '1 day 2 hours' as span, '\\xdeadbeef'::bytea as bytes, '{"a":[1,null]}'::jsonb as doc,
        array[1,null,3] as numbers, array['a,b','"q"'] as texts, '00000000-0000-0000-0000-000000000001'::uuid as id,
        1 as twice, 2 as twice`,
    });
    expect((facts.rows as unknown[])[0]).toEqual({
      big: '9007199254740993',
      small: 42,
      money: 12.5,
      tenth: 0.1,
      nan: 'NaN',
      long: '123456789012345678.123456789',
      yes: true,
      nothing: null,
      at: '2026-05-12T08:30:15.25Z',
      local_at: '2026-05-12T10:30:15',
      day: '2026-05-12',
      span: 'P1DT2H',
      bytes: { bytes: 4, head_hex: 'deadbeef' },
      doc: { a: [1, null] },
      numbers: [1, null, 3],
      texts: ['a,b', '"q"'],
      id: '00000000-0000-0000-0000-000000000001',
      twice: 1,
      'twice:1': 2,
    });
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  });

  test('values are bound: an attempt to inject stays a value', async () => {
    const { facts } = await run({
      sql: {
        text: 'select count(*) as found from customers where email = $1',
        values: ["' or true; drop table customers; --"],
      },
    });
    expect(facts.found).toBe(0);
  });

  test.each([
    ['delete from customers', 'the query begins with DELETE; a sql check only reads'],
    [
      'with gone as (delete from customers returning id) select count(*) from gone',
      'the query tries to change data, which was refused: cannot execute SELECT in a read-only transaction',
    ],
    [
      "select nextval('customers_id_seq')",
      /^the query tries to change data, which was refused: cannot execute nextval\(\)/,
    ],
    ["select set_config('transaction_read_only', 'off', false)", /transaction read-write mode/],
    ['select 1; delete from customers', 'the query is several statements; a sql check asks one'],
    ['commit', 'the query begins with COMMIT; a sql check only reads'],
    ['explain analyze delete from customers', /cannot execute (EXPLAIN|DELETE) in a read-only transaction/],
  ])('even a superuser changes nothing: %s', async (text, message) => {
    const cause = await problem({ sql: text }, { role: 'postgres' });
    expect(cause).toMatchObject({ name: 'CheckProblem', status: 'error' });
    expect(cause.message).toMatch(message);
    expect(await server.sql('select count(*)::int as n from customers')).toEqual([{ n: 12 }]);
  });

  test('a role that may write is told', async () => {
    const { facts, evidence } = await run({ sql: 'select 1 as one' }, { role: 'postgres' });
    expect(facts.role_can_write).toBe(true);
    expect(evidence.slice(0, 1)).toEqual([
      {
        source: `127.0.0.1:${server.port}/postgres`,
        text: 'role "postgres" may write; the transaction did not, but a role that may only read is safer (functions can have side effects)',
      },
    ]);
  });

  test.each([
    [
      'select emial from customers',
      'column "emial" does not exist (line 1, column 8 of the query)',
      'Perhaps you meant to reference the column "customers.email".',
    ],
    [
      'select 1 +\n  frm',
      'column "frm" does not exist (line 2, column 3 of the query)',
      'Look at the name: names without double quotes are lower case',
    ],
    [
      'select * from custmers',
      'relation "custmers" does not exist (line 1, column 15 of the query)',
      'Look at the name and its schema: names without double quotes are lower case',
    ],
    ['select (1', 'syntax error at end of input (line 1, column 10 of the query)', undefined],
    [
      'select * from pg_authid',
      'permission denied for table pg_authid',
      'Role "reader" may not read it: ask for GRANT SELECT, or another role',
    ],
    [
      { text: 'select $1::int', values: [] },
      'the query has another number of $1, $2 … than values were given: bind message supplies 0 parameters, but prepared statement "" requires 1',
      'Give one value for each, in their order (--param)',
    ],
    ["select 'x'::int", 'invalid input syntax for type integer: "x" (line 1, column 8 of the query)', undefined],
  ])('%s is told with what to do', async (text, message, unblock) => {
    expect(await problem({ sql: text })).toMatchObject({ status: 'error', message, unblock });
  });

  test.each([
    [
      { user: 'reader', password_env: 'WRONG' },
      'does not accept the password of role "reader"',
      'Look at WRONG; a wrong role is told in the same words',
    ],
    [
      { user: 'nobody_here' },
      'does not accept the password of role "nobody_here"',
      'Look at PW; a wrong role is told in the same words',
    ],
    [
      { database: 'nix' },
      ': database "nix" does not exist',
      'Look at the name of the database; psql -l lists those there are',
    ],
    [
      { password_env: undefined },
      'wants a password for role "reader", and none was given',
      expect.stringMatching(/^Name the environment variable/),
    ],
    [
      { sslmode: 'require' },
      'does not speak TLS, which sslmode require wants',
      expect.stringMatching(/^Switch TLS on/),
    ],
  ])('logging in with %j is told', async (postgres, message, unblock) => {
    const entry: SourceEntry = {
      ...about,
      kind: 'database',
      database: {
        postgres: {
          host: '127.0.0.1',
          port: server.port,
          database: 'postgres',
          user: 'reader',
          password_env: 'PW',
          ...postgres,
        } as never,
      },
    };
    const context = await createCheckContext({ sources: [entry], env: { PW: postgresPassword, WRONG: 'letmein-99' } });
    const cause = await sql.run(sql.parameters.parse({ source: 'crm', sql: 'select 1' }), context).catch((one) => one);
    expect(cause.message).toContain(message);
    expect(cause.unblock).toEqual(unblock);
    expect(`${cause.stack} ${cause.cause?.stack}`).not.toMatch(/letmein-99|pw-7f3a/);
  });

  test('PGPASSWORD, PGHOST and the like do not count', async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      PGPASSWORD: postgresPassword,
      PGOPTIONS: '-c search_path=nix',
      PGHOST: 'nowhere.invalid',
    });
    try {
      expect(await problem({ sql: 'select 1' }, { postgres: { password_env: undefined } })).toMatchObject({
        status: 'blocked',
      });
      const { facts } = await run({ sql: "select current_setting('search_path') as path" });
      expect(facts.path).toBe('"$user", public');
    } finally {
      for (const name of ['PGPASSWORD', 'PGOPTIONS', 'PGHOST']) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    }
  });

  test('the URL of a variable is all that is needed, also with the parameters others write into it', async () => {
    for (const suffix of [
      '',
      '?sslmode=prefer&connect_timeout=5',
      '?schema=pg_catalog&pgbouncer=true',
      '?options=-c%20work_mem%3D1MB',
    ]) {
      const context = await createCheckContext({ env: { DATABASE_URL: `${server.url('reader')}${suffix}` } });
      const given = sql.parameters.parse({
        postgres: { url_env: 'DATABASE_URL' },
        sql: "select current_setting('search_path') as path, current_setting('work_mem') as memory",
      });
      const { facts } = await sql.run(given, context);
      expect(facts.path).toBe(suffix.includes('schema=') ? 'pg_catalog' : '"$user", public');
      expect(facts.memory).toBe(suffix.includes('work_mem') ? '1MB' : '4MB');
    }
  });

  test('the socket folder is a host', async () => {
    const { facts } = await run({ sql: 'select 1 as one' }, { postgres: { host: server.socketFolder } });
    expect(facts).toMatchObject({ one: 1, tls: 'none' });
  });

  test('the statement time-out ends the query at the server, and is named', async () => {
    const cause = await problem({ sql: 'select /* slow */ pg_sleep(60)' }, { timeoutMs: 2000 });
    expect(cause).toMatchObject({
      status: 'error',
      message: expect.stringMatching(
        /^the query did not end within 1\.\d s, the statement time-out; the server has stopped it$/,
      ),
    });
    expect(await running('select /* slow */')).toBe(0);
  });

  test('the lock time-out is another one', async () => {
    const holder = new pg.Client({ connectionString: server.url() });
    await holder.connect();
    await holder.query('begin; lock table customers in access exclusive mode');
    try {
      const cause = await problem({ sql: 'select count(*) from customers' }, { timeoutMs: 3000 });
      expect(cause.message).toMatch(
        /^the query waited 1\.\d s for a lock, the lock time-out; the server has stopped it$/,
      );
    } finally {
      await holder.end();
    }
  });

  test('cancelling stops the query at the server', async () => {
    const controller = new AbortController();
    const cancelled = problem({ sql: 'select /* cancelled */ pg_sleep(60)' }, { signal: controller.signal });
    await untilRunning('select /* cancelled */', 1);
    controller.abort();
    expect(await cancelled).toMatchObject({ name: 'AbortError' });
    await untilRunning('select /* cancelled */', 0);
  });

  test('the session is gone afterwards', async () => {
    await run({ sql: 'select 1' });
    const left = "select count(*)::int as n from pg_stat_activity where application_name = 'causebook'";
    for (;;) if ((await server.sql(left))[0]?.n === 0) break;
  });

  test('ten million rows are cut at the limit, and memory stays flat', async () => {
    await run({ sql: 'select 1' });
    const before = process.memoryUsage().rss;
    // A set-returning function in the select list gives its rows one by one: the server holds none of them back.
    const { facts, verdict } = await run({
      sql: "select generate_series(1, 10000000) as i, repeat('x', 100) as text",
      limit: 1000,
    });
    expect(facts).toMatchObject({ n: 1000, truncated: true, i: 1 });
    expect(facts.rows).toHaveLength(1000);
    expect(verdict.say).toBe('more than 1,000 rows');
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  test('an answer of many megabytes is cut and says so; a row alone larger than that is a problem', async () => {
    const { facts, evidence } = await run({
      sql: "select i, repeat('x', 1000000) as text from generate_series(1, 1000) i",
    });
    const rows = facts.rows as { readonly text: string }[];
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.length).toBeLessThan(40);
    expect(rows[0]?.text).toHaveLength(2000 + ' … (cut: 1000000 characters)'.length);
    expect(facts.truncated).toBe(true);
    expect(evidence.at(0)?.text).toMatch(/^the answer was cut after \d+ rows: it is too large; there are more$/);
    expect(await problem({ sql: "select repeat('x', 100000000) as text" })).toMatchObject({
      message: 'one row of the answer is larger than 32 MiB',
    });
  });

  test('a server without a free connection is told', async () => {
    const clients = Array.from({ length: 18 }, () => new pg.Client({ connectionString: server.url() }));
    const opened = await Promise.allSettled(clients.map((client) => client.connect()));
    try {
      const cause = await problem({ sql: 'select 1' });
      expect(cause.message).toMatch(
        /has no connection left: (remaining connection slots are reserved|sorry, too many clients)/,
      );
    } finally {
      await Promise.all(
        clients.filter((_, index) => opened[index]?.status === 'fulfilled').map((client) => client.end()),
      );
    }
  });

  describe('paid but not active', () => {
    beforeAll(() =>
      server.sql(`
        create schema pay;
        create table pay.hub_payments (payment_id text primary key, status text, amount_minor int, currency text, completed_at timestamptz);
        create table pay.policies (policy_id text primary key, status text);
        create table pay.payments (payment_id text primary key, policy_id text, amount_minor int, currency text);
        create table pay.policy_activations (payment_id text primary key, policy_id text);
        create table pay.webhook_inbox (event_id text, provider text, payment_id text, event_type text, state text, received_at timestamptz);
        insert into pay.hub_payments select 'pay_' || lpad(i::text, 2, '0'), case when i = 14 then 'REFUNDED' else 'COMPLETED' end,
          case when i = 13 then 999 else 100 * i end, 'KES', '2026-05-11T08:00:00Z'::timestamptz + i * interval '7 min' from generate_series(1, 15) i;
        insert into pay.payments select payment_id, 'POL_' || right(payment_id, 2), 100 * right(payment_id, 2)::int, 'KES'
          from pay.hub_payments where payment_id <> 'pay_15';
        insert into pay.policies select policy_id, case when policy_id <= 'POL_09' then 'ACTIVE' else 'PENDING_PAYMENT' end from pay.payments;
        insert into pay.policy_activations select payment_id, policy_id from pay.payments where policy_id <= 'POL_08';
        insert into pay.webhook_inbox select 'evt_' || payment_id, 'paymenthub', payment_id, 'payment.completed',
          case when payment_id = 'pay_10' then 'dead_lettered' else 'processed' end, completed_at
          from pay.hub_payments where payment_id in ('pay_01', 'pay_10', 'pay_11');
        grant usage on schema pay to reader; grant select on all tables in schema pay to reader;`),
    );

    test('the reconciliation puts each payment where it belongs', async () => {
      const { facts, verdict } = await run({
        sql: {
          text: `select h.payment_id,
  case when p.payment_id is null then '1 unknown to us'
       when h.status <> 'COMPLETED' then '2 not completed at the hub'
       when (h.amount_minor, h.currency) is distinct from (p.amount_minor, p.currency) then '3 amount or currency differs'
       when a.payment_id is not null and o.status = 'ACTIVE' then '0 ok'
       when o.status = 'ACTIVE' then '4 active without a ledger row (by hand?)'
       when i.event_id is null then '5 webhook never stored'
       when i.state <> 'processed' then '6 stored, not processed: ' || i.state
       else '7 processed, policy not active' end as finding
from pay.hub_payments h left join pay.payments p using (payment_id) left join pay.policies o on o.policy_id = p.policy_id
left join pay.policy_activations a on a.payment_id = h.payment_id
left join lateral (select event_id, state from pay.webhook_inbox w where w.provider = 'paymenthub' and w.payment_id = h.payment_id
                   and w.event_type = 'payment.completed' order by received_at limit 1) i on true
where h.completed_at >= $1 and h.completed_at < $2 order by finding desc, h.payment_id`,
          values: ['2026-05-11T00:00:00Z', '2026-05-12T00:00:00Z'],
        },
      });
      const findings = (facts.rows as { readonly payment_id: string; readonly finding: string }[]).map(
        ({ payment_id, finding }) => `${payment_id} ${finding}`,
      );
      expect(findings.slice(0, 7)).toEqual([
        'pay_11 7 processed, policy not active',
        'pay_10 6 stored, not processed: dead_lettered',
        'pay_12 5 webhook never stored',
        'pay_09 4 active without a ledger row (by hand?)',
        'pay_13 3 amount or currency differs',
        'pay_14 2 not completed at the hub',
        'pay_15 1 unknown to us',
      ]);
      expect(findings.slice(7).every((one) => one.endsWith(' 0 ok'))).toBe(true);
      expect(verdict.say).toBe('15 rows');
    });

    test('the same as a ready question, without SQL', async () => {
      const { facts, verdict } = await run({
        missing: {
          from: { table: 'pay.hub_payments', by: 'payment_id', where: { status: 'COMPLETED' }, at: 'completed_at' },
          in: { table: 'pay.policy_activations', by: 'payment_id' },
        },
      });
      expect(facts).toMatchObject({ wanted: 14, missing: 6, present: 8 });
      expect(facts.rows).toContainEqual({ payment_id: 'pay_09', at: '2026-05-11T09:03:00Z' });
      expect(verdict.say).toBe(
        '6 of the 14 payment_id of pay.hub_payments have no row in pay.policy_activations by payment_id',
      );
    });
  });

  describe('ready questions', () => {
    beforeAll(() =>
      server
        .sql(`
        create table c (id int primary key, a int not null, b int, s text not null, gone timestamptz);
        create unique index partial on c (a) where gone is null;
        create unique index lower_s on c (lower(s));
        create table u (a int not null, b int not null, c int, unique (a, b), unique (c) deferrable initially deferred);
        create table i (a int not null); create unique index only_index on i (a) include (a);
        create view v as select * from c;
        create table bad (a int not null); insert into bad values (1), (1);
        grant select on c, u, i, v, bad to reader;`)
        .then(() => server.sql('create unique index concurrently failed on bad (a)').catch(() => undefined)),
    );

    test.each([
      ['u', ['a', 'b'], 'unique', 'pass', 'u (a, b) is kept unique by unique constraint u_a_b_key'],
      ['u', ['b', 'a'], 'unique', 'pass', 'u (b, a) is kept unique by unique constraint u_a_b_key'],
      [
        'public.u',
        ['a', 'b', 'c'],
        'unique',
        'pass',
        'public.u (a, b, c) is kept unique by unique constraint u_a_b_key; by a, b alone',
      ],
      [
        'u',
        ['c'],
        'unique',
        'warn',
        'u (c) is kept unique by unique constraint u_c_key; deferrable: it may be checked only at COMMIT, and ON CONFLICT cannot use it; rows where c is NULL may come again',
      ],
      [
        'u',
        ['a'],
        'not-unique',
        'fail',
        'nothing in the database keeps u (a) unique: the same may be inserted twice. Near: u_a_b_key also has b',
      ],
      ['i', ['a'], 'unique', 'pass', 'i (a) is kept unique by unique index only_index'],
      ['c', ['id'], 'unique', 'pass', 'c (id) is kept unique by primary key c_pkey'],
      [
        'c',
        ['a'],
        'not-unique',
        'fail',
        'nothing in the database keeps c (a) unique: the same may be inserted twice. Near: partial is partial: only rows where (gone IS NULL)',
      ],
      [
        'c',
        ['s'],
        'not-unique',
        'fail',
        'nothing in the database keeps c (s) unique: the same may be inserted twice. Near: lower_s is over an expression: lower(s)',
      ],
      ['c', ['b'], 'not-unique', 'fail', 'nothing in the database keeps c (b) unique: the same may be inserted twice'],
      [
        'bad',
        ['a'],
        'not-unique',
        'fail',
        'nothing in the database keeps bad (a) unique: the same may be inserted twice. Near: failed is not valid: building it failed or has not ended',
      ],
    ])('constraints on %s %j', async (table, columns, outcome, status, say) => {
      const { verdict, facts } = await run({ constraints: { table, columns } });
      expect(verdict).toEqual({ outcome, status, say });
      expect(facts.unique).toBe(outcome === 'unique');
    });

    test.each([
      ['nix', ['a'], 'there is no table nix, or it is in a schema that is not searched'],
      ['v', ['a'], 'v is a view, which has no unique constraints'],
      ['c', ['nope'], 'c has no column "nope"'],
    ])('constraints on %s %j cannot be told', async (table, columns, message) => {
      expect(await problem({ constraints: { table, columns } })).toMatchObject({ status: 'error', message });
    });

    test('duplicates, with NULL apart and near ones counted', async () => {
      const { facts, verdict } = await run({ duplicates: { table: 'customers', by: ['email'], at: 'created_at' } });
      expect(facts).toMatchObject({
        groups: 4,
        extra: 4,
        largest: 2,
        examined: 12,
        without_key: 2,
        groups_ignoring_case: 4,
      });
      expect(verdict.say).toBe(
        '4 values of email stand on more than one of 12 rows of customers: 4 rows too many; most often u1@x.test (2 rows); 2 rows without a key left out',
      );
      const since = await run({
        duplicates: { table: 'customers', by: 'external_identifier', at: 'created_at', since: '2026-05-12T10:30:10Z' },
      });
      expect(since.facts).toMatchObject({
        groups: 1,
        extra: 2,
        examined: 3,
        first: '2026-05-12T10:30:15Z',
        last: '2026-05-12T10:30:19Z',
      });
    });

    test('a name is what it is, whatever is in it', async () => {
      const { facts } = await run({ duplicates: { table: '"Odd ""Name"', by: '"Key"' } });
      expect(facts).toMatchObject({ groups: 1, extra: 1 });
      const hostile = sql.parameters.safeParse({
        source: 'crm',
        duplicates: { table: 'a; drop table customers', by: 'x' },
      });
      expect(hostile.error?.issues[0]?.message).toBe(
        '"a; drop table customers" is no name. Write it as in SQL: customers, crm.customers, "Customer"',
      );
    });

    test('what is missing in the same database, in a file of the partner, and of ids', async () => {
      const same = await run({
        missing: { from: { table: 'customers', by: 'id' }, in: { table: 'c', by: 'id' } },
      });
      expect(same.facts).toMatchObject({ wanted: 12, missing: 12, present: 0 });
      const { folder, remove } = await writeFolder({
        'hub.csv': 'payment,cust\np1,CUST_1\np2,CUST_2\np3,CUST_77\np4,\n',
      });
      const hub: SourceEntry = {
        id: 'hub',
        title: 'Hub export',
        owner: 'PaymentHub',
        kind: 'database',
        database: { files: { payments: 'hub.csv' } },
      };
      const across = await run(
        {
          missing: {
            from: { source: 'hub', table: 'payments', by: 'cust' },
            in: { table: 'customers', by: 'external_identifier' },
          },
        },
        { sources: [hub], folder },
      ).finally(remove);
      expect(across.facts).toMatchObject({
        wanted: 3,
        missing: 1,
        present: 2,
        without_key: 1,
        rows: [{ cust: 'CUST_77' }],
      });
      expect(across.command).toBeNull();
      const guid = '00000000-0000-0000-0000-00000000000';
      const ids = await run({
        missing: { ids: [`${guid}1`, `${guid}A`], in: { table: 'customers', by: 'partner_guid' } },
      });
      expect(ids.facts).toMatchObject({ wanted: 2, missing: 1, rows: [{ partner_guid: `${guid}A` }] });
    });
  });
});

describe.skipIf(isMissing)(`a PostgreSQL with TLS${isMissing ? ', which is not installed here' : ''}`, () => {
  const fixture = (name: string) => new URL(`../../fixtures/tls/${name}`, import.meta.url).pathname;
  let server: Postgres;
  let chain: Awaited<ReturnType<typeof writeFolder>>;

  beforeAll(async () => {
    const pem = await Promise.all(['leaf.pem', 'int.pem'].map((name) => readFile(fixture(name), 'utf8')));
    chain = await writeFolder({ 'chain.pem': pem.join('') });
    server = await startPostgres({
      tls: { cert: path.join(chain.folder, 'chain.pem'), key: fixture('leaf.key') },
      hba: ['local all all trust', 'hostssl all all 127.0.0.1/32 scram-sha-256'],
    });
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await chain.remove();
  });

  async function run(
    postgres: object,
    text = 'select ssl from pg_stat_ssl where pid = pg_backend_pid()',
    signal?: AbortSignal,
  ) {
    const context = await createCheckContext({
      env: { PW: postgresPassword },
      timeoutMs: 20_000,
      ...(signal === undefined ? {} : { signal }),
    });
    const base = { host: '127.0.0.1', port: server.port, user: 'postgres', password_env: 'PW' };
    return sql.run(sql.parameters.parse({ postgres: { ...base, ...postgres }, sql: text }), context);
  }

  test.each([
    [{}, 'unverified'],
    [{ sslmode: 'require' }, 'unverified'],
    [{ ca: fixture('root.pem') }, 'verified'],
    [{ sslmode: 'verify-ca', ca: fixture('root.pem') }, 'verified'],
    [{ sslmode: 'require', ca: fixture('root.pem') }, 'verified'],
    [{ host: 'localhost', sslmode: 'verify-full', ca: fixture('root.pem') }, 'verified'],
  ])('connects with %j', async (postgres, tls) => {
    const { facts } = await run(postgres);
    expect(facts).toMatchObject({ ssl: true, tls });
  });

  test.each([
    [
      { ca: fixture('other-root.pem') },
      /^the certificate of 127\.0\.0\.1:\d+ is not trusted: (unable to|self)/,
      'Give the CA of the server as `ca` (a PEM file)',
    ],
    [{ sslmode: 'verify-full' }, /is not trusted/, 'Give the CA of the server as `ca` (a PEM file)'],
    [
      { sslmode: 'require', ca: fixture('other-root.pem') },
      /is not trusted/,
      'Give the CA of the server as `ca` (a PEM file)',
    ],
    [
      { sslmode: 'disable' },
      /does not let role "postgres" in: no pg_hba\.conf entry .*no encryption/,
      'The server wants TLS: set sslmode to require, or better verify-full',
    ],
  ])('refuses %j', async (postgres, message, unblock) => {
    const cause = await run(postgres).catch((one) => one);
    expect(cause.message).toMatch(message);
    expect(cause).toMatchObject({ status: 'error', unblock });
  });

  test('cancelling works over TLS', async () => {
    const controller = new AbortController();
    const running = run({ ca: fixture('root.pem') }, 'select /* over tls */ pg_sleep(60)', controller.signal).catch(
      (one) => one,
    );
    const active =
      "select count(*)::int as n from pg_stat_activity where query like 'select /* over tls */%' and state = 'active'";
    for (;;) if ((await server.sql(active))[0]?.n === 1) break;
    controller.abort();
    expect(await running).toMatchObject({ name: 'AbortError' });
    for (;;) if ((await server.sql(active))[0]?.n === 0) break;
  });
});
