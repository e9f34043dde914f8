import { open } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { CheckProblem, messageOf } from '../../../errors.ts';
import type { EvidenceFile } from '../../../logs/evidence-folder.ts';
import { sqlText } from '../../../logs/tables/database.ts';
import { typeColumns } from './type-columns.ts';

/** A table that is made of a file: how many rows it has, and what of the file is not in it. */
export type Loaded = { readonly rows: number; readonly remarks: readonly string[] };

type Kind = 'csv' | 'json' | 'parquet' | 'sqlite';

/** More would keep the person waiting, and fill their disk. */
const maxBytes = 4 * 1024 ** 3;

/**
 * Makes the table `name` of a file, by its first bytes and its name. No line is dropped in silence: those that do not fit the header are
 * counted, with the first of them. Throws a `CheckProblem` for a file that cannot be a table.
 */
export async function loadFile(
  connection: DuckDBConnection,
  of: { readonly name: string; readonly file: EvidenceFile },
): Promise<Loaded> {
  const { name, file } = of;
  if (file.problem !== undefined) throw new CheckProblem({ status: 'error', message: file.problem });
  if (file.bytes === 0)
    throw new CheckProblem({ status: 'error', message: `${file.name} is empty: not even a header` });
  if (file.bytes > maxBytes) {
    throw new CheckProblem({
      status: 'error',
      message: `${file.name} is ${(file.bytes / 1024 ** 3).toFixed(1)} GiB; files are read up to ${maxBytes / 1024 ** 3} GiB`,
      unblock: 'Export fewer columns or a shorter time, or ask the database itself',
    });
  }
  const head = await readHead(file);
  const kind = kindOf(file, head);
  if (kind === 'sqlite') {
    throw new CheckProblem({
      status: 'error',
      message: `${file.name} is a SQLite database, which is not read here`,
      unblock: `Export the table: sqlite3 -readonly -header -csv ${file.name} 'select * from ${name}' > ${name}.csv`,
    });
  }
  try {
    if (kind === 'csv') return await loadCsv(connection, { name, file, head });
    const read = kind === 'parquet' ? 'read_parquet' : 'read_json';
    await connection.run(`create table memory.main.${name} as select * from ${read}(${sqlText(file.path)})`);
    return { rows: await countOf(connection, name), remarks: [] };
  } catch (cause) {
    throw new CheckProblem(
      {
        status: 'error',
        message: `${file.name} does not read as ${kind === 'csv' ? 'CSV' : kind === 'json' ? 'JSON' : 'Parquet'}: ${firstLine(cause).replaceAll(file.path, file.name)}`,
      },
      { cause },
    );
  }
}

async function readHead(file: EvidenceFile): Promise<Buffer> {
  const handle = await open(file.path, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function kindOf(file: EvidenceFile, head: Buffer): Kind {
  if (head.subarray(0, 15).toString('latin1') === 'SQLite format 3') return 'sqlite';
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return 'parquet';
  if (/\.(jsonl?|ndjson)(\.gz|\.zst)?$/i.test(file.name)) return 'json';
  return file.packing === 'none' && /^\uFEFF?\s*\{\s*"/.test(head.toString('utf8')) ? 'json' : 'csv';
}

/** All as text first: what a column is, its values say, and none of them loses a digit to a guess. */
async function loadCsv(
  connection: DuckDBConnection,
  of: { readonly name: string; readonly file: EvidenceFile; readonly head: Buffer },
): Promise<Loaded> {
  const { name, file, head } = of;
  const packed = {
    none: '',
    gzip: ", compression='gzip'",
    zstd: ", compression='zstd'",
    'utf-16le': ", encoding='utf-16'",
    'utf-16be': ", encoding='utf-16'",
  };
  const delimiter = file.packing === 'none' ? `, delim=${sqlText(delimiterOf(head))}` : '';
  await connection.run(
    `create table memory.main.${name}_text as select * from read_csv(${sqlText(file.path)}, header=true, all_varchar=true, quote='"', escape='"',
       comment='', skip=0, store_rejects=true, rejects_table='${name}_rejects', rejects_scan='${name}_scans'${delimiter}${packed[file.packing]})`,
  );
  await typeColumns(connection, { from: `${name}_text`, to: name });
  const rejected = await connection.runAndReadAll(
    `select count(distinct line)::integer, min(line)::integer, min_by(error_message, line) from ${name}_rejects`,
  );
  const [lines, first, why] = (rejected.getRows()[0] ?? []) as [number, number | null, string | null];
  return {
    rows: await countOf(connection, name),
    remarks:
      lines === 0
        ? []
        : [
            `${lines} ${lines === 1 ? 'line' : 'lines'} of ${file.name} did not fit and ${lines === 1 ? 'is' : 'are'} left out, first line ${first}: ${why}`,
          ],
  };
}

/** The mark that stands most often in the header. */
function delimiterOf(head: Buffer): string {
  const header =
    head
      .toString('utf8')
      .split(/\r?\n/, 1)[0]
      ?.replace(/"[^"]*"/g, '') ?? '';
  const marks = [',', ';', '\t', '|'].map((mark) => ({ mark, n: header.split(mark).length }));
  return marks.reduce((best, one) => (one.n > best.n ? one : best)).mark;
}

async function countOf(connection: DuckDBConnection, name: string): Promise<number> {
  const reader = await connection.runAndReadAll(`select count(*) from memory.main.${name}`);
  return Number(reader.getRows()[0]?.[0] ?? 0);
}

function firstLine(cause: unknown): string {
  return messageOf(cause).split('\n')[0] ?? '';
}
