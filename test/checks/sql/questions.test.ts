import { beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../../src/checks/sql.ts';
import type { SourceEntry } from '../../../src/logs/source.ts';
import { describeCrm } from '../../helpers/crm-database.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

describeCrm('questions to a PostgreSQL', (crm) => {
  const { run, problem } = crm;

  describe('paid but not active', () => {
    beforeAll(() =>
      crm.server.sql(`
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
      crm.server
        .sql(`
        create table c (id int primary key, a int not null, b int, s text not null, gone timestamptz);
        create unique index partial on c (a) where gone is null;
        create unique index lower_s on c (lower(s));
        create table u (a int not null, b int not null, c int, unique (a, b), unique (c) deferrable initially deferred);
        create table i (a int not null); create unique index only_index on i (a) include (a);
        create view v as select * from c;
        create table bad (a int not null); insert into bad values (1), (1);
        grant select on c, u, i, v, bad to reader;`)
        .then(() => crm.server.sql('create unique index concurrently failed on bad (a)').catch(() => undefined)),
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
