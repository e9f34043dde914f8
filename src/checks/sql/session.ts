import type { BoundSql } from '../../logs/source.ts';
import type { Value } from '../../logs/value.ts';
import type { Facts } from '../check.ts';

/** A row by column; of columns with one name the later ones are `name:1`, `name:2` … */
export type Row = { readonly [column: string]: Value };

/**
 * What a query gave: its columns, the rows up to the limit, and whether there were more: cut at the limit of rows, or because the
 * answer was too large.
 */
export type Selected = {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly cut: 'rows' | 'bytes' | undefined;
};

/**
 * A database that is open and can only be read. `about` are facts on what answers, `place` is what to call it, `remarks` is what a
 * reader of its answers should know, `leftOut` what of the data no answer rests on. `select` throws a `CheckProblem` for whatever goes wrong. `command` repeats a query.
 */
export type SqlSession = {
  readonly dialect: 'postgres' | 'files';
  readonly place: string;
  readonly about: Facts;
  readonly remarks: readonly string[];
  readonly leftOut: readonly string[];
  readonly select: (sql: BoundSql, maxRows: number) => Promise<Selected>;
  readonly command: (sql: BoundSql) => string;
  readonly close: () => Promise<void>;
};

/** Names of columns as they can be keys: those that stand twice get a number, as DuckDB does it. */
export function distinctNames(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return names.map((name) => {
    let distinct = name;
    for (let n = 1; seen.has(distinct); n++) distinct = `${name}:${n}`;
    seen.add(distinct);
    return distinct;
  });
}
