/** The names in a statement, as written and in lower case; undefined where it may want all columns (`*` that is no multiplication). */
export function namesIn(sql: string): readonly string[] | undefined {
  if (
    /(?:\bselect\b|\bdistinct\b|[,.])\s*\*/i.test(sql) ||
    /\b(?:from|summarize|describe|columns)\s*[('"]?\s*\w*\s*$/i.test(sql)
  )
    return undefined;
  const names = sql.match(/[A-Za-z_]\w*/g) ?? [];
  return [...new Set(names.flatMap((name) => [name, name.toLowerCase()]))].sort();
}
