import { type Node, nodesIn } from '../syntax-tree.ts';
import { fieldsOf, type Reading } from './expression.ts';
import { allOf, anyField, type Columns, isSame, type Relation, rename, stack, union } from './relation.ts';

/** What stands behind FROM: the relations by their names, and the columns that `*` stands for. */
export type From = { readonly relations: readonly Relation[]; readonly star: Columns };

/** Table functions of one column, which are made from nothing but their arguments. */
const plain = /^(?:unnest|range|generate_series|repeat)$/;

/** Columns that tell of no event. */
const noFields: Columns = { columns: [], rest: new Set() };

/** Reads it; `tableOf` knows the columns of a table or of a query that the statement has named. */
export function readFrom(
  node: Node | undefined,
  of: { readonly reading: Reading; readonly tableOf: (name: string) => Columns },
): From {
  const { reading, tableOf } = of;
  const named = (columns: Columns, name: string): From => {
    const renamed = rename(columns, (node?.column_name_alias as readonly string[] | undefined) ?? []);
    return { relations: [{ ...renamed, alias: (node?.alias as string | undefined) ?? name }], star: renamed };
  };
  switch (node?.type) {
    case undefined:
    case 'EMPTY':
      return { relations: [], star: { columns: [] } };
    case 'BASE_TABLE':
      if (node.schema_name === 'information_schema') return named(noFields, '');
      return named(tableOf(String(node.table_name)), String(node.table_name));
    case 'SUBQUERY':
      return named(reading.select((node.subquery as Node).node as Node, reading.scope), '');
    case 'EXPRESSION_LIST':
      return named(readValues(node, reading), '');
    case 'TABLE_FUNCTION':
      return named(readFunction(node.function as Node, reading), String((node.function as Node).function_name));
    case 'JOIN':
      return join(node, of);
    case 'PIVOT':
      return named(readUnpivot(node, of), '');
    case 'SHOW_REF':
      return named(readShown(node, reading), '');
    default:
      return named({ columns: [], rest: new Set([anyField]) }, '');
  }
}

function readValues(node: Node, reading: Reading): Columns {
  const rows = (node.values as readonly (readonly Node[])[]).map((row): Columns => {
    return { columns: row.map((one, index) => ({ name: `col${index}`, from: fieldsOf(one, reading) })) };
  });
  return rows.reduce((all, row) => stack(all, row, false));
}

function readFunction(node: Node, reading: Reading): Columns {
  const name = String(node.function_name);
  const from = fieldsOf(node, reading);
  if (plain.test(name)) return { columns: [{ name: undefined, from }] };
  // It may take anything out of what it is given, or be a query of its own.
  return from.size === 0 && !/^query/.test(name) ? noFields : { columns: [], rest: union(from, new Set([anyField])) };
}

/** UNPIVOT: one column has the names of others, and one their values. */
function readUnpivot(node: Node, of: Parameters<typeof readFrom>[1]): Columns {
  const { star } = readFrom(node.source as Node, of);
  const made = [node, ...nodesIn(node.pivots)].flatMap(
    ({ unpivot_names }) => (unpivot_names as readonly string[]) ?? [],
  );
  const columns = star.columns.filter(({ name }) => !made.some((one) => isSame(name, one)));
  return { columns, rest: allOf(star) };
}

/** DESCRIBE tells names and types alone, SUMMARIZE values too. */
function readShown(node: Node, reading: Reading): Columns {
  if (node.show_type !== 'SUMMARY') return noFields;
  const names = ['column_name', 'column_type', 'approx_unique', 'count', 'null_percentage'].map((name) => ({
    name,
    from: new Set<string>(),
  }));
  return { columns: names, rest: allOf(reading.select(node.query as Node, reading.scope)) };
}

function join(node: Node, of: Parameters<typeof readFrom>[1]): From {
  const { reading } = of;
  const left = readFrom(node.left as Node, of);
  // What is on the right may speak of what is on the left.
  const relations = [...reading.scope.relations, ...left.relations];
  const right = readFrom(node.right as Node, {
    ...of,
    reading: { ...reading, scope: { ...reading.scope, relations } },
  });
  const both = [...left.relations, ...right.relations];
  if (/SEMI|ANTI/.test(String(node.join_type))) return { relations: both, star: left.star };
  const isNatural = node.ref_type === 'NATURAL';
  const shared = (one: string | undefined) =>
    one !== undefined &&
    (isNatural
      ? left.star.columns.some(({ name }) => isSame(name, one))
      : (node.using_columns as readonly string[] | undefined)?.some((name) => isSame(one, name)) === true);
  const columns = [
    ...left.star.columns.map((one) => {
      const same = shared(one.name) ? right.star.columns.filter(({ name }) => isSame(name, one.name as string)) : [];
      return { ...one, from: union(one.from, ...same.map(({ from }) => from)) };
    }),
    ...right.star.columns.filter(({ name }) => !shared(name)),
  ];
  const hasRest = left.star.rest !== undefined || right.star.rest !== undefined;
  return { relations: both, star: { columns, rest: hasRest ? union(allOf(left.star), allOf(right.star)) : undefined } };
}
