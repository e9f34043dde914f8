import { columnKey } from './column-name.ts';

/** The names in a statement, as written and as `columnKey` spells them; undefined where it may want all columns (`*` that is no multiplication). */
export function namesIn(given: string): readonly string[] | undefined {
  const sql = given.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
  if (
    /(?:\bselect\b|\bdistinct\b|\ball\b|[,.])\s*\*/i.test(sql) ||
    // What is multiplied has something behind it; `count(*)` wants none.
    /(?<!\(\s*)\*\s*(?:$|[,)]|(?:from|exclude|replace|rename)\b)/i.test(sql) ||
    /\b(?:natural|pivot|unpivot|summarize|describe|columns)\b/i.test(sql) ||
    // `from` without a SELECT before it.
    /(?:^|\(|\b(?:union|all|intersect|except))\s*(?:from|table)\b/i.test(sql) ||
    (/^\s*with\b/i.test(sql) && /\)\s*from\b/i.test(sql)) ||
    !/\bselect\b/i.test(sql)
  )
    return undefined;
  return [...new Set(wordsIn(sql).flatMap((name) => [name, columnKey(name)]))].sort();
}

/** Whatever may be a name in a statement, as written. */
export function wordsIn(sql: string): readonly string[] {
  const plain = sql.match(/[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/g) ?? [];
  // Both are taken of all of it: what looks like a name in quotes may stand inside a text.
  const quoted = Array.from(sql.matchAll(/"((?:[^"]|"")+)"/g), ([, name = '']) => name.replaceAll('""', '"'));
  return [...plain, ...quoted];
}
