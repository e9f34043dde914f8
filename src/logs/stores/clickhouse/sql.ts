import type { Condition } from '../../condition.ts';
import type { Filter } from '../../filter.ts';
import { isSendable, shapeOf } from '../condition-shape.ts';
import { toPortable, toPortableOfLines, toPortableSuperset } from '../portable-regex.ts';
import type { ClickhouseSource } from '../store-schema.ts';

/** SQL whose values are bound: `{p0:String}` is `values.p0` (ClickHouse, "Queries with parameters"). */
export type BoundQuery = { readonly sql: string; readonly values: { readonly [name: string]: string } };

/** The names of the columns of the answer: a column of the table with such a name would hide behind them. */
export const answerColumns = { at: 'causebook_at', line: 'causebook_line', labels: 'causebook_labels' } as const;

/** The types that a bound value may have. */
type Bind = (value: string, type: 'String' | 'Float64' | 'Int64') => string;

/**
 * The rows of a filter, oldest first, each as its stamp in ms, its line, and the text of each of `columns` (null where
 * there is none). All of the filter is asked for, but what regular expressions ClickHouse would read differently.
 */
export function toSql(source: ClickhouseSource, filter: Filter, limit: number): BoundQuery {
  const values: { [name: string]: string } = {};
  const bind: Bind = (value, type) => {
    const name = `p${Object.keys(values).length}`;
    values[name] = value;
    return `{${name}:${type}}`;
  };
  const columns = source.columns.map(toIdentifier);
  const stamp = toIdentifier(source.timestamp);
  const line =
    source.line === undefined ? `formatRowNoNewline('JSONEachRow', ${columns.join(', ')})` : toIdentifier(source.line);
  const labels = source.line === undefined ? [] : columns.map((column) => `toString(${column})`);
  const where = [
    ...windowOf(source, filter, { stamp, bind }),
    ...textOf(filter, { line, bind }),
    ...filter.where
      .filter(({ field }) => source.columns.includes(field))
      .flatMap((condition) => toCondition(condition, bind) ?? []),
  ];
  const table = [...(source.database === undefined ? [] : [source.database]), source.table].map(toIdentifier).join('.');
  const sql = [
    `SELECT toString(toUnixTimestamp64Milli(toDateTime64(${stamp}, 3))) AS ${answerColumns.at},`,
    `${line} AS ${answerColumns.line}, CAST([${labels.join(', ')}], 'Array(Nullable(String))') AS ${answerColumns.labels}`,
    `FROM ${table}`,
    ...(where.length === 0 ? [] : [`WHERE ${where.join(' AND ')}`]),
    `ORDER BY ${stamp} LIMIT ${limit} FORMAT JSONEachRow`,
  ].join(' ');
  return { sql, values };
}

/** A name as ClickHouse quotes it ("Syntax", identifiers). */
function toIdentifier(name: string): string {
  return `\`${name.replace(/[\\`]/g, '\\$&')}\``;
}

/** What DateTime64 can hold; beyond it, numbers wrap around. */
const stampRange = { least: Date.UTC(1900, 0, 1), most: Date.UTC(2299, 11, 31) } as const;

function windowOf(
  source: ClickhouseSource,
  filter: Filter,
  of: { readonly stamp: string; readonly bind: Bind },
): readonly string[] {
  if (filter.window === undefined) return [];
  const slackMs = source.slack * 1000;
  const instant = (ms: number) =>
    `fromUnixTimestamp64Milli(${of.bind(String(Math.min(stampRange.most, Math.max(stampRange.least, ms))), 'Int64')})`;
  // Stamps may be finer than ms: all of the last one is inside.
  const from = Math.floor(filter.window.fromMs) - slackMs;
  const to = Math.floor(filter.window.toMs) + 1 + slackMs;
  return [`${of.stamp} >= ${instant(from)}`, `${of.stamp} < ${instant(to)}`];
}

function textOf(filter: Filter, of: { readonly line: string; readonly bind: Bind }): readonly string[] {
  const { line, bind } = of;
  const isAll = filter.texts.length > 0 && filter.texts.every((text) => text !== '' && isSendable(text));
  const texts = isAll ? filter.texts.map((text) => `position(${line}, ${bind(text, 'String')}) > 0`) : [];
  const pattern = filter.regex === undefined ? undefined : toPortableOfLines(filter.regex);
  return [
    ...(texts.length === 0 ? [] : [`(${texts.join(' OR ')})`]),
    ...(pattern === undefined ? [] : [`match(${line}, ${bind(withoutNewline(pattern), 'String')})`]),
  ];
}

/** A condition that every row fulfils whose field fulfils it here, as the field reads in the JSON of the row. */
function toCondition(condition: Condition, bind: Bind): string | undefined {
  const column = toIdentifier(condition.field);
  const text = `toString(${column})`;
  const shape = shapeOf(condition);
  if (shape === undefined) return undefined;
  const isMissing = shape.operator === '!=' || shape.operator === '!~' ? 1 : 0;
  // Lists, maps and times read otherwise as JSON; fractions do where their spelling counts.
  const orType = (test: string, types: string) =>
    `(ifNull(${test}, ${isMissing}) OR match(toTypeName(${column}), '^(Nullable\\\\(|LowCardinality\\\\()*(${types})'))`;
  if (shape.kind === 'text') return orType(`${text} ${shape.operator} ${bind(shape.value, 'String')}`, nested);
  if (shape.kind === 'number') {
    return shape.operator === '!='
      ? orType(`${text} != ${bind(condition.value, 'String')}`, nested)
      : orType(`toFloat64OrNull(${text}) ${shape.operator} ${bind(String(shape.value), 'Float64')}`, nested);
  }
  const spelled = `${nested}|Float|BFloat|Decimal|U?Int(64|128|256)`;
  if (shape.kind === 'digits') {
    const found = `match(${text}, ${bind(`^${shape.lead}[0-9]{${shape.count}}$`, 'String')})`;
    return orType(shape.operator === '=' ? found : `NOT ${found}`, spelled);
  }
  if (shape.operator === '~') {
    const pattern = toPortableSuperset(shape.value);
    return pattern === undefined
      ? undefined
      : orType(`match(${text}, ${bind(withoutNewline(pattern), 'String')})`, spelled);
  }
  const portable = toPortable(shape.value);
  if (portable === undefined || portable.isAsciiOnly) return undefined;
  return orType(`NOT match(${text}, ${bind(withoutNewline(portable.source), 'String')})`, spelled);
}

const nested = 'Array|Map|Tuple|Nested|JSON|Object|Variant|Dynamic|Date|Time|Interval|Bool';

/** `match` lets a dot be a line break, unlike RE2 elsewhere ("Functions for searching in strings", match). */
function withoutNewline(pattern: string): string {
  return `(?-s:${pattern})`;
}
