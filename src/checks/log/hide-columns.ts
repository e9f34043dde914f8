import type { MadeFrom } from '../../logs/tables/trace-columns.ts';
import type { Value } from '../../logs/value.ts';
import { isSecretName } from '../../redact/secret-name.ts';
import { hideUnder, type Redact } from './hide-named.ts';

type Row = { readonly [column: string]: Value };

/** Stands for a field that may have any name. Of those only texts are hidden: hardly any number is a secret, and answers are made of them. */
const anyName = 'secret';

/** Hides a text that is made from a secret. */
type Hide = (text: string) => string;

/**
 * Hides the values of columns that a statement made from a field with the name of a secret, under another name: `password as p`,
 * `max(password)`. What stands under a name of its own is hidden by whoever shows it.
 */
export function hideColumns(
  rows: readonly Row[],
  of: { readonly madeFrom: MadeFrom; readonly sql: string; readonly redact: Redact },
): readonly Row[] {
  const { madeFrom, sql, redact } = of;
  const columns = Object.keys(rows[0] ?? {}).map((column) => {
    const fields = [...(madeFrom.get(column) ?? [])].map((field) => (field === '*' ? anyName : field));
    const secrets = fields.filter((field) => field !== column && isSecretName(field));
    // What one name does not make a secret of, another may.
    const hide: Hide = (text) =>
      secrets.map((name) => hideUnder(name, text, redact)).find((one) => one !== text) ?? text;
    // Values are names where a statement turns them into columns.
    const isData = secrets.length > 0 && /\bpivot\b/i.test(sql) && !sql.includes(column) && !fields.includes(column);
    return { column, secrets, name: isData ? hide(column) : column, hide };
  });
  // Each of its rows is about one column, by its own name.
  const isSummary = /^\s*summarize\s+"?\w+"?\s*;?\s*$/i.test(sql);
  if (columns.every(({ secrets }) => secrets.length === 0)) return rows;
  return rows.map((row) =>
    Object.fromEntries(
      columns.map(({ column, name, secrets, hide }) => {
        const value = row[column] ?? null;
        const isOpen = secrets.length === 0 || (isSummary && !isSecretName(String(row.column_name)));
        return [
          name,
          isOpen ? value : hideValues(value, { hide, sql, isAny: secrets.every((one) => one === anyName) }),
        ];
      }),
    ),
  );
}

function hideValues(value: Value, of: { readonly hide: Hide; readonly sql: string; readonly isAny: boolean }): Value {
  if (typeof value === 'string') return of.hide(value);
  if (typeof value === 'number')
    return of.isAny || of.hide(String(value)) === String(value) ? value : of.hide(String(value));
  if (Array.isArray(value)) return (value as readonly Value[]).map((one) => hideValues(one, of));
  if (typeof value !== 'object' || value === null) return value;
  // The keys of a map are values as well, those of a struct stand in the statement.
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [of.sql.includes(key) ? key : of.hide(key), hideValues(inner, of)]),
  );
}
