import type { Database } from './database.ts';

/** A part of a statement as DuckDB's `json_serialize_sql` gives it; what is empty is left out. */
export type Node = { readonly [key: string]: unknown };

/** Reads the syntax tree of a SELECT; undefined of one that DuckDB does not serialise (PIVOT). */
export async function readTree(database: Database, text: string, signal: AbortSignal): Promise<Node | undefined> {
  const sql =
    'select json_serialize_sql($1::varchar, skip_null := true, skip_empty := true, skip_default := true) as tree';
  const [row] = await database.select({ sql: { text: sql, values: [text] }, tables: [], maxRows: 1, signal });
  const { statements } = JSON.parse(withoutInfinity(String(row?.tree))) as Tree;
  return statements?.[0]?.node;
}

type Tree = { readonly statements?: readonly { readonly node: Node }[] };

/** Its own JSON, in which a number beyond all doubles (`1e400`) is the word `Infinity`. */
function withoutInfinity(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:Infinity|NaN)\b/g, (one) => (one.startsWith('"') ? one : 'null'));
}

/** The nodes right under a node, whichever key they stand under. */
export function childrenOf(node: Node): readonly Node[] {
  return Object.values(node).flatMap(nodesIn);
}

/** The nodes in a value of a node: itself, or those of a list. */
export function nodesIn(value: unknown): readonly Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  return typeof value === 'object' && value !== null ? [value as Node] : [];
}

/** The names of a column reference, `t.a` as two; none of any other node. */
export function namesOfRef(node: Node): readonly string[] {
  return node.class === 'COLUMN_REF' ? (node.column_names as readonly string[]) : [];
}
