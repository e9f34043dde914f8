import { readAccess } from './access.ts';
import { countBare } from './bare-lines.ts';
import { toAsk } from './clickhouse/request.ts';
import type { Row } from './clickhouse/rows.ts';
import { toSql } from './clickhouse/sql.ts';
import { streamRows } from './clickhouse/stream-rows.ts';
import { type Client, createClient } from './client.ts';
import { renderStoreCurl } from './curl.ts';
import type { StoreAnswer } from './exchange.ts';
import type { RemoteStore, StoreLine } from './store.ts';
import type { StoreContext } from './store-context.ts';
import type { ClickhouseSource } from './store-schema.ts';

/** A table of ClickHouse, over its HTTP interface: one query, whose rows are read as they come. */
export function createClickhouse(source: ClickhouseSource, context: StoreContext): RemoteStore {
  const { env, now, maxBytes } = context;
  return {
    slackMs: source.slack * 1000,
    read: async function* (filter, { signal, maxLines, onReport }) {
      const access = readAccess({ given: source, env, store: 'ClickHouse' });
      const client = createClient({ store: 'ClickHouse', base: source, access, signal, now, onReport, maxBytes });
      // One more than is wanted tells whether there are more.
      const limit = maxLines + 1;
      try {
        const query = toSql(source, filter, limit);
        const answer = await ask(client, (settings) => toAsk({ query, source, limit, settings }));
        const bare = countBare({ all: 'rows', field: `a text in the column "${source.line}"`, key: 'line' });
        let count = 0;
        for await (const rows of streamRows(answer, client)) {
          const wanted = rows.slice(0, maxLines - count);
          if (wanted.length > 0) yield bare.count(wanted.map((row, index) => toLine(source, row, count + index)));
          count += wanted.length;
          if (wanted.length === rows.length) continue;
          client.loss(`more than ${maxLines} rows match in ClickHouse; only the first ${maxLines} were read`);
          break;
        }
        bare.tell(client);
      } finally {
        client.close();
        onReport(client.report());
      }
    },
    command: (filter) => {
      const limit = 1000;
      const { path, body = '' } = toAsk({ query: toSql(source, filter, limit), source, limit, settings: true });
      return renderStoreCurl({ base: source, credentials: source, path, body });
    },
  };
}

/** Settings that this user, or this version, does not know are left to the server. */
async function ask(client: Client, request: (settings: boolean) => ReturnType<typeof toAsk>): Promise<StoreAnswer> {
  for (const settings of [true, false]) {
    const answer = await client.open(request(settings));
    const code = answer.headers['x-clickhouse-exception-code'];
    if (answer.status === 200 && code === undefined) return answer;
    const told = { status: answer.status, text: await client.finish(answer) };
    const isAboutSettings = settings && /^Code: (164|115|452)\b/.test(told.text ?? '');
    if (!isAboutSettings) throw client.refusal(told);
    client.notice('ClickHouse refuses settings from this user: its own limits hold');
  }
  throw new Error('the last request either answers or is refused');
}

function toLine(source: ClickhouseSource, row: Row, number: number): StoreLine {
  const table = source.database === undefined ? source.table : `${source.database}.${source.table}`;
  const stamp = Number.isFinite(row.atMs) ? new Date(row.atMs).toISOString() : 'no stamp';
  const labels = source.columns.flatMap((name, index): [string, string][] => {
    const value = row.labels[index];
    return value === null || value === undefined ? [] : [[name, value]];
  });
  return {
    place: `${table} ${stamp} #${number + 1}`,
    text: row.line ?? '',
    atMs: Number.isFinite(row.atMs) ? row.atMs : undefined,
    stream: JSON.stringify(labels),
    labels: Object.fromEntries(labels),
    ...(row.line === null ? { isBare: true } : {}),
  };
}
