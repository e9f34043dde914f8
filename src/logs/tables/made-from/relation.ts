import { columnKey } from '../column-name.ts';

/** Names of fields; `anyField` among them is a field of whatever name. */
export type Fields = ReadonlySet<string>;

/** Stands for a field whose name the statement does not tell: a key of JSON that is computed. */
export const anyField = '*';

/** A column, and the fields that it is made from; its name is not known where DuckDB makes one up. */
export type Made = { readonly name: string | undefined; readonly from: Fields };

/**
 * The columns of a table or an answer in their order. Where there is a `rest`, neither their order nor their number is known: what has none of
 * these names is made from any of `rest`.
 */
export type Columns = { readonly columns: readonly Made[]; readonly rest?: Fields | undefined };

/** What a statement selects from, under the name that it has there. */
export type Relation = Columns & { readonly alias: string };

/** Puts sets of fields together. */
export function union(...all: readonly (Fields | undefined)[]): Fields {
  return new Set(all.flatMap((one) => [...(one ?? [])]));
}

/** All fields that any column is made from. */
export function allOf({ columns, rest }: Columns): Fields {
  return union(...columns.map(({ from }) => from), rest);
}

/** Whether two names are one to SQL. */
export function isSame(one: string | undefined, other: string): boolean {
  return one !== undefined && columnKey(one) === columnKey(other);
}

/** The fields of the column of a name; undefined where there is none. */
export function fieldsUnder(columns: Columns, name: string): Fields | undefined {
  const found = columns.columns.filter((one) => isSame(one.name, name));
  if (found.length > 0) return union(...found.map(({ from }) => from));
  const unnamed = columns.columns.filter((one) => one.name === undefined);
  return unnamed.length === 0 && columns.rest === undefined
    ? undefined
    : union(...unnamed.map(({ from }) => from), columns.rest);
}

/** The columns under other names, as `t(a, b)` gives them. */
export function rename(columns: Columns, names: readonly string[]): Columns {
  if (names.length === 0) return columns;
  if (columns.rest !== undefined) return { columns: [], rest: allOf(columns) };
  return { columns: columns.columns.map((one, index) => ({ ...one, name: names[index] ?? one.name })) };
}

/** The rows of both, by place or by name. */
export function stack(one: Columns, other: Columns, isByName: boolean): Columns {
  const all = [...one.columns, ...other.columns];
  const isUnclear =
    one.rest !== undefined ||
    other.rest !== undefined ||
    (isByName ? all.some(({ name }) => name === undefined) : one.columns.length !== other.columns.length);
  if (isUnclear) return { columns: [], rest: union(allOf(one), allOf(other)) };
  if (!isByName)
    return {
      columns: one.columns.map(({ name, from }, index) => ({ name, from: union(from, other.columns[index]?.from) })),
    };
  const more = other.columns.filter(({ name }) => !one.columns.some((left) => isSame(left.name, name as string)));
  return {
    columns: [...one.columns, ...more].map(({ name }) => ({
      name,
      from: union(...all.filter((each) => isSame(each.name, name as string)).map(({ from }) => from)),
    })),
  };
}
