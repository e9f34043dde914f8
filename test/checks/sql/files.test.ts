import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { sql } from '../../../src/checks/sql.ts';
import type { SourceEntry } from '../../../src/logs/source.ts';
import { createCheckContext } from '../../helpers/check-context.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

const payments = `payment,event,completed_at,method
pay_01,evt_01,2026-05-11T08:03:11Z,card
pay_02,evt_02,2026-05-11T08:40:00Z,mpesa
pay_03,evt_03,2026-05-11T09:01:59Z,mpesa
pay_03,evt_3b,2026-05-11T09:02:03Z,mpesa
`;
const policies = `payment_id,policy,status,premium
pay_01,POL_1,ACTIVE,12.50
pay_02,POL_2,PENDING,99.90
pay_03,POL_3,ACTIVE,0.10
`;

async function run(
  files: { readonly [name: string]: string | Uint8Array },
  given: object,
  options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
) {
  const { folder, remove } = await writeFolder(files);
  removals.push(remove);
  const tables = Object.fromEntries(Object.keys(files).map((name) => [name.replace(/\W.*$/, ''), name]));
  const entry: SourceEntry = {
    id: 'exports',
    title: 'Exports',
    owner: 'PaymentHub',
    kind: 'database',
    database: { files: tables },
  };
  const context = await createCheckContext({ folder, sources: [entry], timeoutMs: 20_000, ...options });
  return sql.run(sql.parameters.parse({ source: 'exports', ...given }), context);
}

test('the first row is facts by column, all rows are rows, and how many is n', async () => {
  const { facts, verdict, command } = await run(
    { 'policies.csv': policies },
    { sql: 'select status, count(*) as policies, sum(premium) as premium from policies group by 1 order by 1' },
  );
  expect(facts).toMatchObject({
    status: 'ACTIVE',
    policies: 2,
    premium: 12.6,
    n: 2,
    truncated: false,
    tables: { policies: 3 },
  });
  expect(facts.rows).toEqual([
    { status: 'ACTIVE', policies: 2, premium: 12.6 },
    { status: 'PENDING', policies: 1, premium: 99.9 },
  ]);
  expect(verdict).toEqual({ outcome: 'found', status: 'pass', say: '2 rows' });
  expect(command).toMatch(/^causebook check sql --file policies=\/\S+\/policies\.csv 'select status/);
});

test('a column n is the column, also where no row came; rows, read and truncated stay what they are', async () => {
  const counted = await run({ 'payments.csv': payments }, { sql: 'select count(*) as n from payments' });
  expect(counted.facts.n).toBe(4);
  const none = await run({ 'payments.csv': payments }, { sql: 'select 7 as n from payments where false' });
  expect(none.facts.n).toBeNull();
  expect(none.verdict).toEqual({ outcome: 'none', status: 'pass', say: '0 rows' });
  const hiding = await run({ 'payments.csv': payments }, { sql: 'select 1 as rows, true as truncated' });
  expect(hiding.facts).toMatchObject({ rows: [{ rows: 1, truncated: true }], truncated: false });
  expect(hiding.evidence.map(({ text }) => text).slice(0, 2)).toEqual([
    'the column "rows" is in result.rows alone: result.rows is a fact of its own',
    'the column "truncated" is in result.rows alone: result.truncated is a fact of its own',
  ]);
});

test('bound values stay values', async () => {
  const evil = "x' or '1'='1";
  const { facts } = await run(
    { 'payments.csv': payments },
    { sql: { text: 'select count(*) as found from payments where payment = $1', values: [evil] } },
  );
  expect(facts.found).toBe(0);
});

test('an answer that is cut at the limit says so', async () => {
  const { facts, verdict, evidence } = await run(
    { 'payments.csv': payments },
    { sql: 'select * from payments', limit: 2 },
  );
  expect(facts).toMatchObject({ truncated: true, n: 2, read: { rows: 2, complete: false } });
  expect(verdict.say).toBe('more than 2 rows');
  expect(evidence.map(({ text }) => text)).toEqual([
    'the answer was cut after 2 rows, the limit; there are more',
    'payment=pay_01  event=evt_01  completed_at=2026-05-11T08:03:11.000Z  method=card',
    'payment=pay_02  event=evt_02  completed_at=2026-05-11T08:40:00.000Z  method=mpesa',
  ]);
});

test.each([
  ['none', 'fail', '4 rows, where no row was expected'],
  ['some', 'pass', '4 rows, as expected'],
  [4, 'pass', '4 rows, as expected'],
  [3, 'fail', '4 rows, where 3 rows was expected'],
])('expect: %s', async (expected, status, say) => {
  const { verdict } = await run({ 'payments.csv': payments }, { sql: 'select * from payments', expect: expected });
  expect(verdict).toEqual({ outcome: 'found', status, say });
});

describe('what a file is', () => {
  test('numbers, instants and dates are so where no digit is lost; ids stay the text they are', async () => {
    const { facts } = await run(
      {
        't.csv':
          'id,zip,amount,at,day,ok,mixed,big\n1,01234,1.10,2026-05-11T10:03:11+02:00,2026-05-11,true,7,12345678901234567890\n2,00007,20,2026-05-11 10:03:11.5Z,2026-05-12,false,x,12345678901234567891\n',
      },
      { sql: 'select *, typeof(id) as id_type, typeof(amount) as amount_type from t' },
    );
    expect(facts.rows).toEqual([
      {
        id: 1,
        zip: '01234',
        amount: 1.1,
        at: '2026-05-11T08:03:11.000Z',
        day: '2026-05-11',
        ok: true,
        mixed: '7',
        big: '12345678901234567890',
        id_type: 'BIGINT',
        amount_type: 'DECIMAL(18,2)',
      },
      {
        id: 2,
        zip: '00007',
        amount: 20,
        at: '2026-05-11T10:03:11.500Z',
        day: '2026-05-12',
        ok: false,
        mixed: 'x',
        big: '12345678901234567891',
        id_type: 'BIGINT',
        amount_type: 'DECIMAL(18,2)',
      },
    ]);
  });

  test.each([
    ['commas', 'a,b\n1,x\n'],
    ['semicolons', 'a;b\n1;x\n'],
    ['tabs and a byte order mark', '\uFEFFa\tb\n1\tx\n'],
    ['CRLF and quotes', '"a","b"\r\n"1","x"\r\n'],
    ['no line break at the end', 'a|b\n1|x'],
    ['gzip', gzipSync('a,b\n1,x\n')],
    ['UTF-16', Buffer.from('\uFEFFa,b\n1,x\n', 'utf16le')],
  ])('CSV with %s', async (_, text) => {
    const { facts } = await run({ 't.csv': text }, { sql: 'select * from t' });
    expect(facts.rows).toEqual([{ a: 1, b: 'x' }]);
  });

  test('JSON lines and a list of JSON objects are tables too', async () => {
    for (const text of ['{"a":1,"b":"x"}\n{"a":2}\n', '[{"a":1,"b":"x"},{"a":2}]']) {
      const { facts } = await run({ 't.json': text }, { sql: 'select * from t order by a' });
      expect(facts.rows).toEqual([
        { a: 1, b: 'x' },
        { a: 2, b: null },
      ]);
    }
  });

  test('records that do not fit are counted, and no answer without them is a pass', async () => {
    const broken = 'payment,method\npay_1,card\npay_2\npay_3,card,late\npay_4,"card\n';
    const { facts, verdict, evidence } = await run({ 't.csv': broken }, { duplicates: { table: 't', by: 'payment' } });
    const left =
      '3 records of t.csv are left out: missing columns (1, first on line 3), too many columns (1, first on line 4), unquoted value (1, first on line 5)';
    expect(facts).toMatchObject({ examined: 1, read: { complete: false } });
    expect(verdict).toEqual({ outcome: 'none', status: 'warn', say: `the only row of t has its own payment; ${left}` });
    expect(evidence).toEqual([{ source: 't.csv', text: left }]);
  });

  test.each([
    ['t.csv', '', 't.csv is empty: not even a header', undefined],
    [
      't.db',
      'SQLite format 3\0rest',
      't.db is a SQLite database, which is not read here',
      "Export the table: sqlite3 -readonly -header -csv t.db 'select * from t' > t.csv",
    ],
    [
      't.jsonl',
      '{"a":1}\n{"a":\n',
      expect.stringMatching(/^t\.jsonl does not read as JSON: .*Malformed JSON/),
      undefined,
    ],
    ['t.parquet', 'PAR1 but no more', expect.stringMatching(/^t\.parquet does not read as Parquet: /), undefined],
  ])('%s with %j is told', async (name, text, message, unblock) => {
    await expect(run({ [name]: text }, { sql: 'select * from t' })).rejects.toMatchObject({
      name: 'CheckProblem',
      status: 'error',
      message,
      unblock,
    });
  });

  test('a Parquet file keeps the types it was written with, and is known by its content', async () => {
    const { folder, remove } = await writeFolder({});
    removals.push(remove);
    const file = path.join(folder, 'policies.parquet');
    const writer = await (await DuckDBInstance.create(':memory:')).connect();
    await writer.run(`
      copy (select 'POL_' || i as policy, 9007199254740992 + i as big, (i / 10)::decimal(10, 2) as premium,
        timestamptz '2026-05-11 08:00:00Z' + i * interval '1 minute' as at, i % 2 = 0 as active,
        case when i = 3 then null else [i, i + 1] end as parts
        from range(1, 2001) t(i)) to '${file}' (format parquet, row_group_size 500)`);
    writer.closeSync();
    const bytes = await readFile(file);
    for (const name of ['t.parquet', 't.export']) {
      const found = await run(
        { [name]: bytes },
        {
          sql: 'select policy, big, premium, "at", active, parts, (select count(*) from t) as n from t order by "at" limit 3',
        },
      );
      expect(found.facts).toMatchObject({
        rows: [
          {
            policy: 'POL_1',
            big: '9007199254740993',
            premium: 0.1,
            at: '2026-05-11T08:01:00.000Z',
            active: false,
            parts: [1, 2],
            n: 2000,
          },
          { policy: 'POL_2', active: true },
          { policy: 'POL_3', premium: 0.3, parts: null },
        ],
      });
    }
  });

  test('a row of a CSV comes back as it was written, whatever is in it', async () => {
    // What is a number, an instant or true in the whole column is that value, in the database's own writing.
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 12 })
      .filter((one) => !/[\0\r\uFEFF]|^[-\d]|^(t|f|true|false)$/.test(one));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 5 }), async (rows) => {
        const quoted = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','));
        const { facts } = await run({ 't.csv': `a,b\n${quoted.join('\n')}\n` }, { sql: 'select * from t' });
        expect((facts.rows as { a: string; b: string }[]).map(({ a, b }) => [a, b])).toEqual(rows);
      }),
      { numRuns: 15 },
    );
  });
});

describe('what a query may do', () => {
  test('no other file is read, and nothing is written', async () => {
    for (const text of [
      "select * from read_csv('/etc/passwd')",
      "select * from '/etc/passwd'",
      "select * from glob('/*')",
      "select * from read_text('/etc/hostname')",
    ]) {
      await expect(run({ 't.csv': payments }, { sql: text })).rejects.toMatchObject({
        status: 'error',
        message: expect.stringMatching(/^the query failed: (Permission|IO|Catalog) Error/),
      });
    }
    await expect(run({ 't.csv': payments }, { sql: "copy t to '/tmp/x.csv'" })).rejects.toMatchObject({
      message: 'the query begins with COPY; a sql check only reads',
    });
    await expect(run({ 't.csv': payments }, { sql: 'select 1; select 2' })).rejects.toMatchObject({
      message: 'the query is not a single SELECT',
    });
  });

  test('a column that is not there is told with those that are', async () => {
    await expect(run({ 't.csv': policies }, { sql: 'select statu from t' })).rejects.toMatchObject({
      message: 'the query failed: Binder Error: Referenced column "statu" not found in FROM clause!',
      unblock: expect.stringMatching(/^Candidate bindings: .*"status"/),
    });
  });

  test('the time-out names itself, and cancelling ends it', async () => {
    const endless = { sql: 'select count(*) from range(10000000000) a, range(1000000) b' };
    await expect(run({ 't.csv': payments }, endless, { timeoutMs: 1000 })).rejects.toMatchObject({
      name: 'CheckProblem',
      message: 'the query over the files did not end within 0.9 s',
    });
    const controller = new AbortController();
    const running = run({ 't.csv': payments }, endless, { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('a missing file blocks and says whom to ask', async () => {
    const { folder, remove } = await writeFolder({});
    removals.push(remove);
    const context = await createCheckContext({ folder });
    const given = sql.parameters.parse({ files: { t: 'orders.csv' }, sql: 'select 1' });
    await expect(sql.run(given, context)).rejects.toMatchObject({
      status: 'blocked',
      message: 'orders.csv is not in the evidence folder',
    });
  });
});

describe('ready questions', () => {
  test('duplicates are counted, the most frequent first, with first and last', async () => {
    const { facts, verdict } = await run(
      { 'payments.csv': payments },
      { duplicates: { table: 'payments', by: 'payment', at: 'completed_at' } },
    );
    expect(facts).toMatchObject({
      groups: 1,
      extra: 1,
      largest: 2,
      examined: 4,
      without_key: 0,
      first: '2026-05-11T09:01:59.000Z',
      last: '2026-05-11T09:02:03.000Z',
    });
    expect(facts.rows).toEqual([
      { payment: 'pay_03', n: 2, first: '2026-05-11T09:01:59.000Z', last: '2026-05-11T09:02:03.000Z' },
    ]);
    expect(verdict).toEqual({
      outcome: 'duplicates',
      status: 'fail',
      say: '1 value of payment stands on more than one of 4 rows of payments: 1 row too many; most often pay_03 (2 rows)',
    });
  });

  test('keys that differ by case or outer spaces alone are told apart from the same, NULL is no key', async () => {
    const { facts, verdict } = await run(
      { 'c.csv': 'email\na@x.test\nA@x.test\n" a@x.test "\n""\nb@x.test\n' },
      { duplicates: { table: 'c', by: ['email'] } },
    );
    expect(facts).toMatchObject({ groups: 0, groups_ignoring_case: 1, without_key: 1, examined: 5 });
    expect(verdict).toEqual({
      outcome: 'none',
      status: 'pass',
      say: 'each of 5 rows of c has its own email; 1 more when case and outer spaces do not count; 1 row without a key left out',
    });
  });

  test('nothing examined is no pass', async () => {
    const { verdict } = await run(
      { 'payments.csv': payments },
      { duplicates: { table: 'payments', by: 'payment', where: { method: 'cash' } } },
    );
    expect(verdict).toEqual({
      outcome: 'empty',
      status: 'warn',
      say: 'payments has no row that is so: nothing was examined',
    });
  });

  test('paid but not active', async () => {
    const { facts, verdict } = await run(
      { 'payments.csv': payments, 'policies.csv': policies },
      {
        missing: {
          from: { table: 'payments', by: 'payment', at: 'completed_at' },
          in: { table: 'policies', by: 'payment_id', where: { status: ['ACTIVE', 'CLOSED'] } },
        },
      },
    );
    expect(facts).toMatchObject({ wanted: 3, missing: 1, present: 2, without_key: 0 });
    expect(facts.rows).toEqual([{ payment: 'pay_02', at: '2026-05-11T08:40:00.000Z' }]);
    expect(verdict).toEqual({
      outcome: 'missing',
      status: 'fail',
      say: '1 of the 3 payment of payments has no row in policies (status ACTIVE or CLOSED) by payment_id',
    });
  });

  test('ids that were given are looked for', async () => {
    const { facts } = await run(
      { 'payments.csv': payments },
      { missing: { ids: 'pay_01, pay_99 pay_98', in: { table: 'payments', by: 'payment' } } },
    );
    expect(facts.rows).toEqual([{ payment: 'pay_98' }, { payment: 'pay_99' }]);
    expect(facts).toMatchObject({ wanted: 3, missing: 2, present: 1 });
  });

  test('files know no constraints', async () => {
    await expect(
      run({ 'payments.csv': payments }, { constraints: { table: 'payments', columns: 'payment' } }),
    ).rejects.toMatchObject({ message: 'files have no constraints: only the database knows them' });
  });
});

test('columns named like a credential are hidden, in JSON too, and long texts are cut and say so', async () => {
  const { facts } = await run(
    {
      't.jsonl': `${JSON.stringify({ api_key: 'k-123456', body: { password: 'hunter2' }, text: 'x'.repeat(5000) })}\n`,
    },
    { sql: 'select * from t' },
  );
  expect(JSON.stringify(facts)).not.toMatch(/k-123456|hunter2/);
  expect(facts).toMatchObject({
    api_key: '***',
    body: { password: '***' },
    text: `${'x'.repeat(2000)} … (cut: 5000 characters)`,
  });
});
