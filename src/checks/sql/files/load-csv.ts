import type { DuckDBConnection } from '@duckdb/node-api';
import { CheckProblem } from '../../../errors.ts';
import type { EvidenceFile } from '../../../logs/evidence-folder.ts';
import { countOf } from '../../../logs/questions/wording.ts';
import { openBytes } from '../../../logs/read/open-bytes.ts';
import { sqlText } from '../../../logs/tables/database.ts';
import { distinctNames } from '../session.ts';
import { typeColumns } from './type-columns.ts';

/** DuckDB's names for how the bytes are packed. */
const packings = {
  none: '',
  gzip: ", compression='gzip'",
  zstd: ", compression='zstd'",
  'utf-16le': ", encoding='utf-16'",
  'utf-16be': ", encoding='utf-16'",
} as const satisfies { readonly [P in EvidenceFile['packing']]: string };

const maxRecordBytes = 16 * 1024 * 1024;
const maxColumns = 2000;

/**
 * Makes the table `name` of a CSV (RFC 4180) whose first line is its header; the mark between its columns is found there. Nothing is
 * guessed from samples. Gives what a reader should know: how many records are left out, and why.
 */
export async function loadCsv(
  connection: DuckDBConnection,
  of: { readonly name: string; readonly file: EvidenceFile; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const { name, file, signal } = of;
  const header = await readHeader(file, signal);
  const mark = delimiterOf(header);
  const columns = distinctNames(splitHeader(header, mark).map((column, index) => column || `column${index + 1}`));
  if (columns.length > maxColumns)
    throw new CheckProblem({ status: 'error', message: `${file.name} has ${columns.length} columns: no table` });
  // All as text first: what a column is, its values say, and none of them loses a digit to a guess.
  await connection.run(
    `create table memory.main.${name}_text as select * from read_csv(${sqlText(file.path)}, header=true, auto_detect=false,
       columns={${columns.map((column) => `${sqlText(column)}: 'VARCHAR'`).join(', ')}}, delim=${sqlText(mark)}, quote='"', escape='"',
       max_line_size=${maxRecordBytes}, buffer_size=${2 * maxRecordBytes},
       store_rejects=true, rejects_table='${name}_rejects', rejects_scan='${name}_scans'${packings[file.packing]})`,
  );
  await typeColumns(connection, { from: `${name}_text`, to: name });
  return tellRejects(connection, `${name}_rejects`, file);
}

async function readHeader(file: EvidenceFile, signal: AbortSignal): Promise<string> {
  let head = '';
  for await (const block of openBytes(file, signal)) {
    head += block.toString('utf8');
    if (head.includes('\n') || head.length > maxRecordBytes) break;
  }
  return (head.split(/\r?\n/, 1)[0] ?? '').replace(/^\uFEFF/, '');
}

/** The mark that stands most often in the header, outside of quotes. */
function delimiterOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '');
  const marks = [',', ';', '\t', '|'].map((mark) => ({ mark, n: bare.split(mark).length }));
  return marks.reduce((best, one) => (one.n > best.n ? one : best)).mark;
}

function splitHeader(header: string, mark: string): readonly string[] {
  const names: string[] = [''];
  for (const [part] of header.matchAll(/"(?:[^"]|"")*"?|[\s\S]/g)) {
    if (part === mark) names.push('');
    else names[names.length - 1] += part.startsWith('"') ? part.replace(/^"|"$/g, '').replaceAll('""', '"') : part;
  }
  return names.map((one) => one.trim());
}

async function tellRejects(
  connection: DuckDBConnection,
  table: string,
  file: EvidenceFile,
): Promise<readonly string[]> {
  const reader = await connection.runAndReadAll(
    `select lower(error_type::varchar), count(distinct line)::integer, min(line)::integer,
       (select count(distinct line)::integer from ${table}) from ${table} group by 1 order by 3`,
  );
  const kinds = reader.getRows() as [string, number, number, number][];
  const [first] = kinds;
  if (first === undefined) return [];
  const why = kinds.map(([kind, n, line]) => `${kind} (${n}, first on line ${line})`);
  return [
    `${countOf(first[3], 'record')} of ${file.name} ${first[3] === 1 ? 'is' : 'are'} left out: ${why.join(', ')}`,
  ];
}
