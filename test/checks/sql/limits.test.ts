import pg from 'pg';
import { expect, test } from 'vitest';
import { describeCrm } from '../../helpers/crm-database.ts';

describeCrm('the limits of a PostgreSQL', (crm) => {
  const { run, problem, running, untilRunning } = crm;

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
    const holder = new pg.Client({ connectionString: crm.server.url() });
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
    for (;;) if ((await crm.server.sql(left))[0]?.n === 0) break;
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
    const clients = Array.from({ length: 18 }, () => new pg.Client({ connectionString: crm.server.url() }));
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
});
