import type { Ask } from '../client.ts';
import type { ClickhouseSource } from '../store-schema.ts';
import type { BoundQuery } from './sql.ts';

/**
 * The request of a query (ClickHouse, "HTTP interface"). `settings` bounds what the server may do for it, and has it fail
 * rather than answer in part; a user who may change no settings is asked without.
 */
export function toAsk(of: {
  readonly query: BoundQuery;
  readonly source: ClickhouseSource;
  readonly limit: number;
  readonly settings: boolean;
}): Ask {
  const { query, source, limit, settings } = of;
  const parameters = [
    ...(settings ? settingsOf(source, limit) : []),
    ...Object.entries(query.values).map(([name, value]): [string, string] => [`param_${name}`, escapeValue(value)]),
  ];
  return {
    method: 'POST',
    path: `?${new URLSearchParams(parameters)}`,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: query.sql,
  };
}

function settingsOf(source: ClickhouseSource, limit: number): [string, string][] {
  return [
    // 1 would forbid the settings below.
    ['readonly', '2'],
    ['max_execution_time', String(Math.max(1, source.timeout - 1))],
    ['timeout_overflow_mode', 'throw'],
    ['read_overflow_mode', 'throw'],
    ['max_result_rows', String(limit)],
    ['result_overflow_mode', 'throw'],
    ['cancel_http_readonly_queries_on_client_close', '1'],
    ['enable_http_compression', '1'],
    ['output_format_json_escape_forward_slashes', '0'],
    ['output_format_json_quote_64bit_integers', '0'],
    ['date_time_output_format', 'iso'],
  ];
}

/** A bound value travels as a field of the TabSeparated format. */
function escapeValue(value: string): string {
  return value.replace(/[\\\t\n\r\0\b\f]/g, (found) => escapes[found] ?? found);
}

const escapes: { readonly [character: string]: string } = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
  '\b': '\\b',
  '\f': '\\f',
};
