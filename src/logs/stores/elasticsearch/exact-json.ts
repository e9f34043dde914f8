/** Stands before the digits of a number that JavaScript would spell otherwise, while it is kept as a text. */
const mark = '\u0000causebook number ';

/**
 * Reads JSON whose numbers keep their spelling: an id of 19 digits, 1.0, 1e3. Such a number becomes a text, which
 * `stringifyExact` and `toExactText` turn into the number again.
 */
export function parseExact(json: string): unknown {
  return JSON.parse(
    json.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (found) =>
      found.startsWith('"') || String(Number(found)) === found ? found : JSON.stringify(mark + found),
    ),
  );
}

/** The JSON of a value that `parseExact` gave. */
export function stringifyExact(value: unknown): string {
  return JSON.stringify(value).replace(/"\\u0000causebook number (-?\d[\d.eE+-]*)"/g, '$1');
}

/** A value that `parseExact` gave, as text: a list or an object as JSON. */
export function toExactText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return stringifyExact(value);
  const text = String(value);
  return text.startsWith(mark) ? text.slice(mark.length) : text;
}
