import pg from 'pg';
import { CheckProblem } from '../../../errors.ts';
import type { BoundSql } from '../../../logs/source.ts';
import { distinctNames, type Row, type Selected } from '../session.ts';
import { toCell } from './cell.ts';
import type { Connected } from './connect.ts';
import { toProblem } from './problem.ts';
import { type During, stopQuery, timeOver, untilEnd } from './run-plain.ts';

/** More than this of one answer is not taken in: a cell alone may be a gigabyte. */
const maxAnswerBytes = 32 * 1024 * 1024;

/**
 * The rows of a query up to a limit; the server makes no more of them than one beyond it. At the end of the time, and on cancel, the
 * server is asked to stop. Throws a `CheckProblem`.
 */
export async function select(of: {
  readonly connected: Connected;
  readonly sql: BoundSql;
  readonly maxRows: number;
  readonly during: During;
}): Promise<Selected> {
  const { connected, sql, maxRows, during } = of;
  const { deadline, scene } = during;
  const isTooLarge = connected.guard.allow(maxAnswerBytes);
  const end = untilEnd(deadline);
  const raw: (readonly (string | null)[])[] = [];
  let fields: readonly pg.FieldDef[] = [];
  const running = new Promise<void>((resolve, reject) => {
    // One row more than wanted tells whether there are more; the server makes no further ones.
    const config = { text: sql.text, values: [...sql.values], rowMode: 'array', rows: maxRows + 1 };
    const query = new pg.Query(config as pg.QueryArrayConfig);
    Object.assign(query, { handlePortalSuspended: (connection: { readonly sync: () => void }) => connection.sync() });
    query.on('row', (row, result) => {
      fields = result?.fields ?? fields;
      raw.push(row as unknown as (string | null)[]);
    });
    query.on('end', (result) => {
      fields = result.fields;
      resolve();
    });
    query.on('error', reject);
    connected.client.query(query);
  });
  running.catch(() => undefined);
  try {
    await Promise.race([running, end.ended]);
  } catch (cause) {
    if (deadline.hit() !== undefined) {
      await stopQuery(connected, running);
      throw timeOver(scene.place, deadline);
    }
    if (!isTooLarge()) throw connected.guard.problem() ?? toProblem(cause, scene);
    if (raw.length === 0) throw tooLarge;
  } finally {
    end.stop();
  }
  const columns = distinctNames(fields.map(({ name }) => name));
  const parseArray = (pg.types.getTypeParser as (oid: number) => unknown)(1009) as (text: string) => readonly unknown[];
  const toRow = (cells: readonly (string | null)[]): Row =>
    Object.fromEntries(
      columns.map((name, index) => [name, toCell(fields[index]?.dataTypeID ?? 0, cells[index] ?? null, parseArray)]),
    );
  return {
    columns,
    rows: raw.slice(0, maxRows).map(toRow),
    cut: isTooLarge() ? 'bytes' : raw.length > maxRows ? 'rows' : undefined,
  };
}

const tooLarge = new CheckProblem({
  status: 'error',
  message: `one row of the answer is larger than ${maxAnswerBytes / 1024 / 1024} MiB`,
  unblock: 'Ask for fewer columns, or for a part: left(column, 1000), length(column)',
});
