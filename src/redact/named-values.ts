import { type Finder, type Found, matchesOf } from './found.ts';
import { canBeSecret } from './harmless.ts';
import { lineOf, nameBefore } from './name-before.ts';
import { createNameKinds, type NameKind } from './name-kind.ts';
import { valueAt } from './value-at.ts';

/**
 * Finds values by the name before them: `name=value`, `name: value`, `"name":"value"` at any depth of escaping, `name => value`, a
 * header, a query parameter, a YAML block, `<name>value</name>`, `--name value`, and `name: X, value: Y`. Values of names that say who
 * somebody is are found only with `personal`.
 */
export function findNamedValues(options: {
  readonly personal: boolean;
  /** The names of a runbook's own rules, normalised, and which rule each is of. */
  readonly own: ReadonlyMap<string, string>;
}): Finder {
  const kindOf = createNameKinds(options);
  return (text) => {
    const found: Found[] = [];
    let after = 0;
    sign.lastIndex = 0;
    for (let match = sign.exec(text); match !== null; match = sign.exec(text)) {
      const end = endOfName(text, match.index);
      if (end < after) continue;
      const name = nameBefore(text, end);
      if (name === undefined) continue;
      const kind = kindOf(name.text, name.isParameter);
      if (kind === 'none') continue;
      const line = lineOf(text, name, match[0]);
      const value = valueAt(text, sign.lastIndex, { kind, line, name: name.text });
      if (value === undefined) continue;
      found.push(toFound(text, value, kind));
      after = value[1];
    }
    for (const { pattern, needs } of others) {
      if (!needs.some((part) => text.includes(part))) continue;
      for (const match of matchesOf(pattern, text)) {
        const { name = '', value } = match.groups ?? {};
        const kind = kindOf(name, pattern === encoded);
        const end = match.index + match[0].length;
        if (kind === 'none') continue;
        if (value === undefined) {
          const range = valueAt(text, end, { kind, line: 'within', name });
          if (range !== undefined) found.push(toFound(text, range, kind));
        } else if (canBeSecret(value, name)) {
          found.push(toFound(text, [end - value.length, end], kind));
        }
      }
    }
    return found;
  };
}

function toFound(text: string, [start, end]: readonly [number, number], kind: NameKind): Found {
  const value = text.slice(start, end);
  if (typeof kind === 'object') return { rule: kind.own, kind: kind.own, start, end, value };
  return kind === 'personal'
    ? { rule: 'personal field', kind: 'personal', start, end, value, weak: true }
    : { rule: kind === 'header' ? 'credential header' : 'named secret', kind: 'secret', start, end, value };
}

/** What stands between a name and its value. To look for it alone is much faster than for the quote before it too. */
const sign = /=>|:=|[=:]|\\u003[dD]/g;

/** Where the name before a sign ends: before blanks, and before the quote that ends it. */
function endOfName(text: string, at: number): number {
  let blank = at;
  while (at - blank < 3 && (text[blank - 1] === ' ' || text[blank - 1] === '\t')) blank -= 1;
  let end = blank;
  while (blank - end < 8 && end > 0 && quotes.includes(text[end - 1] ?? ' ')) end -= 1;
  return end;
}

const quotes = '\\"\'`])';

/** `%3Ftoken%3Dabc`, `\u0026token\u003dabc`: a query inside something. */
const encoded =
  /(?:%(?:25)*(?:3[fF]|26)|\\u0026|&amp;)(?<name>[\w.-]{2,60})(?:%(?:25)*3[dD]|\\u003[dD])(?<value>(?:(?!%(?:25)*26|\\u0026|&amp;)[^\s&"'<>])+)/g;

const others: readonly { readonly pattern: RegExp; readonly needs: readonly string[] }[] = [
  {
    pattern: /<(?:[\w-]{1,40}:)?(?<name>[A-Za-z][\w.-]{1,60})(?:\s[^<>]{0,300})?>(?<value>[^<>]{3,4000})(?=<)/g,
    needs: ['</'],
  },
  {
    pattern: /&lt;(?:[\w-]{1,40}:)?(?<name>[A-Za-z][\w.-]{1,60})&gt;(?<value>(?:(?!&lt;)[^<>]){3,4000})(?=&lt;)/g,
    needs: ['&lt;'],
  },
  { pattern: /(?<![\w-])--(?<name>[a-z][a-z0-9-]{2,40})[ \t]{1,3}(?<value>(?!-)[^\s"']{3,2000})/gi, needs: ['--'] },
  { pattern: /(?<![\w-])--(?<name>[a-z][a-z0-9-]{2,40})[ \t]{1,3}(?=["'])/gi, needs: ['--'] },
  {
    pattern:
      /\b(?:name|key|header|field|setting|param|parameter|variable)\\{0,8}["']?[ \t]{0,3}[:=][ \t]{0,3}\\{0,8}["']?(?<name>[A-Za-z][\w.-]{1,60})\\{0,8}["']?[,;]?\s{0,40}\\{0,8}["']?value\\{0,8}["']?[ \t]{0,3}[:=]/gi,
    needs: ['value', 'Value', 'VALUE'],
  },
  { pattern: encoded, needs: ['%3', '%26', '%25', '\\u0026', '&amp;'] },
];
