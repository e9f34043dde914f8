import { CheckProblem } from '../../../errors.ts';
import { countOf, grouped } from '../../../logs/questions/wording.ts';
import type { BoundSql } from '../../../logs/source.ts';
import type { Value } from '../../../logs/value.ts';
import type { SqlSession } from '../session.ts';
import { type Asking, onlyRow, type SqlAnswer, toCount } from './answer.ts';
import { parseName } from './name.ts';
import type { KeyedRows, WrittenQuestions } from './schema.ts';
import { createStatementWriter, toWhere, writeRows } from './statement.ts';

type Missing = NonNullable<WrittenQuestions['missing']>;

/** Keys that travel from one database to another; more would be a transfer, not a question. */
const maxKeys = 20_000;

/**
 * Finds the keys that should be in a table and are not: those of `from` in the same database, of `from` in another (`other`), or
 * `ids`. Keys that are NULL are counted apart.
 */
export async function findMissing(
  given: Missing,
  asking: Asking & { readonly other: SqlSession | undefined },
): Promise<SqlAnswer> {
  const { session, limit, other } = asking;
  const from = given.from;
  const keys =
    from !== undefined && other !== undefined
      ? await keysOf(from, { ...asking, session: other })
      : given.ids === undefined
        ? undefined
        : { keys: idsOf(given.ids), withoutKey: 0 };
  const cast = keys === undefined ? '' : await castOf(given.in, session);
  const statement = (part: 'counts' | 'rows') =>
    keys === undefined ? writeJoin(given, asking, part) : writeKeys({ given, asking, part, keys: keys.keys, cast });
  const counts = await onlyRow(session, statement('counts'));
  const sql = statement('rows');
  const { rows, cut } = await session.select(sql, limit);
  const facts = {
    wanted: toCount(counts, 'wanted'),
    missing: toCount(counts, 'missing'),
    present: toCount(counts, 'wanted') - toCount(counts, 'missing'),
    without_key: keys?.withoutKey ?? toCount(counts, 'without_key'),
  };
  const outcome = facts.missing > 0 ? 'missing' : facts.wanted === 0 ? 'empty' : 'none';
  return {
    facts,
    rows,
    cut,
    command: other === undefined ? session.command(sql) : null,
    verdict: {
      outcome,
      status: ({ missing: 'fail', empty: 'warn', none: 'pass' } as const)[outcome],
      say: tell(given, facts),
    },
  };
}

async function keysOf(from: KeyedRows, { session, now }: Asking) {
  const writer = createStatementWriter();
  const { table, keys, where } = writeRows(from, { writer, dialect: session.dialect, now, alias: 'f' });
  const sql = writer.build(
    `select cast(${keys[0]} as varchar) as key, count(*) as n from ${table}${toWhere(where)} group by 1 order by 1`,
  );
  const { rows, cut } = await session.select(sql, maxKeys);
  if (cut !== undefined) {
    throw new CheckProblem({
      status: 'error',
      message: `${from.table} has more than ${grouped(rows.length)} keys, which are too many to look for in another database`,
      unblock: 'Ask for a shorter time (since), or for those of one state (where)',
    });
  }
  const isNull = (row: (typeof rows)[number]) => row.key === null;
  return {
    keys: rows.filter((row) => !isNull(row)).map((row) => String(row.key)),
    withoutKey: rows.filter(isNull).reduce((sum, row) => sum + toCount(row, 'n'), 0),
  };
}

function idsOf(ids: NonNullable<Missing['ids']>): readonly string[] {
  return [...new Set(typeof ids === 'string' ? ids.split(/[\s,]+/).filter((id) => id !== '') : ids)];
}

function writeJoin(given: Missing, { session, now }: Asking, part: 'counts' | 'rows'): BoundSql {
  const writer = createStatementWriter();
  const { dialect } = session;
  const from = writeRows(given.from as KeyedRows, { writer, dialect, now, alias: 'f' });
  const to = writeRows(given.in, { writer, dialect, now, alias: 't' });
  const names = keyNames(given.from as KeyedRows);
  const isPresent = from.keys.map((key) => `${key} is not null`).join(' and ');
  const time = from.at === undefined ? '' : `, min(${from.at}) as "at"`;
  const joined = to.keys.map((key, index) => `${key} = w.${names[index]}`).join(' and ');
  const head = `with wanted as (select ${from.keys.map((key, index) => `${key} as ${names[index]}`).join(', ')}${time}
  from ${from.table}${toWhere([...from.where, isPresent])} group by ${from.keys.join(', ')}),
absent as (select * from wanted w where not exists (select 1 from ${to.table}${toWhere([...to.where, joined])}))`;
  if (part === 'rows')
    return writer.build(`${head}\nselect * from absent order by ${from.at === undefined ? names.join(', ') : '"at"'}`);
  return writer.build(`${head}
select (select count(*) from wanted) as wanted, (select count(*) from absent) as missing,
  (select count(*) from ${from.table}${toWhere([...from.where, `not (${isPresent})`])}) as without_key`);
}

function writeKeys(of: {
  readonly given: Missing;
  readonly asking: Asking;
  readonly part: 'counts' | 'rows';
  readonly keys: readonly string[];
  readonly cast: string;
}): BoundSql {
  const { given, asking, part, keys, cast } = of;
  const { dialect } = asking.session;
  const writer = createStatementWriter();
  // One bound text that the database takes apart; a comma can be read, U+001F stands in no key.
  const [mark, quotedMark] = keys.some((one) => one.includes(',')) ? ['\u001f', 'chr(31)'] : [',', "','"];
  const list = writer.value(keys.join(mark));
  const split = `${dialect === 'postgres' ? 'string_to_array' : 'string_split'}(${list}, ${quotedMark})`;
  const to = writeRows(given.in, { writer, dialect, now: asking.now, alias: 't' });
  const key = dialect === 'postgres' ? `cast(w.key as ${cast})` : 'w.key';
  const column = dialect === 'postgres' ? to.keys[0] : `cast(${to.keys[0]} as varchar)`;
  const name = keyNames(given.from ?? given.in)[0];
  const head = `with wanted as (select unnest(${split}) as key),
absent as (select w.key from wanted w where not exists (select 1 from ${to.table}${toWhere([...to.where, `${column} = ${key}`])}))`;
  if (part === 'rows') return writer.build(`${head}\nselect key as ${name} from absent order by 1`);
  return writer.build(
    `${head}\nselect (select count(*) from wanted) as wanted, (select count(*) from absent) as missing`,
  );
}

/** The type of the column that keys are looked for in, so that an index of it can be used and 007 is 7 where it is a number. */
async function castOf(given: KeyedRows, session: SqlSession): Promise<string> {
  if (session.dialect === 'files') return 'varchar';
  const writer = createStatementWriter();
  const column = parseName([given.by].flat()[0] ?? '').at(-1) ?? '';
  const sql = writer.build(
    `select format_type(atttypid, atttypmod) as type from pg_catalog.pg_attribute
     where attrelid = to_regclass(${writer.value(given.table)}) and attname = ${writer.value(column)} and not attisdropped`,
  );
  const { rows } = await session.select(sql, 1);
  return String(rows[0]?.type ?? 'text');
}

function keyNames(given: KeyedRows): readonly string[] {
  return [given.by].flat().map((name) => `"${(parseName(name).at(-1) ?? name).replaceAll('"', '""')}"`);
}

function tell(given: Missing, facts: { readonly [name: string]: Value }): string {
  const number = (name: string) => Number(facts[name] ?? 0);
  const what = given.from === undefined ? 'ids given' : `${[given.from.by].flat().join(', ')} of ${given.from.table}`;
  const end = number('without_key') === 0 ? '' : `; ${countOf(number('without_key'), 'row')} without a key left out`;
  if (number('wanted') === 0) return `there are no ${what} to look for: nothing was compared${end}`;
  const where = Object.entries(given.in.where ?? {}).map(([name, value]) => `${name} ${[value].flat().join(' or ')}`);
  const place = `${given.in.table}${where.length === 0 ? '' : ` (${where.join(', ')})`} by ${[given.in.by].flat().join(', ')}`;
  const wanted = `the ${grouped(number('wanted'))} ${what}`;
  if (number('missing') === 0) return `all ${wanted} have a row in ${place}${end}`;
  return `${grouped(number('missing'))} of ${wanted} ${number('missing') === 1 ? 'has' : 'have'} no row in ${place}${end}`;
}
