import { type Condition, digitsPattern, isPlainNumber } from './condition.ts';
import { toRe2 } from './pattern.ts';
import type { BoundSql, FieldType } from './source.ts';
import { decimalPattern, wholeOf, wholePattern } from './value-text.ts';

/**
 * The conditions as a SQL predicate over a table of events with those columns, which holds for exactly the rows that
 * `createTest` lets through; values are bound. Undefined where SQL could not give the same answer: a regular expression
 * beyond what RE2 and ECMAScript share, a whole number of more than 38 digits, or a path into a column that is not JSON.
 */
export function toSql(
  conditions: readonly Condition[],
  columns: { readonly [name: string]: FieldType },
): BoundSql | undefined {
  const values: string[] = [];
  const texts: string[] = [];
  const bind = (value: string) => {
    values.push(value);
    return `$${values.length}::varchar`;
  };
  for (const condition of conditions) {
    const column = columnOf(condition.field, columns);
    const text = column === undefined ? undefined : toPredicate({ condition, column, bind });
    if (text === undefined) return undefined;
    texts.push(`(${text})`);
  }
  return { text: texts.length === 0 ? 'true' : texts.join(' and '), values };
}

/** The text of a field as a SQL expression, NULL where the event has none; undefined where SQL could not tell. */
function columnOf(field: string, columns: { readonly [name: string]: FieldType }): string | undefined {
  const type = Object.hasOwn(columns, field) ? columns[field] : undefined;
  if (type !== undefined) return typedColumn(quoteName(field), type);
  const [name = '', ...path] = field.split('.');
  if (path.length === 0 || !Object.hasOwn(columns, name)) return 'null::varchar';
  // An array answers to its indexes and its length as well: only names of letters lead into objects alone.
  if (columns[name] !== 'json' || !path.every((key) => /^[A-Za-z_]\w*$/.test(key) && key !== 'length'))
    return undefined;
  const inner = path.map((key) => `."${key}"`).join('');
  return `nullif(json_extract_string(${quoteName(name)}, '$${inner}'), '')`;
}

function typedColumn(name: string, type: FieldType): string {
  switch (type) {
    case 'text':
      return name;
    case 'json':
      return `case when json_type(${name}) = 'VARCHAR' then nullif(json_extract_string(${name}, '$'), '') when json_type(${name}) = 'NULL' then null else ${name} end`;
    case 'number':
      // DuckDB writes a whole double as 500.0, ECMAScript as 500.
      return `case when ${name} = trunc(${name}) and abs(${name}) < 1e15 then cast(cast(${name} as bigint) as varchar) else cast(${name} as varchar) end`;
    case 'integer':
    case 'boolean':
      return `cast(${name} as varchar)`;
  }
}

function toPredicate(of: {
  readonly condition: Condition;
  readonly column: string;
  readonly bind: (value: string) => string;
}): string | undefined {
  const { condition, column, bind } = of;
  const { operator, value } = condition;
  switch (operator) {
    case '=':
    case '!=':
      return negate(operator === '!=', equals({ column, value, bind }));
    case '~':
    case '!~': {
      const pattern = toRe2(value);
      return pattern === undefined
        ? undefined
        : negate(operator === '!~', `regexp_matches(${column}, ${bind(pattern)}, 'c')`);
    }
    default:
      return order({ column, operator, value, bind });
  }
}

function equals(of: {
  readonly column: string;
  readonly value: string;
  readonly bind: (value: string) => string;
}): string {
  const { column, value, bind } = of;
  const digits = digitsPattern(value);
  if (digits !== undefined) return `regexp_matches(${column}, ${bind(digits)}, 'c')`;
  const same = `${column} = ${bind(value)}`;
  if (!isPlainNumber(value)) return same;
  const plain = String.raw`length(${column}) <= 16 and regexp_full_match(${column}, '-?\d{1,15}(?:\.\d{1,14})?')`;
  return `${same} or (${plain} and try_cast(${column} as double) = cast(${bind(value)} as double))`;
}

/** Undefined where the number has more digits than a HUGEINT. */
function order(of: {
  readonly column: string;
  readonly operator: Condition['operator'];
  readonly value: string;
  readonly bind: (value: string) => string;
}): string | undefined {
  const { column, operator, value, bind } = of;
  const rounded = `${numberColumn(column)} ${operator} cast(${bind(value)} as double)`;
  const exact = Number.isSafeInteger(Number(value)) ? undefined : wholeOf(value);
  if (exact === undefined) return `coalesce(${rounded}, false)`;
  if (exact >= 10n ** 38n || exact <= -(10n ** 38n)) return undefined;
  const whole = `try_cast(case when regexp_full_match(${column}, '${wholePattern}') then ${column} end as hugeint)`;
  return `coalesce(${whole} ${operator} cast(${bind(String(exact))} as hugeint), ${rounded}, false)`;
}

function numberColumn(column: string): string {
  return `case when regexp_full_match(${column}, '${decimalPattern}') then try_cast(${column} as double) end`;
}

function negate(isNegated: boolean, predicate: string): string {
  return isNegated ? `not coalesce(${predicate}, false)` : `coalesce(${predicate}, false)`;
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
