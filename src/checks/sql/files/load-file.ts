import { open } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { CheckProblem, messageOf } from '../../../errors.ts';
import type { EvidenceFile } from '../../../logs/evidence-folder.ts';
import { sqlText } from '../../../logs/tables/database.ts';
import { loadCsv } from './load-csv.ts';

/** A table that is made of a file: how many rows it has, and what of the file is not in it. */
export type Loaded = { readonly rows: number; readonly leftOut: readonly string[] };

type Kind = 'csv' | 'json' | 'parquet' | 'sqlite';

const headBytes = 256;

/** More would keep the person waiting, and fill their disk. */
const maxBytes = 4 * 1024 ** 3;

/**
 * Makes the table `name` of a file, by its first bytes and its name. No line is dropped in silence: those that do not fit the header are
 * counted, with the first of them. Throws a `CheckProblem` for a file that cannot be a table.
 */
export async function loadFile(
  connection: DuckDBConnection,
  of: { readonly name: string; readonly shownAs: string; readonly file: EvidenceFile; readonly signal: AbortSignal },
): Promise<Loaded> {
  const { name, shownAs, file, signal } = of;
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
      unblock: `Export the table: sqlite3 -readonly -header -csv ${file.name} 'select * from ${shownAs}' > ${shownAs}.csv`,
    });
  }
  try {
    if (kind === 'csv') {
      const leftOut = await loadCsv(connection, { name, file, signal });
      return { rows: await countRows(connection, name), leftOut };
    }
    const read = kind === 'parquet' ? 'read_parquet' : 'read_json';
    await connection.run(`create table memory.main.${name} as select * from ${read}(${sqlText(file.path)})`);
    return { rows: await countRows(connection, name), leftOut: [] };
  } catch (cause) {
    if (cause instanceof CheckProblem || signal.aborted) throw cause;
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
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
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

async function countRows(connection: DuckDBConnection, name: string): Promise<number> {
  const reader = await connection.runAndReadAll(`select count(*) from memory.main.${name}`);
  return Number(reader.getRows()[0]?.[0] ?? 0);
}

function firstLine(cause: unknown): string {
  return messageOf(cause).split('\n')[0] ?? '';
}
