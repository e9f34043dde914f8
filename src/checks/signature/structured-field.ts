/** One member of an RFC 8941 dictionary; `raw` is its value and parameters as they stand. */
export type Member = { readonly key: string; readonly raw: string };

/** A component of an inner list, as `"@query-param";name="id"`, with its parameters in order. */
export type Component = { readonly name: string; readonly parameters: ReadonlyMap<string, string | true> };

/** Splits a dictionary at the commas that stand outside quotes, parentheses and byte sequences. */
export function parseDictionary(text: string): readonly Member[] {
  return splitOutside(text, ',').flatMap((part) => {
    const match = /^([a-z*][a-z0-9_.*-]*)=([\s\S]*)$/.exec(part.trim());
    return match === null ? [] : [{ key: match[1] ?? '', raw: match[2] ?? '' }];
  });
}

/** Parses an inner list with its parameters, as `("a" "@method");created=1;keyid="k"`; undefined where it is none. */
export function parseInnerList(
  raw: string,
): { readonly components: readonly Component[]; readonly parameters: ReadonlyMap<string, string | true> } | undefined {
  const match = /^\(([^()]*)\)(.*)$/s.exec(raw);
  if (match === null) return undefined;
  const components = splitOutside((match[1] ?? '').trim(), ' ')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', ...rest] = splitOutside(part, ';');
      return { name: unquote(name), parameters: toParameters(rest) };
    });
  return { components, parameters: toParameters(splitOutside(match[2] ?? '', ';').slice(1)) };
}

/** The bytes of a byte sequence, as `:AbC=:`; undefined where it is none. */
export function parseBytes(raw: string): Buffer | undefined {
  const match = /^:([A-Za-z0-9+/]*={0,2}):/.exec(raw.trim());
  return match === null ? undefined : Buffer.from(match[1] ?? '', 'base64');
}

function toParameters(parts: readonly string[]): ReadonlyMap<string, string | true> {
  return new Map(
    parts.map((part): readonly [string, string | true] => {
      const at = part.indexOf('=');
      return at < 0 ? [part.trim(), true] : [part.slice(0, at).trim(), unquote(part.slice(at + 1).trim())];
    }),
  );
}

function unquote(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(["\\])/g, '$1') : text;
}

function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const mark = text[at] ?? '';
    if (quoted && mark === '\\') {
      part += mark + (text[++at] ?? '');
      continue;
    }
    if (mark === '"') quoted = !quoted;
    if (!quoted && mark === '(') depth++;
    if (!quoted && mark === ')') depth--;
    if (!quoted && depth === 0 && mark === separator) {
      parts.push(part);
      part = '';
    } else part += mark;
  }
  return [...parts, part];
}
