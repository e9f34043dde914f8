import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../../src/checks/sql.ts';
import { createCheckContext } from '../../helpers/check-context.ts';
import { type Postgres, postgresFolder, postgresPassword, startPostgres } from '../../helpers/postgres.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const isMissing = postgresFolder === undefined;

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
