import type { Value } from '../../logs/value.ts';
import { isSecretName } from '../../redact/secret-name.ts';
import { hideUnder, type Redact } from './hide-named.ts';

type Row = { readonly [column: string]: Value };

/**
 * Hides the texts of columns that a statement made from a field with the name of a secret, under another name: `password as p`,
 * `max(password)`. What stands under a name of its own is hidden by whoever shows it.
 */
export function hideColumns(rows: readonly Row[], sql: string, redact: Redact): readonly Row[] {
  // Words in texts and remarks are no names, but for the keys that lead into JSON.
  const plain = sql
    .replace(
      /(->>?\s*)'\$?\.?((?:[^']|'')*)'|'\$\.((?:[^']|'')*)'/g,
      (_, arrow = ' ', key = '', path = '') => `${arrow}${key}${path}`,
    )
    .replace(/'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\//g, (part) => (part.startsWith("'") ? "''" : ' '));
  const names = new Map(Object.keys(rows[0] ?? {}).map((column) => [column, secretSources(column, plain)]));
  if ([...names.values()].every((found) => found.length === 0)) return rows;
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([column, value]) => {
        return [column, hideTexts(names.get(column) ?? [], value, redact)];
      }),
    ),
  );
}

/** The names of the fields behind a column, as far as the text of the statement tells, that are those of secrets. */
function secretSources(column: string, sql: string): readonly string[] {
  const names = new Set<string>();
  const waiting = [column];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    for (const one of [name, ...expressionsOf(name, sql)].flatMap(namesOf)) {
      if (names.has(one)) continue;
      names.add(one);
      waiting.push(one);
    }
  }
  return [...names].filter((name) => name !== column && isSecretName(name));
}

/** What stands before `as name` in a statement, back to the comma or the bracket before it. */
function expressionsOf(name: string, sql: string): readonly string[] {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const alias = new RegExp(`(?:\\sas\\s+|[\\w)\\]}"']\\s+)"?${escaped}"?(?=\\s*(?:[,)]|$|from\\b))`, 'gi');
  return Array.from(sql.matchAll(alias), ({ index }) => sql.slice(startOf(sql, index + 1), index + 1));
}

function startOf(sql: string, end: number): number {
  let depth = 0;
  for (let at = end; at > 0; at -= 1) {
    const character = sql.charAt(at - 1);
    if (character === ')' || character === ']' || character === '}') depth += 1;
    if (character === '(' || character === '[' || character === '{') depth -= 1;
    if (depth < 0 || (depth === 0 && (character === ',' || /\bselect\s$/i.test(sql.slice(Math.max(0, at - 8), at)))))
      return at;
  }
  return 0;
}

function namesOf(expression: string): readonly string[] {
  const names = expression.matchAll(/"((?:[^"]|"")+)"|([A-Za-z_]\w*)/g);
  return Array.from(names, ([, quoted, plain]) => (quoted ?? plain ?? '').replaceAll('""', '"'));
}

function hideTexts(names: readonly string[], value: Value, redact: Redact): Value {
  // What one name does not make a secret of, another may.
  if (typeof value === 'string')
    return names.map((name) => hideUnder(name, value, redact)).find((hidden) => hidden !== value) ?? value;
  if (Array.isArray(value)) return (value as readonly Value[]).map((one) => hideTexts(names, one, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hideTexts(names, inner, redact)]));
}
