import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { parseCondition } from '../../../src/logs/condition.ts';
import type { LogEvent } from '../../../src/logs/log-event.ts';
import { createCommon } from '../../../src/logs/questions/common.ts';
import { createQuestion, type QuestionSpec } from '../../../src/logs/questions/create-question.ts';
import { createKeys } from '../../../src/logs/questions/keys.ts';
import { missing } from '../../../src/logs/questions/missing.ts';
import { createRepeats } from '../../../src/logs/questions/repeats.ts';
import { renderInstant } from '../../../src/logs/questions/wording.ts';
import type { BoundSql } from '../../../src/logs/source.ts';
import type { Value } from '../../../src/logs/value.ts';
import { eventsTable } from '../../helpers/events-table.ts';
import { ask, dealt, events, gather } from '../../helpers/log-events.ts';

const table = eventsTable({ cust: 'text', status: 'text', ms: 'text' });
afterAll(() => table.close());

type Rows = readonly { readonly [column: string]: Value }[];

/** However the events are dealt to threads and put together, the answer is that of SQL over all of them. */
async function holds(of: {
  readonly spec: QuestionSpec;
  readonly sql: string | BoundSql;
  readonly told: (answer: ReturnType<typeof ask>) => unknown;
  readonly expected: (rows: Rows) => unknown;
  readonly arbitrary?: fc.Arbitrary<readonly LogEvent[]>;
}): Promise<void> {
  await fc.assert(
    fc.asyncProperty(dealt(of.arbitrary ?? events()), fc.boolean(), async ({ all, parts }, isReversed) => {
      const answer = ask(createQuestion(of.spec), parts, { isReversed });
      expect(answer).toEqual(ask(createQuestion(of.spec), [all]));
      expect(of.told(answer)).toEqual(of.expected(await table.ask(all, of.sql)));
    }),
    { numRuns: 60 },
  );
}

const instant = (ms: Value | undefined) => (typeof ms === 'number' ? renderInstant(ms) : null);

test('count: SQL tells the same number, ends and lines', () =>
  holds({
    spec: { kind: 'count' },
    sql: `select count(*) as n, min(at_ms) as first, max(at_ms) as last, count(*) - count(at_ms) as unstamped,
      (list(ref order by at_ms, ref) filter (at_ms is not null))[1:4] as firsts,
      (list(ref order by at_ms desc, ref desc) filter (at_ms is not null))[1:4] as lasts,
      (list(ref order by ref) filter (at_ms is null))[1:4] as timeless from events`,
    told: ({ facts, refs }) => [facts.n, facts.first, facts.last, facts.unstamped, [...refs].sort()],
    expected: ([row]) => [
      row?.n,
      instant(row?.first),
      instant(row?.last),
      row?.unstamped,
      [...new Set([row?.firsts, row?.lasts, row?.timeless].flatMap((refs) => (refs as number[]) ?? []))].sort(),
    ],
  }));

const repeatsSql = (key: string, within: number | undefined) => `
  with keyed as (select ${key} as key, at_ms, ref from events where ${key} is not null),
  gaps as (select *, at_ms - lag(at_ms) over (partition by key order by at_ms, ref) as gap,
                  lead(at_ms) over (partition by key order by at_ms, ref) - at_ms as until_next from keyed)
  ${
    within === undefined
      ? `select key, count(*) as n, count(*) - 1 as repeats, min(at_ms) as first, max(at_ms) as last,
           (list(gap order by at_ms, ref) filter (gap is not null))[1:20] as gaps, min(gap) as min_gap, max(gap) as max_gap
         from gaps group by key having count(*) > 1`
      : `select key, count(*) as n, count(*) filter (gap <= ${within}) as repeats, min(at_ms) as first, max(at_ms) as last,
           (list(gap order by at_ms, ref) filter (gap <= ${within}))[1:20] as gaps,
           min(gap) filter (gap <= ${within}) as min_gap, max(gap) filter (gap <= ${within}) as max_gap
         from gaps where gap <= ${within} or until_next <= ${within} group by key`
  } order by n desc, min_gap nulls last, key`;

const repeatsTold = ({ rows }: ReturnType<typeof ask>) =>
  rows.map((row) => [row.key, row.n, row.repeats, row.first, row.last, row.gaps_ms, row.min_gap_ms, row.max_gap_ms]);
const repeatsExpected = (rows: Rows) =>
  rows.map((row) => [
    row.key,
    row.n,
    row.repeats,
    instant(row.first),
    instant(row.last),
    row.gaps ?? [],
    row.min_gap ?? null,
    row.max_gap ?? null,
  ]);

test.each([undefined, 0, 1500])('repeats within %s: SQL tells the same keys, counts and gaps', (within) =>
  holds({
    spec: { kind: 'repeats', by: 'cust', within },
    sql: repeatsSql('cust', within),
    told: repeatsTold,
    expected: repeatsExpected,
  }),
);

test('repeats by a pattern: SQL tells the same', () =>
  holds({
    spec: { kind: 'repeats', by: '/cust=(\\w+)/' },
    sql: repeatsSql(`nullif(regexp_extract(raw, 'cust=(\\w+)', 1), '')`, undefined),
    told: repeatsTold,
    expected: repeatsExpected,
  }));

test.each([undefined, 2000])(
  'repeats within %s: several passes with little memory give the same answer as one',
  (within) => {
    fc.assert(
      fc.property(
        dealt(events({ maxLength: 120 })),
        fc.constantFrom('cust', 'status', 'ms', '/^\\d/', '/\\d+/'),
        fc.boolean(),
        ({ all, parts }, by, isReversed) => {
          const small = createRepeats({ by, within }, { keys: 6, events: 1000, bits: 6, passes: 3 });
          expect(ask(small, parts, { isReversed })).toEqual(ask(createRepeats({ by, within }), [all]));
        },
      ),
    );
  },
);

test('repeats: with too many events of a key the totals stay exact, and the gaps are those of the earliest ones', () => {
  fc.assert(
    fc.property(dealt(events({ maxLength: 120 })), fc.boolean(), ({ all, parts }, isReversed) => {
      const limits = { keys: 100, events: 16, bits: 10, passes: 1 };
      const few = ask(createRepeats({ by: 'cust' }, limits), parts, { isReversed });
      expect(few).toEqual(ask(createRepeats({ by: 'cust' }, limits), [all]));
      const whole = ask(createRepeats({ by: 'cust' }), [all]);
      const totals = ({ rows, facts }: ReturnType<typeof ask>) => [
        [facts.n, facts.keys, facts.repeated_keys, facts.repeats, facts.at_least],
        rows.map(({ key, n, first, last }) => [key, n, first, last]).sort(),
      ];
      expect(totals(few)).toEqual(totals(whole));
    }),
  );
});

test('repeats: beyond the limit of events a second pass looks at the worst keys alone, and the answer is the same', () => {
  fc.assert(
    fc.property(dealt(events({ maxLength: 120 })), fc.boolean(), ({ all, parts }, isReversed) => {
      const whole = ask(createRepeats({ by: 'ms' }), [all]);
      const taking = whole.rows.reduce<number>((sum, { n }) => sum + Number(n), 0);
      fc.pre(taking < all.length);
      const limits = { keys: 1000, events: taking, bits: 6, passes: 1 };
      expect(ask(createRepeats({ by: 'ms' }, limits), parts, { isReversed })).toEqual(whole);
    }),
  );
});

test.each([1000, 7000])('over time, every %s ms: SQL tells the same counts', (everyMs) =>
  holds({
    spec: { kind: 'over-time', of: 'status', everyMs },
    sql: `select floor(at_ms / ${everyMs}) * ${everyMs} as span, status as value, count(*) as n from events
      where at_ms is not null and status is not null group by all`,
    told: ({ rows }) => rows.map(({ at, value, n }) => [at, value, n]).sort(),
    expected: (rows) => rows.map(({ span, value, n }) => [instant(span), value, n]).sort(),
  }),
);

test.each([50_000, 3_000_000, 90_000_000, 40_000_000_000])(
  'over time, over up to %s ms: the step found fits 60 spans, and SQL with that step tells the same counts',
  async (span) => {
    await fc.assert(
      fc.asyncProperty(dealt(events({ span })), fc.boolean(), async ({ all, parts }, isReversed) => {
        const answer = ask(createQuestion({ kind: 'over-time' }), parts, { isReversed });
        expect(answer).toEqual(ask(createQuestion({ kind: 'over-time' }), [all]));
        const every = Number(answer.facts.every_ms);
        const rows = await table.ask(
          all,
          `select floor(at_ms / ${every}) * ${every} as span, count(*) as n from events where at_ms is not null group by all order by 1`,
        );
        expect(answer.rows).toEqual(rows.map(({ span, n }) => ({ at: instant(span), n })));
        for (const picture of answer.pictures) {
          if (picture.kind !== 'heat') throw new Error('no heat');
          expect(picture.rows[0]?.counts.length).toBeLessThanOrEqual(60);
          expect(picture.rows[0]?.counts.reduce((sum, n) => sum + n, 0)).toBe(answer.facts.n);
        }
      }),
      { numRuns: 30 },
    );
  },
);

test('first after: SQL tells the same lines', () =>
  holds({
    spec: { kind: 'first-after', at: 9000, n: 3 },
    sql: 'select ref, at_ms - 9000 as after, count(*) over () as n from events where at_ms >= 9000 order by at_ms, ref limit 3',
    told: ({ facts, rows, refs }) => [facts.n, rows.map(({ after_ms }) => after_ms), refs],
    expected: (rows) => [rows[0]?.n ?? 0, rows.map(({ after }) => after), rows.map(({ ref }) => ref)],
  }));

test('percentiles: SQL tells the same', () =>
  holds({
    spec: { kind: 'percentiles', of: 'ms', by: 'cust' },
    sql: `with numbers as (select cust as "group", try_cast(ms as double) as x from events where cust is not null)
      select "group", count(x) as n, min(x) as min, quantile_disc(x, [0.5, 0.9, 0.95, 0.99]) as p, max(x) as max, avg(x) as mean
      from numbers group by "group" having count(x) > 0 order by n desc, "group"`,
    told: ({ rows }) =>
      rows.map(({ group, n, min, p50, p90, p95, p99, max, mean }) => [
        group,
        n,
        min,
        p50,
        p90,
        p95,
        p99,
        max,
        round(mean),
      ]),
    expected: (rows) =>
      rows.map(({ group, n, min, p, max, mean }) => [group, n, min, ...(p as number[]), max, round(mean)]),
  }));

// Eighths add up exactly, so that both means are the same double.
const round = (value: Value | undefined) => Number(Number(value).toPrecision(9));

test.each([200, 3])('common: threads give the same answer as one, with up to %s values told apart', (values) => {
  const question = createCommon({ bad: [parseCondition('status >= 500')] }, { values, fields: 500, length: 200 });
  const numbers = events().map((all) => all.filter(({ fields }) => fields.ms !== 'x'));
  fc.assert(
    fc.property(dealt(fc.oneof(events(), numbers)), fc.boolean(), ({ all, parts }, isReversed) => {
      expect(ask(question, parts, { isReversed })).toEqual(ask(question, [all]));
    }),
  );
});

test('common: SQL tells the same tables', () =>
  holds({
    // `cust` is text, so that there are no cuts.
    spec: { kind: 'common', bad: [parseCondition('status = 5xx')], fields: ['cust'] },
    sql: `with judged as (select cust, coalesce(regexp_matches(status, '^5[0-9][0-9]$'), false) as bad from events)
      select cust, count(*) filter (bad) as bad, count(*) filter (not bad) as good from judged group by cust`,
    told: ({ rows, facts }) =>
      facts.n_bad === 0 || facts.n_good === 0
        ? []
        : rows.map(({ value, bad_with, good_with }) => [value, bad_with, good_with]).sort(),
    expected: (rows) => {
      const all = rows.reduce<number>((sum, { bad, good }) => sum + Number(bad) + Number(good), 0);
      const bad = rows.reduce<number>((sum, row) => sum + Number(row.bad), 0);
      if (bad === 0 || bad === all) return [];
      return rows
        .filter((row) => Number(row.bad) + Number(row.good) < all)
        .map((row) => [row.cust ?? null, row.bad, row.good])
        .sort();
    },
  }));

test('keys and missing: SQL tells the same, whether the ids are given or those of another log', async () => {
  await fc.assert(
    fc.asyncProperty(dealt(events({ maxLength: 12 })), dealt(events({ maxLength: 12 })), async (there, here) => {
      const keys = createKeys({ by: 'cust' });
      const [wanted, found] = [gather(keys, there.parts, { isReversed: true }), gather(keys, here.parts)];
      const rows = await table.ask(
        [...there.all, ...here.all.map((event) => ({ ...event, ref: event.ref + 1000 }))],
        `select cust as key, count(*) as n, min(at_ms) as first, bool_or(ref >= 1000) as here
         from events where cust is not null group by cust having bool_or(ref < 1000)`,
      );
      const answer = missing({ wanted, here: found, name: 'the edge' });
      const lost = rows.filter((row) => row.here === false);
      expect([answer.facts.wanted, answer.facts.n_missing]).toEqual([rows.length, lost.length]);
      expect(answer.rows.map(({ id, n, first }) => [id, n, first]).sort()).toEqual(
        lost.map(({ key, n, first }) => [key, n, instant(first)]).sort(),
      );
      const ids = rows.map(({ key }) => String(key));
      const given = missing({
        wanted: ids,
        here: gather(createKeys({ by: 'cust', only: ids }), here.parts),
        name: 'the edge',
      });
      expect(given.facts.n_missing).toBe(lost.length);
    }),
    { numRuns: 60 },
  );
});
