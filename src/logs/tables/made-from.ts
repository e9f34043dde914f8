import { columnKey } from './column-name.ts';
import { fieldsOf, type Reading } from './made-from/expression.ts';
import { readFrom } from './made-from/from-clause.ts';
import { allOf, anyField, type Columns, type Fields, rename, stack, union } from './made-from/relation.ts';
import type { Scope } from './made-from/scope.ts';
import { expandStar } from './made-from/star.ts';
import { childrenOf, type Node, namesOfRef, nodesIn } from './syntax-tree.ts';

/** The tables of a statement by `columnKey`, and the queries that it has named. */
type Tables = ReadonlyMap<string, Columns>;

/**
 * The columns of the answer of a statement, and the fields of the tables that each is made from, under whatever name; `values` are bound to
 * it. What is not understood is taken to be made from any field that it can see.
 */
export function readMadeFrom(
  tree: Node,
  of: { readonly tables: Tables; readonly values: readonly unknown[] },
): Columns {
  return readQuery(tree, { ...of, outer: undefined });
}

type Context = { readonly tables: Tables; readonly values: readonly unknown[]; readonly outer: Scope | undefined };

function readQuery(node: Node, given: Context): Columns {
  const context = { ...given, tables: withQueries(node, given) };
  switch (node.type) {
    case 'SELECT_NODE':
      return readSelect(node, context);
    case 'SET_OPERATION_NODE': {
      const parts = [...nodesIn(node.left), ...nodesIn(node.right), ...nodesIn(node.children)];
      const isByName = /BY_NAME/.test(String(node.setop_type));
      return parts.map((part) => readQuery(part, context)).reduce((one, other) => stack(one, other, isByName));
    }
    case 'RECURSIVE_CTE_NODE':
      return readRecursive(node, context);
    default:
      return { columns: [], rest: union(new Set([anyField]), ...[...context.tables.values()].map(allOf)) };
  }
}

/** The tables, and what stands behind WITH. */
function withQueries(node: Node, context: Context): Tables {
  const tables = new Map(context.tables);
  for (const { key, value } of nodesIn((node.cte_map as Node | undefined)?.map)) {
    const { query, aliases } = value as Node;
    const columns = readQuery((query as Node).node as Node, { ...context, tables });
    tables.set(columnKey(String(key)), rename(columns, (aliases as readonly string[] | undefined) ?? []));
  }
  return tables;
}

/** Each round may carry a field one column further. */
function readRecursive(node: Node, context: Context): Columns {
  const name = columnKey(String(node.cte_name));
  const names = (node.aliases as readonly string[] | undefined) ?? [];
  let all = rename(readQuery(node.left as Node, context), names);
  for (let rounds = all.columns.length + 1; rounds > 0; rounds -= 1) {
    const tables = new Map(context.tables).set(name, all);
    all = stack(all, readQuery(node.right as Node, { ...context, tables }), false);
  }
  return all;
}

function readSelect(node: Node, context: Context): Columns {
  const select: Reading['select'] = (inner, scope) => readQuery(inner, { ...context, outer: scope });
  const around: Scope = { relations: [], aliases: new Map(), outer: context.outer };
  const { relations, star } = readFrom(node.from_table as Node | undefined, {
    reading: { scope: around, values: context.values, select },
    tableOf: (name) => context.tables.get(columnKey(name)) ?? { columns: [], rest: new Set([anyField]) },
  });
  const items = nodesIn(node.select_list);
  const aliases = new Map<string, () => Fields>();
  const scope: Scope = { relations, aliases, outer: context.outer };
  const reading = { scope, values: context.values, select };
  for (const item of items) {
    if (typeof item.alias !== 'string') continue;
    const key = columnKey(item.alias);
    // An alias may stand in expressions behind it, but not in its own.
    const others = new Map([...aliases].filter(([name]) => name !== key));
    aliases.set(key, () => fieldsOf(item, { ...reading, scope: { ...scope, aliases: others } }));
  }
  const parts = items.map((item): Columns => {
    if (item.class === 'STAR' && item.columns !== true) {
      const replaced = nodesIn(item.replace_list).map(({ key, value }) => {
        return { name: String(key), from: fieldsOf(value as Node, reading) };
      });
      return expandStar(item, { all: star, relations, replaced });
    }
    // How many columns it is made of, and under which names, is not in the tree.
    if (hasStar(item))
      return { columns: keepsNames(item) ? star.columns : [], rest: union(allOf(star), fieldsOf(item, reading)) };
    const name = (item.alias as string | undefined) ?? namesOfRef(item).at(-1);
    return { columns: [{ name, from: fieldsOf(item, reading) }] };
  });
  const rests = parts.flatMap(({ rest }) => rest ?? []);
  return {
    columns: parts.flatMap(({ columns }) => columns),
    rest: rests.length === 0 ? undefined : union(...rests, ...parts.map(allOf)),
  };
}

function hasStar(node: Node): boolean {
  if (node.class === 'SUBQUERY') return false;
  return node.class === 'STAR' || childrenOf(node).some(hasStar);
}

/** Whether what a star is in (`max(columns(*))`, `* like 'a%'`) has the names of its columns, and nothing of others in it. */
function keepsNames(item: Node): boolean {
  if (item.alias !== undefined) return false;
  return (
    item.class === 'STAR' || nodesIn(item.children).every((child) => /^(?:STAR|CONSTANT)$/.test(String(child.class)))
  );
}
