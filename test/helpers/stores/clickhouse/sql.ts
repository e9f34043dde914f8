import {
  bound,
  call,
  compare,
  type Expression,
  type FakeRow,
  type FakeTable,
  SqlError,
  unquote,
} from './expression.ts';

/** What a SELECT gives for a row, and what it is asked of. */
export type Statement = {
  readonly table: readonly string[];
  readonly select: (row: FakeRow) => { readonly [alias: string]: unknown };
  readonly where: (row: FakeRow) => boolean;
  readonly orderBy: string;
  readonly limit: number;
};

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
