import { countOf, grouped } from '../../../logs/questions/wording.ts';
import type { Value } from '../../../logs/value.ts';
import { isSecretName } from '../../../redact/secret-name.ts';
import { hidden } from '../../config/secret-name.ts';
import type { Row } from '../session.ts';
import { type Asking, onlyRow, type SqlAnswer, toCount } from './answer.ts';
import { parseName } from './name.ts';
import type { KeyedRows } from './schema.ts';
import { createStatementWriter, type RowsSql, toWhere, writeRows } from './statement.ts';

/**
 * Finds keys that stand on more than one row, the most frequent first. Rows with NULL in the key are counted apart: to a unique
 * constraint they are no duplicates. `groups_ignoring_case` counts keys that are one when case and outer spaces do not matter.
 */
export async function findDuplicates(given: KeyedRows, asking: Asking): Promise<SqlAnswer> {
  const { session, limit } = asking;
  const summary = await onlyRow(session, write(given, asking, writeSummary));
  const sql = write(given, asking, writeGroups);
  const { rows, cut } = await session.select(sql, limit);
  const groups = toCount(summary, 'groups');
  const examined = toCount(summary, 'examined');
  const facts = {
    groups,
    extra: toCount(summary, 'extra'),
    largest: toCount(summary, 'largest'),
    examined,
    without_key: toCount(summary, 'without_key'),
    groups_ignoring_case: toCount(summary, 'groups_ignoring_case'),
    first: summary.first ?? null,
    last: summary.last ?? null,
  };
  const outcome = groups > 0 ? 'duplicates' : examined === 0 ? 'empty' : 'none';
  return {
    facts,
    rows,
    cut,
    command: session.command(sql),
    verdict: {
      outcome,
      status: ({ duplicates: 'fail', empty: 'warn', none: 'pass' } as const)[outcome],
      say: tell({ given, facts, top: rows[0] }),
    },
  };
}

type Writing = (rows: RowsSql, names: readonly string[]) => string;

function write(given: KeyedRows, { session, now }: Asking, text: Writing) {
  const writer = createStatementWriter();
  const rows = writeRows(given, { writer, dialect: session.dialect, now, alias: 'r' });
  const names = keyNames(given).map((name) => `"${name.replaceAll('"', '""')}"`);
  return writer.build(text(rows, names));
}

function keyNames(given: KeyedRows): readonly string[] {
  return [given.by].flat().map((name) => parseName(name).at(-1) ?? name);
}

function writeGroups({ table, keys, at, where }: RowsSql, names: readonly string[]): string {
  const columns = keys.map((key, index) => `${key} as ${names[index]}`);
  const times = at === undefined ? '' : `, min(${at}) as first, max(${at}) as last`;
  return `select ${columns.join(', ')}, count(*) as n${times}
from ${table}
where ${[...where, isPresent(keys)].join(' and ')}
group by ${keys.join(', ')}
having count(*) > 1
order by count(*) desc, ${names.join(', ')}`;
}

function writeSummary({ table, keys, at, where }: RowsSql): string {
  const columns = keys.map((key, index) => `${key} as k${index}`);
  const names = keys.map((_, index) => `k${index}`);
  const folded = names.map((name) => `lower(trim(cast(${name} as varchar)))`);
  const time = at === undefined ? 'null' : at;
  return `with kept as (select ${columns.join(', ')}, ${time} as seen_at from ${table}${toWhere(where)}),
groups as (select count(*) as n, ${at === undefined ? 'null' : 'min(seen_at)'} as first, ${at === undefined ? 'null' : 'max(seen_at)'} as last
  from kept where ${isPresent(names)} group by ${names.join(', ')} having count(*) > 1),
folded as (select 1 as one from kept where ${isPresent(names)} group by ${folded.join(', ')} having count(*) > 1)
select (select count(*) from kept) as examined,
  (select count(*) from kept where not (${isPresent(names)})) as without_key,
  (select count(*) from folded) as groups_ignoring_case,
  count(*) as groups, coalesce(sum(n - 1), 0) as extra, coalesce(max(n), 0) as largest, min(first) as first, max(last) as last
from groups`;
}

function isPresent(names: readonly string[]): string {
  return names.map((name) => `${name} is not null`).join(' and ');
}

function tell(of: {
  readonly given: KeyedRows;
  readonly facts: { readonly [name: string]: Value };
  readonly top: Row | undefined;
}): string {
  const { given, facts, top } = of;
  const number = (name: string) => Number(facts[name] ?? 0);
  const by = [given.by].flat().join(', ');
  const since = given.since === undefined ? '' : ` since ${given.since}${/^\d{4}-/.test(given.since) ? '' : ' ago'}`;
  const table = `of ${given.table}${since}`;
  const rows = `${countOf(number('examined'), 'row')} ${table}`;
  if (number('examined') === 0)
    return `${given.table} has no row${given.where === undefined ? '' : ' that is so'}${since}: nothing was examined`;
  const near = number('groups_ignoring_case') - number('groups');
  const ends = [
    ...(near > 0 ? [`${grouped(near)} more when case and outer spaces do not count`] : []),
    ...(number('without_key') === 0 ? [] : [`${countOf(number('without_key'), 'row')} without a key left out`]),
  ];
  const end = ends.length === 0 ? '' : `; ${ends.join('; ')}`;
  if (number('groups') === 0)
    return `${number('examined') === 1 ? `the only row ${table}` : `each of ${rows}`} has its own ${by}${end}`;
  const value = keyNames(given).map((name) => (isSecretName(name) ? hidden : String(top?.[name] ?? '')));
  const most = top === undefined ? '' : `; most often ${value.join(', ')} (${countOf(number('largest'), 'row')})`;
  return `${countOf(number('groups'), 'value')} of ${by} ${number('groups') === 1 ? 'stands' : 'stand'} on more than one of ${rows}: ${countOf(number('extra'), 'row')} too many${most}${end}`;
}
