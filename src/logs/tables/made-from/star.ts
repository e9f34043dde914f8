import { type Node, nodesIn } from '../syntax-tree.ts';
import { type Columns, isSame, type Made, type Relation } from './relation.ts';

/** The columns that a `*` stands for; `replaced` are those that it has in the place of others. */
export function expandStar(
  node: Node,
  of: { readonly all: Columns; readonly relations: readonly Relation[]; readonly replaced: readonly Made[] },
): Columns {
  const name = node.relation_name as string | undefined;
  const from = name === undefined ? of.all : (of.relations.find(({ alias }) => isSame(alias, name)) ?? of.all);
  const excluded = [node.exclude_list, node.qualified_exclude_list].flat().map(columnNameOf);
  const renamed = nodesIn(node.rename_list).map(({ key, value }) => ({ from: columnNameOf(key), to: String(value) }));
  const columns = from.columns
    .filter((one) => !excluded.some((each) => each !== undefined && isSame(one.name, each)))
    .map((one) => of.replaced.find((each) => each.name !== undefined && isSame(one.name, each.name)) ?? one)
    .map((one) => {
      const to = renamed.find((each) => each.from !== undefined && isSame(one.name, each.from))?.to;
      return to === undefined ? one : { ...one, name: to };
    });
  return { columns, rest: from.rest };
}

/** A column in the list of a star, which may be named with its table. */
function columnNameOf(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) return entry === undefined ? undefined : String(entry);
  return columnNameOf((entry as Node).column);
}
