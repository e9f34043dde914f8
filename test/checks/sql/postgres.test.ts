import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { sql } from '../../../src/checks/sql.ts';
import type { SourceEntry } from '../../../src/logs/source.ts';
import { createCheckContext } from '../../helpers/check-context.ts';
import { about, describeCrm } from '../../helpers/crm-database.ts';
import { postgresPassword } from '../../helpers/postgres.ts';

describeCrm('a PostgreSQL', (crm) => {
  const { run, problem } = crm;

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
    const printed = execFileSync('bash', ['-c', `${command ?? ''}`], {
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
    expect(await crm.server.sql('select count(*)::int as n from customers')).toEqual([{ n: 12 }]);
  });

  test('a role that may write is told', async () => {
    const { facts, evidence } = await run({ sql: 'select 1 as one' }, { role: 'postgres' });
    expect(facts.role_can_write).toBe(true);
    expect(evidence.slice(0, 1)).toEqual([
      {
        source: `127.0.0.1:${crm.server.port}/postgres`,
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
          port: crm.server.port,
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
      const context = await createCheckContext({ env: { DATABASE_URL: `${crm.server.url('reader')}${suffix}` } });
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
    const { facts } = await run({ sql: 'select 1 as one' }, { postgres: { host: crm.server.socketFolder } });
    expect(facts).toMatchObject({ one: 1, tls: 'none' });
  });
});
