import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openEvidenceFolder } from '../../../src/logs/evidence-folder.ts';
import { createLogStore, type LogStore } from '../../../src/logs/log-store.ts';
import { createQuestion, type QuestionSpec } from '../../../src/logs/questions/create-question.ts';
import type { SourceEntry } from '../../../src/logs/source.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const entry: SourceEntry = {
  id: 'events',
  title: 'App',
  owner: 'Us',
  kind: 'log',
  log: { files: 'app.log', stamps: 'start', fields: {} },
};

/** Asks a log of `key=value` lines, one for each set of values, in whatever ways. */
async function asking<T>(
  lines: readonly { readonly [name: string]: string }[],
  work: (asks: ReturnType<typeof asksOf>) => Promise<T>,
): Promise<T> {
  const written = lines.map((fields, index) => {
    const pairs = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
    return `ts=${new Date(1_778_580_000_000 + index).toISOString()} msg=done ${pairs.join(' ')}\n`;
  });
  const { folder, remove } = await writeFolder({ 'app.log': written.join('') });
  const store = createLogStore({
    folder: await openEvidenceFolder(folder),
    sources: new Map([['events', entry]]),
  });
  try {
    return await work(asksOf(store));
  } finally {
    store.close();
    await remove();
  }
}

function asksOf(store: LogStore) {
  const scope = { window: undefined, signal: new AbortController().signal };
  const use = { source: 'events', optional: false };
  return {
    sql: async (text: string) => {
      const { rows, read } = await store.query({ ...scope, uses: [use], sql: { text, values: [] }, maxRows: 100 });
      return { rows, row: rows[0] ?? {}, problems: read.problems };
    },
    ask: async (spec: QuestionSpec, where: Parameters<LogStore['ask']>[0]['use']['where'] = []) => {
      const { state } = await store.ask({ ...scope, use: { ...use, where }, spec, isShown: false });
      return createQuestion(spec).finish(state);
    },
  };
}

const toldOf = (name: string) =>
  `${name} is text to this statement, which orders it letter by letter (10 before 9): write ${name}::double for its numbers`;

const plain = fc.oneof(
  fc.integer({ min: -50, max: 2000 }).map(String),
  fc.constantFrom('0', '0.5', '-12.25', '0.0001'),
);
const odd = fc.constantFrom('007', '1.10', '1e5', '+5', '-0', '5.', '.5', '0.00001', '12345678901234567', '1.5');

test('SQL and the ready questions give one answer of the numbers of key=value lines', async () => {
  const texts = fc.oneof(
    fc.array(plain, { minLength: 1, maxLength: 9 }),
    fc.array(fc.oneof(plain, odd), { minLength: 1, maxLength: 9 }),
  );
  await fc.assert(
    fc.asyncProperty(texts, async (all) => {
      await asking(
        all.map((x) => ({ x })),
        async ({ sql, ask }) => {
          const values = await ask({ kind: 'over-time', of: 'x', everyMs: 3_600_000 });
          const groups = await sql('select x, count(*) as n from events group by x');
          expect(groups.rows.map(({ x, n }) => [String(x), n]).sort()).toEqual(
            values.rows.map(({ value, n }) => [value, n]).sort(),
          );
          const { facts } = await ask({ kind: 'percentiles', of: 'x' });
          const as = (await sql('select max(x) from events')).problems.includes(toldOf('x')) ? 'x::double' : 'x';
          const { row } = await sql(`select min(${as}) as min, max(${as}) as max,
            count(*) filter (${as} > 5) as above, quantile_disc(${as}, 0.5) as half from events`);
          const above = await ask({ kind: 'count' }, [{ field: 'x', operator: '>', value: '5' }]);
          // Beyond 2^53 both have all digits, but where SQL was told to take doubles.
          const shown = (all: readonly unknown[]) => all.map((one) => (as === 'x' ? String(one) : Number(one)));
          expect(shown([row.min, row.max, row.half, row.above])).toEqual(
            shown([facts.min, facts.max, facts.p50, above.facts.n]),
          );
        },
      );
    }),
    { numRuns: 25 },
  );
});

const lines = [
  { n: '9', status: '200', rt: '0.290', zip: '007' },
  { n: '29', status: '503', rt: '0.30', zip: '12' },
];

test.each<[string, object]>([
  ['max(n) as m, min(status) as s from events', { m: 29, s: 200 }],
  ["count(*) as c from events where status = '503'", { c: 1 }],
  ["count(*) as c from events where status = 'abc'", { c: 0 }],
  ["n from events where contains(status, '50') and n > 9", { n: 29 }],
  ["substr(n, 1, 1) as s, max(status) over () as m from events where status like '5%'", { s: '2', m: '503' }],
  ["string_agg(coalesce(n, '-'), ' ' order by n) as all from events", { all: '9 29' }],
])('a column of numbers is one of texts to a statement that takes it as texts: select %s', async (sql, expected) => {
  expect((await asking(lines, (asks) => asks.sql(`select ${sql}`))).row).toEqual(expected);
});

test.each([
  ['max(rt) from events', ['rt']],
  ['rt as r, n from events order by r desc', ['rt']],
  ['zip, n from events order by 1', ['zip']],
  ["zip from events where zip < '05'", ['zip']],
  ["max(n) from events where contains(n, '2')", ['n']],
  ['max(rt::double), min(n) from events', []],
  ['rt, count(*) from events group by rt', []],
])(
  'numbers that only a text keeps as they are written are told where they are ordered: select %s',
  async (sql, told) => {
    expect((await asking(lines, (asks) => asks.sql(`select ${sql}`))).problems).toEqual(told.map(toldOf));
  },
);

test('a statement that fails in any way is told of the columns as they are', async () => {
  await expect(asking(lines, (asks) => asks.sql('select n[1:2] + status from events'))).rejects.toThrow(
    'the query failed: Binder Error: ARRAY_SLICE can only operate on LISTs and VARCHARs',
  );
});
