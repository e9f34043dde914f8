// DuckDB alone, as a program: runs one SELECT and prints its rows with tabs between the columns.
import { DuckDBInstance } from '@duckdb/node-api';

const instance = await DuckDBInstance.create(':memory:', { preserve_insertion_order: 'false' });
const connection = await instance.connect();
const rows = (await connection.runAndReadAll(process.argv[2])).getRows();
process.stdout.write(rows.map((row) => `${row.join('\t')}\n`).join(''));
connection.closeSync();
