/** A name as SQL tells names apart: the case of ASCII letters does not count (DuckDB). */
export function columnKey(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** A name as SQL takes it, whatever is in it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A name as a person writes it in a statement: in quotes only where it needs them. */
export function renderName(name: string): string {
  return isPlainName(name) ? name : quoteName(name);
}

/** Whether a name needs no quotes in a statement. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*$/.test(name);
}

/** Whether a field can be a column: what is longer is no name but data. */
export function isColumnName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return name.length > 0 && name.length <= 120 && !/[\u0000-\u001f]/.test(name);
}
