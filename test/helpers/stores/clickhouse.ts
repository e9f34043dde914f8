import { type FakeRow, type FakeTable, SqlError } from './clickhouse/expression.ts';
import { parseSql } from './clickhouse/sql.ts';
import { type FakeAnswer, type FakeRequest, type FakeServer, isSignedIn, startServer } from './server.ts';

/** A fake ClickHouse: its tables by `database.table`, and what its user may do. */
export type FakeClickhouse = {
  readonly tables: { readonly [name: string]: FakeTable };
  readonly authorization?: string;
  /** The user has `readonly = 1`: any setting in the request is refused. */
  readonly noSettings?: boolean;
  readonly gzip?: boolean;
};

/** Starts a ClickHouse that answers the SELECTs causebook sends (ClickHouse, "HTTP interface"). */
export async function startClickhouse(clickhouse: FakeClickhouse): Promise<FakeServer> {
  return await startServer((request) => answer(clickhouse, request), { gzip: clickhouse.gzip ?? false });
}

function answer(clickhouse: FakeClickhouse, request: FakeRequest): FakeAnswer {
  if (!isSignedIn(request, clickhouse.authorization)) {
    return failure(
      403,
      'Code: 516. DB::Exception: default: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)',
    );
  }
  const settings = [...request.query.keys()].filter((name) => !name.startsWith('param_'));
  if (clickhouse.noSettings === true && settings.length > 0) {
    return failure(
      500,
      `Code: 164. DB::Exception: Cannot modify '${settings[0]}' setting in readonly mode. (READONLY)`,
    );
  }
  if (request.query.get('readonly') === '1' && settings.length > 1) {
    return failure(
      500,
      `Code: 164. DB::Exception: Cannot modify '${settings[1]}' setting in readonly mode. (READONLY)`,
    );
  }
  try {
    const parameters = new Map([...request.query].map(([name, value]) => [name.replace(/^param_/, ''), value]));
    const tableOf = (names: readonly string[]): FakeTable => {
      const table = clickhouse.tables[names.length === 1 ? `default.${names[0]}` : names.join('.')];
      if (table === undefined)
        throw new SqlError(
          `Code: 60. DB::Exception: Unknown table expression identifier '${names.join('.')}'. (UNKNOWN_TABLE)`,
        );
      return table;
    };
    const statement = parseSql(request.body, { parameters, columns: (names) => tableOf(names).columns });
    const { rows } = tableOf(statement.table);
    const found: FakeRow[] = [];
    for (const row of typeof rows === 'function' ? rows() : rows) if (statement.where(row)) found.push(row);
    const at = (row: FakeRow) => Number(row[statement.orderBy]);
    found.sort((a, b) => at(a) - at(b));
    const lines = found.slice(0, statement.limit).map((row) => `${JSON.stringify(statement.select(row))}\n`);
    return {
      status: 200,
      headers: {
        'content-type': 'application/x-ndjson; charset=UTF-8',
        'x-clickhouse-exception-tag': 'dngjzjnxkvlwkeua',
      },
      body: lines,
    };
  } catch (error) {
    if (error instanceof SqlError) return failure(error.message.startsWith('Code: 60') ? 404 : 400, error.message);
    throw error;
  }
}

function failure(status: number, text: string): FakeAnswer {
  const code = /^Code: (\d+)/.exec(text)?.[1] ?? '0';
  return {
    status,
    headers: { 'x-clickhouse-exception-code': code, 'content-type': 'text/plain; charset=UTF-8' },
    body: `${text}\n`,
  };
}
