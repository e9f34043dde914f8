import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * Makes a table of one whose columns are all text: a column becomes a number, an instant, a date or true/false where each of its
 * values is written so that nothing is lost. 007 and an id of 20 digits stay text, amounts become exact decimals.
 */
export async function typeColumns(
  connection: DuckDBConnection,
  of: { readonly from: string; readonly to: string },
): Promise<void> {
  const { from, to } = of;
  const described = await connection.runAndReadAll(`select * from memory.main.${from} limit 0`);
  const names = described.columnNames().map((name) => `"${name.replaceAll('"', '""')}"`);
  const facts = await connection.runAndReadAll(`select ${names.flatMap(factsOf).join(', ')} from memory.main.${from}`);
  const row = facts.getRows()[0] ?? [];
  const types = names.map((_, index) => typeOf(row.slice(index * factCount, (index + 1) * factCount)));
  const columns = names.map((name, index) => `cast(${name} as ${types[index]}) as ${name}`);
  await connection.run(`create table memory.main.${to} as select ${columns.join(', ')} from memory.main.${from}`);
  await connection.run(`drop table memory.main.${from}`);
}

const factCount = 6;

/** Per column: integers, decimals, digits after the point, dates, instants, true/false. */
function factsOf(name: string): readonly string[] {
  const all = (condition: string) => `count(${name}) > 0 and coalesce(bool_and(${condition}), false)`;
  const isLike = (pattern: string) => `regexp_full_match(${name}, '${pattern}')`;
  return [
    all(isLike('(0|-?[1-9][0-9]{0,17})')),
    all(isLike('-?(0|[1-9][0-9]{0,23})(\\.[0-9]{1,10})?')),
    `max(length(split_part(${name}, '.', 2)))::integer`,
    all(`${isLike('\\d{4}-\\d\\d-\\d\\d')} and try_cast(${name} as date) is not null`),
    all(
      `${isLike('\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]\\d\\d(:?\\d\\d)?)?')} and try_cast(${name} as timestamptz) is not null`,
    ),
    all(isLike('(true|false|t|f)')),
  ];
}

function typeOf([isInteger, isDecimal, scale, isDate, isInstant, isBoolean]: readonly unknown[]): string {
  if (isInteger === true) return 'bigint';
  if (isDecimal === true) return `decimal(38, ${Number(scale)})`;
  if (isDate === true) return 'date';
  if (isInstant === true) return 'timestamptz';
  return isBoolean === true ? 'boolean' : 'varchar';
}
