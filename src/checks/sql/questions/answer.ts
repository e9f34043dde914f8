import type { BoundSql } from '../../../logs/source.ts';
import type { Facts, Verdict } from '../../check.ts';
import type { Row, SqlSession } from '../session.ts';

/** What a question found: facts by name, rows as examples, the command that shows them, null where none can, and how it is told. */
export type SqlAnswer = {
  readonly facts: Facts;
  readonly rows: readonly Row[];
  readonly cut: 'rows' | 'bytes' | undefined;
  readonly command: string | null;
  readonly verdict: Verdict;
};

/** What asking needs besides the question. `limit` is how many rows are shown. */
export type Asking = { readonly session: SqlSession; readonly now: Date; readonly limit: number };

/** The single row of a statement that always has one. */
export async function onlyRow(session: SqlSession, sql: BoundSql): Promise<Row> {
  const { rows } = await session.select(sql, 1);
  return rows[0] ?? {};
}

/** A count that came as a number, or as text where it is too large for one. */
export function toCount(row: Row, name: string): number {
  return Number(row[name] ?? 0);
}
