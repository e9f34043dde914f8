import { toRegExp } from '../re2.ts';

/** A table of the fake: the types of its columns, and its rows, or a function that makes them up as they are read. */
export type FakeTable = {
  readonly columns: { readonly [name: string]: string };
  readonly rows: readonly FakeRow[] | (() => Iterable<FakeRow>);
};

/** Instants are milliseconds since 1970. */
export type FakeRow = { readonly [column: string]: string | number | null };

/** A value of SQL, and what makes one of a row. */
export type Value = string | number | boolean | null | readonly Value[];
export type Expression = (row: FakeRow) => Value;

/** A failure as ClickHouse words it: `Code: 47. DB::Exception: …`. */
export class SqlError extends Error {}

/** A function of ClickHouse applied to what stands in its brackets; `names` is how that is written. */
export function call(
  name: string,
  of: {
    readonly names: readonly string[];
    readonly items: readonly Expression[];
    readonly columns: () => FakeTable['columns'];
  },
): Expression {
  const { names, items, columns } = of;
  const [first, second] = items;
  const text = (row: FakeRow) => first?.(row) ?? null;
  const patterns = new Map<string, RegExp>();
  switch (name) {
    case 'toString':
      return (row) => (text(row) === null ? null : String(text(row)));
    case 'toUnixTimestamp64Milli':
    case 'toDateTime64':
    case 'fromUnixTimestamp64Milli':
    case 'CAST':
      return (row) => first?.(row) ?? null;
    case 'ifNull':
      return (row) => first?.(row) ?? second?.(row) ?? null;
    case 'toFloat64OrNull':
      return (row) => {
        const value = String(text(row) ?? '');
        return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? Number(value) : null;
      };
    case 'toTypeName':
      return () => columns()[unquote((names[0] ?? '').slice(1, -1))] ?? '';
    case 'position':
      return (row) => (text(row) === null ? null : String(text(row)).indexOf(String(second?.(row))) + 1);
    case 'match':
      return (row) => {
        if (text(row) === null) return null;
        const source = String(second?.(row));
        const pattern = patterns.get(source) ?? compile(source);
        patterns.set(source, pattern);
        return pattern.test(String(text(row)));
      };
    case 'formatRowNoNewline':
      return (row) =>
        JSON.stringify(
          Object.fromEntries(
            items.slice(1).map((item, at) => [unquote((names[at + 1] ?? '').slice(1, -1)), item(row)]),
          ),
        );
    default:
      throw new SqlError(`Code: 46. DB::Exception: Function with name \`${name}\` does not exist. (UNKNOWN_FUNCTION)`);
  }
}

function compile(source: string): RegExp {
  try {
    return toRegExp(source);
  } catch (cause) {
    throw new SqlError(
      `Code: 427. DB::Exception: OptimizedRegularExpression: cannot compile re2: ${source}. (CANNOT_COMPILE_REGEXP)`,
      { cause },
    );
  }
}

/** A comparison; with NULL it is NULL. */
export function compare(left: Value, operator: string, right: Value): Value {
  if (left === null || right === null) return null;
  switch (operator) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    default:
      return left >= right;
  }
}

/** A bound value: it travels as a field of TabSeparated. */
export function bound(token: string, parameters: ReadonlyMap<string, string>): Expression {
  const [, name = '', type = ''] = /^\{(\w+):(\w+)\}$/.exec(token) ?? [];
  const given = parameters.get(name);
  if (given === undefined)
    throw new SqlError(`Code: 456. DB::Exception: Substitution \`${name}\` is not set. (UNKNOWN_QUERY_PARAMETER)`);
  if (/[\t\n]/.test(given))
    throw new SqlError(
      `Code: 457. DB::Exception: Value ${given} cannot be parsed as ${type} for query parameter '${name}'. (BAD_QUERY_PARAMETER)`,
    );
  const value = type === 'String' ? unquote(given) : Number(given);
  return () => value;
}

/** A text without the backslashes of its escapes. */
export function unquote(text: string): string {
  return text.replace(
    /\\([\s\S])/g,
    (_, found: string) => ({ t: '\t', n: '\n', r: '\r', '0': '\0', b: '\b', f: '\f' })[found] ?? found,
  );
}
