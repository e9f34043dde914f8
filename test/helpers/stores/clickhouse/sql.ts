import { toRegExp } from '../re2.ts';

/** A table of the fake: the types of its columns, and its rows, or a function that makes them up as they are read. */
export type FakeTable = {
  readonly columns: { readonly [name: string]: string };
  readonly rows: readonly FakeRow[] | (() => Iterable<FakeRow>);
};

/** Instants are milliseconds since 1970. */
export type FakeRow = { readonly [column: string]: string | number | null };

/** What a SELECT gives for a row, and what it is asked of. */
export type Statement = {
  readonly table: readonly string[];
  readonly select: (row: FakeRow) => { readonly [alias: string]: unknown };
  readonly where: (row: FakeRow) => boolean;
  readonly orderBy: string;
  readonly limit: number;
};

type Value = string | number | boolean | null | readonly Value[];
type Expression = (row: FakeRow) => Value;

/** A failure as ClickHouse words it: `Code: 47. DB::Exception: …`. */
export class SqlError extends Error {}

/** Reads `SELECT … FROM … WHERE … ORDER BY … LIMIT … FORMAT JSONEachRow` with bound parameters. */
export function parseSql(
  sql: string,
  of: {
    readonly parameters: ReadonlyMap<string, string>;
    readonly columns: (table: readonly string[]) => FakeTable['columns'];
  },
): Statement {
  const tokens = tokenize(sql);
  let columns: FakeTable['columns'] = {};
  let index = 0;
  const peek = () => tokens[index] ?? '';
  const take = (wanted?: string): string => {
    const token = tokens[index];
    if (token === undefined || (wanted !== undefined && token !== wanted)) {
      throw new SqlError(`Code: 62. DB::Exception: Syntax error: failed at ${token ?? 'end of query'}. (SYNTAX_ERROR)`);
    }
    index += 1;
    return token;
  };
  const or = (): Expression => {
    const left = and();
    if (peek() !== 'OR') return left;
    take();
    const right = or();
    return (row) => Boolean(left(row)) || Boolean(right(row));
  };
  const and = (): Expression => {
    const left = not();
    if (peek() !== 'AND') return left;
    take();
    const right = and();
    return (row) => Boolean(left(row)) && Boolean(right(row));
  };
  const not = (): Expression => {
    if (peek() !== 'NOT') return compared();
    take();
    const inner = not();
    return (row) => {
      const value = inner(row);
      return value === null ? null : !value;
    };
  };
  const compared = (): Expression => {
    const left = atom();
    const operator = peek();
    if (!['=', '!=', '<', '<=', '>', '>='].includes(operator)) return left;
    take();
    const right = atom();
    return (row) => compare(left(row), operator, right(row));
  };
  const list = (end: string): { readonly names: readonly string[]; readonly items: readonly Expression[] } => {
    const names: string[] = [];
    const items: Expression[] = [];
    while (peek() !== end) {
      names.push(peek());
      items.push(or());
      if (peek() === ',') take();
    }
    take(end);
    return { names, items };
  };
  const atom = (): Expression => {
    const token = take();
    if (token === '(') {
      const inner = or();
      take(')');
      return inner;
    }
    if (token === '[') {
      const { items } = list(']');
      return (row) => items.map((item) => item(row));
    }
    if (token.startsWith("'")) {
      const text = unquote(token.slice(1, -1));
      return () => text;
    }
    if (token.startsWith('{')) return bound(token, of.parameters);
    if (/^\d/.test(token)) return () => Number(token);
    if (token.startsWith('`')) {
      const name = unquote(token.slice(1, -1));
      return (row) => {
        if (!(name in columns))
          throw new SqlError(
            `Code: 47. DB::Exception: Unknown expression identifier \`${name}\`. (UNKNOWN_IDENTIFIER)`,
          );
        return row[name] ?? null;
      };
    }
    take('(');
    const { names, items } = list(')');
    return call(token, { names, items, columns: () => columns });
  };
  take('SELECT');
  const selected: (readonly [string, Expression])[] = [];
  do {
    if (peek() === ',') take();
    const expression = or();
    take('AS');
    selected.push([take(), expression]);
  } while (peek() === ',');
  take('FROM');
  const table = [unquote(take().slice(1, -1))];
  if (peek() === '.') {
    take();
    table.push(unquote(take().slice(1, -1)));
  }
  columns = of.columns(table);
  let where: Expression = () => true;
  if (peek() === 'WHERE') {
    take();
    where = or();
  }
  take('ORDER');
  take('BY');
  const orderBy = unquote(take().slice(1, -1));
  take('LIMIT');
  const limit = Number(take());
  take('FORMAT');
  take('JSONEachRow');
  return {
    table,
    orderBy,
    limit,
    where: (row) => Boolean(where(row)),
    select: (row) => Object.fromEntries(selected.map(([alias, expression]) => [alias, expression(row)])),
  };
}

function call(
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

function compare(left: Value, operator: string, right: Value): Value {
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

/** A bound value travels as a field of TabSeparated. */
function bound(token: string, parameters: ReadonlyMap<string, string>): Expression {
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

function unquote(text: string): string {
  return text.replace(
    /\\([\s\S])/g,
    (_, found: string) => ({ t: '\t', n: '\n', r: '\r', '0': '\0', b: '\b', f: '\f' })[found] ?? found,
  );
}

function tokenize(sql: string): readonly string[] {
  const token = /\s*(`(?:[^`\\]|\\.)*`|'(?:[^'\\]|\\.)*'|\{\w+:\w+\}|\d+|\w+|[!<>]=|[=<>(),.[\]])/sy;
  const tokens: string[] = [];
  while (token.lastIndex < sql.trimEnd().length) {
    const at = token.lastIndex;
    const found = token.exec(sql)?.[1];
    if (found === undefined)
      throw new SqlError(`Code: 62. DB::Exception: Syntax error: failed at position ${at}. (SYNTAX_ERROR)`);
    tokens.push(found);
  }
  return tokens;
}
