import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Postgres, postgresFolder, postgresPassword, startPostgres } from '../helpers/postgres.ts';
import { bin, createProgram, type Program } from '../helpers/program.ts';

let program: Program;
beforeEach(async () => {
  program = await createProgram();
  await writeFile(
    path.join(program.home, 'payments.csv'),
    'payment,at\npay_1,2026-05-11T10:00:00Z\npay_1,2026-05-11T10:00:02Z\n',
  );
});
afterEach(() => program.remove());

const check = (argv: readonly string[], env: Record<string, string> = {}) =>
  program.run(['check', 'sql', ...argv], { cwd: program.home, env });

test('files are asked by SQL and by a ready question; what is printed can be run again', async () => {
  const asked = await check([
    '--file',
    'payments=payments.csv',
    'select count(*) as n from payments where payment = $1',
    '--param',
    'pay_1',
  ]);
  expect(asked).toMatchObject({ exitCode: 0, stderr: '' });
  expect(asked.stdout).toMatch(
    /^pass: 1 row\n {2}read: payments \(2 rows\) in [\d,]+ ms\n {2}\$ causebook check sql .*\n\nn\n2$/,
  );
  const found = await check([
    '--file',
    'payments=payments.csv',
    '--duplicates',
    'payments(payment)',
    '--at',
    'at',
    '--json',
  ]);
  expect(found.exitCode).toBe(3);
  const result = JSON.parse(found.stdout);
  expect(result).toMatchObject({ kind: 'sql', status: 'fail', outcome: 'duplicates', facts: { groups: 1, extra: 1 } });
  const again = await execa('sh', ['-c', result.command.replace(/^causebook/, `node ${bin}`)], { env: program.env });
  expect(again.stdout).toContain('pay_1    2  2026-05-11T10:00:00.000Z  2026-05-11T10:00:02.000Z');
});

test.each([
  [
    ['select 1'],
    'causebook: no database was named. Give --url-env DATABASE_URL, --host, or files as tables: --file orders=orders.csv.',
  ],
  [['--url-env', 'A', '--file', 'a=b', 'select 1'], /^causebook: one database at a time, not --url-env and --file\./],
  [['--url-env', 'A'], /^causebook: nothing was asked\. Give a query, or --unique/],
  [
    ['--url-env', 'A', 'select 1', '--unique', 't(a)'],
    /^causebook: one question at a time, not a query and --unique\./,
  ],
  [
    ['--url-env', 'A', '--unique', 'customers'],
    'causebook: --unique "customers" is not table(columns). Write --unique \'customers(email)\'.',
  ],
  [['--url-env', 'A', '--missing', 'a(b)'], /^causebook: --missing needs --in\./],
  [
    ['--file', 'payments.csv', 'select 1'],
    'causebook: --file "payments.csv" is not table=file. Write --file orders=orders.csv.',
  ],
  [
    ['--url', 'postgres://app:geheim@db/crm', 'select 1'],
    /^causebook: the URL on the command line holds a password, which everybody on this machine can read there\. .*--url-env DATABASE_URL/,
  ],
])('%j is told with what to do', async (argv, message) => {
  const { stderr, stdout, exitCode } = await check(argv);
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('geheim');
});

const runbook = `causebook: 1
id: lost-payments
title: Lost payments
symptoms: [paid but not active]
owner: team-payments
reviewed: 2026-11-23
parties:
  - {id: aspin, name: ASPIn, role: receiver, contact: "#aspin"}
inputs:
  - {id: payment, type: string}
  - {id: db_password, type: string, secret: true, env: DB_PASSWORD, optional: true}
sources:
  - id: exports
    party: aspin
    title: Exports
    database: {files: {payments: payments.csv}}
  - id: crm
    party: aspin
    title: CRM database
    database: {postgres: {host: 127.0.0.1, port: 1, user: app, password: "\${{ inputs.db_password }}", sslmode: disable}}
axes:
  - id: cause
    question: Why?
    hypotheses: [{id: twice, title: Sent twice, prior: 0.5, never: One step settles nothing.}]
phases:
  - id: look
    title: Look
    steps:
      - id: seen
        sql: {source: exports, sql: "select count(*) as n from payments where payment = \${{ inputs.payment }}"}
        observes: seen
        outcomes:
          - {id: twice, when: result.n > 1, status: fail, say: "\${{ inputs.payment }} is there \${{ result.n }} times"}
          - {id: once}
      - id: unique
        sql: {source: crm, constraints: {table: payments, columns: payment}}
observations:
  - id: seen
    text: How often is it there?
    group: data
    cost: 1
    outcomes:
      - {id: twice, base: 0.3, evidence: {twice: strongly-for}}
      - {id: once, base: 0.7, evidence: {twice: against}}
`;

describe('a runbook', () => {
  const lint = async (change: (text: string) => string) => {
    await writeFile(path.join(program.home, 'runbook.yaml'), change(runbook));
    return program.run(['lint', 'runbook.yaml'], { cwd: program.home });
  };

  test('asks the database that its source names, with its inputs as bound values', async () => {
    expect(await lint((text) => text)).toMatchObject({ exitCode: 0 });
    const step = (id: string, payment: string) =>
      program.run(['check', 'step', './runbook.yaml', id, '--evidence', '.', '--input', `payment=${payment}`], {
        cwd: program.home,
        env: { DB_PASSWORD: 'geheim-4711' },
      });
    const found = await step('seen', 'pay_1');
    expect(found.exitCode).toBe(3);
    expect(found.stdout).toMatch(/^fail: pay_1 is there 2 times\n/);
    const injected = await step('seen', "' or true --");
    expect(injected.stdout).toMatch(/^pass: 1 row\n/);
    const unreachable = await step('unique', 'pay_1');
    expect(unreachable.exitCode).toBe(5);
    expect(unreachable.stdout).toMatch(/^error: 127\.0\.0\.1:1 refuses the connection\n/);
  });

  test.each([
    ['source: exports,', 'source: export,', 'unknown source "export". Did you mean "exports"?'],
    [
      'secret: true, ',
      '',
      'input "db_password" is not secret, but is used as a credential. Give the input `secret: true`.',
    ],
    ['"${{ inputs.db_password }}"', 'hunter2', 'must not stand in a runbook'],
    ['inputs.db_password }}', 'inputs.db_passwort }}', 'db_passwort'],
    ['host: 127.0.0.1, port: 1', 'host: 127.0.0.1, url_env: DB', 'needs exactly one of url, url_env and host'],
    ['columns: payment}', 'columns: payment}, expect: none', 'is for `sql`; a ready question judges by itself'],
  ])('with %s → %s is refused with its place', async (from, to, says) => {
    const { exitCode, stderr, stdout } = await lint((text) => text.replace(from, to));
    expect(exitCode).toBe(2);
    expect(stdout + stderr).toMatch(/runbook\.yaml:\d+:\d+: /);
    expect(stdout + stderr).toContain(says);
  });
});

const isMissing = postgresFolder === undefined;
describe.skipIf(isMissing)(`a PostgreSQL${isMissing ? ', which is not installed here' : ''}`, () => {
  let server: Postgres;
  beforeAll(async () => {
    server = await startPostgres();
    await server.sql(
      "create table customers (id int primary key, email text not null); insert into customers values (1, 'a'), (2, 'a')",
    );
  }, 60_000);
  afterAll(() => server.stop());

  test('the URL of a variable is enough; neither it nor its password is printed', async () => {
    const env = { DATABASE_URL: server.url() };
    const { stdout, stderr, exitCode } = await check(
      ['--url-env', 'DATABASE_URL', '--unique', 'customers(email)'],
      env,
    );
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(
      /^fail: nothing in the database keeps customers \(email\) unique: the same may be inserted twice\n/,
    );
    expect(stdout + stderr).not.toContain(postgresPassword);
  });

  test('Ctrl-C ends it with 130, and the query ends at the server', async () => {
    const child = execa(
      'node',
      [bin, 'check', 'sql', '--url-env', 'DATABASE_URL', 'select /* by hand */ pg_sleep(60)'],
      {
        env: { ...program.env, DATABASE_URL: server.url() },
        stdin: 'ignore',
        reject: false,
      },
    );
    const active =
      "select count(*)::int as n from pg_stat_activity where query like 'select /* by hand */%' and state = 'active'";
    for (;;) if ((await server.sql(active))[0]?.n === 1) break;
    const started = Date.now();
    child.kill('SIGINT');
    const { exitCode, stdout } = await child;
    expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
    expect(Date.now() - started).toBeLessThan(3000);
    expect(await server.sql(active)).toEqual([{ n: 0 }]);
  });
});
