import { CheckProblem } from '../../../errors.ts';
import type { BoundSql } from '../../../logs/source.ts';
import type { Verdict } from '../../check.ts';
import type { Row, SqlSession } from '../session.ts';
import { type Asking, onlyRow, type SqlAnswer } from './answer.ts';
import { parseName, quoteParts } from './name.ts';
import type { WrittenQuestions } from './schema.ts';
import { createStatementWriter } from './statement.ts';

type Given = NonNullable<WrittenQuestions['constraints']>;

/** A unique index as the catalog has it, and why it does not keep the wanted columns unique; undefined where it does. */
type Index = {
  readonly name: string;
  readonly kind: string;
  readonly columns: readonly string[];
  readonly parts: readonly string[];
  readonly definition: string;
  readonly isDeferred: boolean;
  readonly allowsNulls: readonly string[];
  readonly whyNot: string | undefined;
};

/**
 * Says whether the database itself keeps columns unique together: a valid unique constraint or index over these columns, or over some of
 * them, that holds for every row. Those that come near are told with what they lack (PostgreSQL docs, pg_index).
 */
export async function findConstraints(given: Given, { session }: Asking): Promise<SqlAnswer> {
  if (session.dialect === 'files') {
    throw new CheckProblem({
      status: 'error',
      message: 'files have no constraints: only the database knows them',
      unblock: 'Ask the database itself, or ask for `duplicates` in the files',
    });
  }
  const table = quoteParts(parseName(given.table));
  const wanted = [given.columns].flat().map((name) => parseName(name).at(-1) ?? name);
  await assertColumns({ session, table, given, wanted });
  const sql = write(indexQuery, table);
  const { rows, cut } = await session.select(sql, 1000);
  const indexes = rows.map((row) => toIndex(row, wanted));
  const best = indexes
    .filter(({ whyNot }) => whyNot === undefined)
    .sort((a, b) => rank(b, wanted) - rank(a, wanted))[0];
  const near = indexes.filter((index) => index.whyNot !== undefined && isNear(index, wanted));
  return {
    facts: {
      unique: best !== undefined,
      exact: best !== undefined && best.columns.length === wanted.length,
      by: best?.name ?? null,
      kind: best?.kind ?? null,
      deferred: best?.isDeferred ?? null,
      nulls_repeat: best === undefined ? null : best.allowsNulls.length > 0,
      near: near.map(({ name, whyNot }) => ({ name, why_not: whyNot ?? '' })),
    },
    rows: indexes.map(({ name, kind, definition, whyNot }) => ({
      name,
      kind,
      keeps_unique: whyNot === undefined,
      why_not: whyNot ?? null,
      definition,
    })),
    cut,
    command: session.command({ text: `\\d ${table}`, values: [] }),
    verdict: judge({ given, wanted, best, near }),
  };
}

async function assertColumns(of: {
  readonly session: SqlSession;
  readonly table: string;
  readonly given: Given;
  readonly wanted: readonly string[];
}): Promise<void> {
  const { session, table, given, wanted } = of;
  const { kind, columns } = await onlyRow(session, write(tableQuery, table));
  if (kind === undefined || kind === null) {
    throw new CheckProblem({
      status: 'error',
      message: `there is no table ${given.table}, or it is in a schema that is not searched`,
      unblock: 'Write its schema too (crm.customers); names without double quotes are lower case',
    });
  }
  if (kind !== 'r' && kind !== 'p') {
    throw new CheckProblem({
      status: 'error',
      message: `${given.table} is ${kinds[String(kind)] ?? 'no table'}, which has no unique constraints`,
      unblock: 'Name the table under it',
    });
  }
  const known = Array.isArray(columns) ? columns.map(String) : [];
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new CheckProblem({
      status: 'error',
      message: `${given.table} has no column "${unknown}"`,
      unblock: `It has ${known.join(', ')}`,
    });
  }
}

const kinds: { readonly [relkind: string]: string } = {
  v: 'a view',
  m: 'a materialized view',
  f: 'a foreign table',
  S: 'a sequence',
  i: 'an index',
};

function write(query: string, table: string): BoundSql {
  const writer = createStatementWriter();
  return writer.build(query.replace('$table', `to_regclass(${writer.value(table)})`));
}

const tableQuery = `select c.relkind as kind, array(select a.attname::text from pg_catalog.pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns
  from (select 1) one left join pg_catalog.pg_class c on c.oid = $table`;

// to_jsonb: indnullsnotdistinct is there from PostgreSQL 15 on. Key columns alone: those of INCLUDE do not count.
const indexQuery = `select c.relname as name, k.contype as constraint_kind, i.indisprimary as is_primary,
  i.indisvalid and i.indisready as is_valid, pg_get_expr(i.indpred, i.indrelid) as predicate,
  k.condeferrable as is_deferrable, coalesce(to_jsonb(i)->>'indnullsnotdistinct', 'false') = 'true' as nulls_not_distinct,
  pg_get_indexdef(i.indexrelid) as definition,
  array(select pg_get_indexdef(i.indexrelid, n, true) from generate_series(1, i.indnkeyatts) n order by n) as parts,
  array(select a.attname::text from generate_series(1, i.indnkeyatts) n
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[n - 1] order by n) as columns,
  array(select a.attname::text from generate_series(1, i.indnkeyatts) n
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[n - 1] and not a.attnotnull order by n) as nullable
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
left join pg_catalog.pg_constraint k on k.conindid = i.indexrelid and k.conrelid = i.indrelid and k.contype in ('p', 'u')
where i.indrelid = $table and i.indisunique
order by i.indisprimary desc, c.relname`;

function toIndex(row: Row, wanted: readonly string[]): Index {
  const texts = (name: string) => (Array.isArray(row[name]) ? (row[name] as readonly unknown[]).map(String) : []);
  const columns = texts('columns');
  const parts = texts('parts');
  return {
    name: String(row.name),
    kind: row.is_primary === true ? 'primary key' : row.constraint_kind === 'u' ? 'unique constraint' : 'unique index',
    columns,
    parts,
    definition: String(row.definition),
    isDeferred: row.is_deferrable === true,
    allowsNulls: row.nulls_not_distinct === true ? [] : texts('nullable'),
    whyNot: whyNotOf({ row, columns, parts, wanted }),
  };
}

function whyNotOf(of: {
  readonly row: Row;
  readonly columns: readonly string[];
  readonly parts: readonly string[];
  readonly wanted: readonly string[];
}): string | undefined {
  const { row, columns, parts, wanted } = of;
  if (row.is_valid !== true) return 'is not valid: building it failed or has not ended';
  if (columns.length < parts.length) return `is over an expression: ${parts.join(', ')}`;
  const others = columns.filter((name) => !wanted.includes(name));
  if (others.length > 0) return `also has ${others.join(', ')}`;
  return typeof row.predicate === 'string' ? `is partial: only rows where ${row.predicate}` : undefined;
}

/** What holds for exactly the columns comes first, then a constraint before an index. */
function rank({ columns, kind, allowsNulls }: Index, wanted: readonly string[]): number {
  return (
    (columns.length === wanted.length ? 4 : 0) + (allowsNulls.length === 0 ? 2 : 0) + (kind === 'unique index' ? 0 : 1)
  );
}

/** Over all of the wanted columns and more, or over some of them with a condition, an expression or a fault. */
function isNear({ columns, parts }: Index, wanted: readonly string[]): boolean {
  const names = (name: string) => columns.includes(name) || parts.some((part) => part.includes(name));
  return wanted.every(names) || (columns.every((name) => wanted.includes(name)) && wanted.some(names));
}

function judge(of: {
  readonly given: Given;
  readonly wanted: readonly string[];
  readonly best: Index | undefined;
  readonly near: readonly Index[];
}): Verdict {
  const { given, wanted, best, near } = of;
  const what = `${given.table} (${wanted.join(', ')})`;
  if (best === undefined) {
    const nearest = near.slice(0, 3).map(({ name, whyNot }) => `${name} ${whyNot}`);
    return {
      outcome: 'not-unique',
      status: 'fail',
      say: `nothing in the database keeps ${what} unique: the same may be inserted twice${nearest.length === 0 ? '' : `. Near: ${nearest.join('; ')}`}`,
    };
  }
  const but = [
    ...(best.columns.length < wanted.length ? [`by ${best.columns.join(', ')} alone`] : []),
    ...(best.isDeferred ? ['deferrable: it may be checked only at COMMIT, and ON CONFLICT cannot use it'] : []),
    ...(best.allowsNulls.length > 0 ? [`rows where ${best.allowsNulls.join(' or ')} is NULL may come again`] : []),
  ];
  return {
    outcome: 'unique',
    status: best.allowsNulls.length > 0 ? 'warn' : 'pass',
    say: `${what} is kept unique by ${best.kind} ${best.name}${but.length === 0 ? '' : `; ${but.join('; ')}`}`,
  };
}
