import { columnKey } from '../column-name.ts';
import { allOf, type Fields, fieldsUnder, isSame, type Relation, union } from './relation.ts';

/** What names stand for in a SELECT: what it selects from, the other columns of its own by their aliases, and what is around it. */
export type Scope = {
  readonly relations: readonly Relation[];
  readonly aliases: ReadonlyMap<string, () => Fields>;
  readonly outer: Scope | undefined;
};

/** The fields behind a reference such as `a`, `t.a` or `t.a.b`, and the names in it. */
export function resolve(parts: readonly string[], scope: Scope | undefined): Fields {
  for (let at = scope; at !== undefined; at = at.outer) {
    const found = resolveIn(parts, at);
    if (found !== undefined) return found;
  }
  return new Set(parts);
}

function resolveIn(parts: readonly string[], { relations, aliases }: Scope): Fields | undefined {
  const [first = ''] = parts;
  const names = new Set(parts);
  const behind = behindTable(parts, relations);
  const own = relations.map((relation) => fieldsUnder(relation, first)).filter((fields) => fields !== undefined);
  if (relations.some(({ columns }) => columns.some(({ name }) => isSame(name, first))))
    return union(...own, behind, names);
  if (behind !== undefined) return behind;
  const alias = aliases.get(columnKey(first))?.();
  return own.length === 0 && alias === undefined ? undefined : union(...own, alias, names);
}

/** Where a part is the name of a table: its column by the part behind it, or all of the row. */
function behindTable(parts: readonly string[], relations: readonly Relation[]): Fields | undefined {
  const found = parts.flatMap((part, at) =>
    relations
      .filter(({ alias }) => isSame(alias, part))
      .map((relation) => {
        const name = parts[at + 1];
        return name === undefined ? allOf(relation) : union(fieldsUnder(relation, name), new Set(parts.slice(at + 1)));
      }),
  );
  return found.length === 0 ? undefined : union(...found);
}
