import { type Finder, type Found, matchesOf } from './found.ts';
import { isPersonalName, isSecretName, isSecretParameter, normalise } from './secret-name.ts';

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
  const kinds = new Map<string, Kind>();
  const kindOf = (name: string, isParameter: boolean): Kind => {
    const key = isParameter ? `?${name}` : name;
    const known = kinds.get(key);
    if (known !== undefined) return known;
    const kind = judgeName(name, { isParameter, ...options });
    // Names repeat; those of a hostile text do not, and are not all kept.
    if (kinds.size >= 5000) kinds.clear();
    kinds.set(key, kind);
    return kind;
  };
  return (text) => {
    const found: Found[] = [];
    let after = 0;
    separator.lastIndex = 0;
    for (let match = separator.exec(text); match !== null; match = separator.exec(text)) {
      if (match.index < after) continue;
      const name = nameBefore(text, match.index);
      if (name === undefined) continue;
      const kind = kindOf(name.text, name.isParameter);
      if (kind === 'none') continue;
      const line = lineOf(text, name, match[0]);
      const value = valueAt(text, separator.lastIndex, { kind, line, name: name.text });
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
        } else if (!isHarmless(value) && value.length >= (shortNames.test(name) ? 3 : 4)) {
          found.push(toFound(text, [end - value.length, end], kind));
        }
      }
    }
    return found;
  };
}

/** Whether a text in the place of a secret is none: nothing, a word for a state, a place where the secret would stand, a fingerprint. */
export function isHarmless(value: string): boolean {
  return harmless.test(value);
}

type Kind = 'none' | 'secret' | 'header' | 'personal' | { readonly own: string };
type Range = readonly [number, number];
/** Where a name stands: within a line, or at its beginning, with all of the line for its value or one word of it. */
type Line = 'within' | 'one-word' | 'whole';

function judgeName(
  name: string,
  of: { readonly isParameter: boolean; readonly personal: boolean; readonly own: ReadonlyMap<string, string> },
): Kind {
  const own = of.own.get(normalise(name));
  if (own !== undefined) return { own };
  if (/(?:^|[_.-])(?:set-)?cookie$|authorization$/i.test(name)) return 'header';
  if (isSecretName(name)) return 'secret';
  if (
    of.isParameter &&
    (isSecretParameter(name) || /^(?:code|ticket|assertion|samlresponse|auth|st|nonce_sig)$/i.test(name))
  )
    return 'secret';
  return of.personal && isPersonalName(name) ? 'personal' : 'none';
}

function toFound(text: string, [start, end]: Range, kind: Kind): Found {
  const value = text.slice(start, end);
  if (typeof kind === 'object') return { rule: kind.own, kind: kind.own, start, end, value };
  return kind === 'personal'
    ? { rule: 'personal field', kind: 'personal', start, end, value, weak: true }
    : { rule: kind === 'header' ? 'credential header' : 'named secret', kind: 'secret', start, end, value };
}

/** What stands between a name and its value; the quote that ends the name with it. */
const separator = /[\\"'`\])]{0,8}[ \t]{0,3}(?:=>|:=|[=:]|\\u003[dD])/g;

/** The name that ends before `at`. `key` alone takes the word before it too: `API key: …`. */
function nameBefore(
  text: string,
  at: number,
): { readonly text: string; readonly start: number; readonly isParameter: boolean } | undefined {
  let start = at;
  while (start > 0 && at - start < 80 && isNameCharacter(text.charCodeAt(start - 1))) start -= 1;
  if (start === at) return undefined;
  let name = text.slice(start, at);
  if (text[start - 1] === ' ' && /^(?:keys?|token|secret|number|code|id)$/i.test(name)) {
    const before = /[A-Za-z]{2,20}$/.exec(text.slice(Math.max(0, start - 21), start - 1))?.[0];
    if (before !== undefined) name = `${before}_${name}`;
  }
  // The parts of an AWS name: arn:aws:secretsmanager:eu-central-1:123456789012:secret:crm/webhook.
  if (text[start - 1] === ':' && /arn:[\w-]*:[\w-]*:[\w-]*:\d*:$/.test(text.slice(Math.max(0, start - 80), start)))
    return undefined;
  return { text: name, start, isParameter: '?&;'.includes(text[start - 1] ?? ' ') };
}

/** `NAME=value of a line`, `name.of.a.property=…` and `name: …` take the line; `name=value` takes a word. */
function lineOf(
  text: string,
  name: { readonly text: string; readonly start: number; readonly isParameter: boolean },
  sign: string,
): Line {
  const lead = text.slice(Math.max(0, name.start - 24), name.start);
  if (!/(?:^|\n)[ \t]{0,10}(?:export |set |- )?$/.test(name.start <= 24 ? lead : `x${lead}`)) return 'within';
  return sign.includes(':') || name.text.includes('.') || !/[a-z]/.test(name.text) ? 'whole' : 'one-word';
}

function isNameCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 45 ||
    code === 46
  );
}

const longest = 8000;

function valueAt(
  text: string,
  from: number,
  of: { readonly kind: Kind; readonly line: Line; readonly name: string },
): Range | undefined {
  let at = from;
  while (at < from + 8 && (text[at] === ' ' || text[at] === '\t')) at += 1;
  if (at === from && of.kind !== 'personal' && text[at] === '\n') return undefined;
  const range = rangeAt(text, at, of);
  if (range === undefined) return undefined;
  const [start, end] = of.kind === 'header' ? withoutScheme(text, range) : range;
  const value = text.slice(start, end);
  if (value.trim().length < (shortNames.test(of.name) ? 3 : 4) || isHarmless(value.trim())) return undefined;
  if (of.kind === 'personal' && !isPersonalValue(of.name, value)) return undefined;
  // In a query, `code=404` and `key=CUST_1` are no credentials.
  if (/^(?:code|key|st|auth)$/i.test(of.name) && (value.length < 12 || /^\d+$/.test(value))) return undefined;
  return [start, end];
}

const shortNames = /(?:^|[_.-])(?:cvv2?|cvc2?|pin|otp|totp)$/i;

function rangeAt(text: string, at: number, of: { readonly kind: Kind; readonly line: Line }): Range | undefined {
  const quote = /^\\{0,8}["'`]/.exec(text.slice(at, at + 9))?.[0];
  if (quote !== undefined) return [at + quote.length, closing(text, at + quote.length, quote)];
  if (text[at] === '[') return [at + 1, firstOf(text, at + 1, /[\]\n]/g)];
  if (/^[|>][+-]?\d?[ \t]{0,3}\n/.test(text.slice(at, at + 8))) return block(text, at);
  if (text[at] === '{' || text[at] === '<' || text[at] === '\n') return undefined;
  if (of.kind === 'header') return [at, firstOf(text, at, /["'`\r\n\])]|\\[nr"]/g)];
  if (of.line === 'within') return [at, firstOf(text, at, /[\s"'`&,;)}\]<>|]|\\[nrt"]|\\u00(?:26|3c|3C|22)/g)];
  const word = firstOf(text, at, /\s/g);
  const rest = text.slice(word, lineEnd(text, at)).trimEnd();
  // A line of its own: all of it is the value, unless more names and values follow.
  if (of.line === 'whole' && !/[\w\]"')][=:] ?\S/.test(rest) && !/^[ \t]+#/.test(rest)) return [at, word + rest.length];
  return [at, at + text.slice(at, word).replace(/[,;]+$/, '').length];
}

/** Where the quote is closed: one that is escaped deeper belongs to the value. What is never closed goes to the end of its line. */
function closing(text: string, from: number, quote: string): number {
  const limit = Math.min(text.length, from + longest);
  const line = lineEnd(text, from);
  const depth = quote.length - 1;
  for (
    let at = text.indexOf(quote.slice(-1), from);
    at >= 0 && at < limit && at <= line;
    at = text.indexOf(quote.slice(-1), at + 1)
  ) {
    let slashes = 0;
    while (at - slashes > from && text[at - slashes - 1] === '\\') slashes += 1;
    if (depth === 0 ? slashes % 2 === 0 : slashes <= depth) return at - Math.min(slashes, depth);
  }
  return Math.min(line, limit);
}

function lineEnd(text: string, from: number): number {
  const part = text.slice(from, from + longest);
  const end = part.indexOf('\n');
  return from + (end < 0 ? part.length : end);
}

function firstOf(text: string, from: number, pattern: RegExp): number {
  pattern.lastIndex = from;
  const found = pattern.exec(text.length > from + longest ? text.slice(0, from + longest) : text);
  return found?.index ?? Math.min(text.length, from + longest);
}

/** A YAML block: the lines after it that are indented more than the name's own line is. */
function block(text: string, at: number): Range {
  const own = /^[ \t-]*/.exec(text.slice(text.lastIndexOf('\n', at) + 1, at))?.[0].length ?? 0;
  const start = text.indexOf('\n', at) + 1;
  let end = start;
  while (end < text.length && end - start < longest) {
    const next = text.indexOf('\n', end);
    const line = text.slice(end, next < 0 ? text.length : next);
    if (line.trim() !== '' && line.length - line.trimStart().length <= own) break;
    end = next < 0 ? text.length : next + 1;
  }
  return [
    start + (text.slice(start, end).length - text.slice(start, end).trimStart().length),
    start + text.slice(start, end).trimEnd().length,
  ];
}

/** Of `Bearer abc status=200` only `abc`; a scheme with parameters goes whole, as a cookie does. */
function withoutScheme(text: string, [start, end]: Range): Range {
  const value = text.slice(start, end);
  const scheme =
    /^(?:Bearer|Basic|Token|ApiKey|Negotiate|GSSAPI|Signature|HMAC|Digest|AWS4-HMAC-SHA256|GenieKey|SSWS|Splunk)\s{1,3}/i.exec(
      value,
    )?.[0] ?? '';
  const rest = value.slice(scheme.length);
  const word = /^[^\s,;]+/.exec(rest)?.[0] ?? '';
  const isOneWord = scheme !== '' && !/^[\w-]+=[^=]/.test(word);
  const isPlain = scheme === '' && /^[^\s,;=]+={0,2}(?=\s)/.test(rest);
  return [start + scheme.length, isOneWord || isPlain ? start + scheme.length + word.length : end];
}

function isPersonalValue(name: string, value: string): boolean {
  const flat = normalise(name);
  if (/phone|msisdn|mobile/.test(flat)) return /(?:\d[ ().-]{0,2}){6}/.test(value);
  if (/number|ssn|_id|^id_|passport|pin|iban|account|birth|dob/.test(flat)) return /\d/.test(value);
  return /\p{L}{2}/u.test(value);
}

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

/**
 * A state, a place-holder (`${X}`, `$X`, `{{ x }}`, `%s`, `<token>`, `***`), a fingerprint, a piece of code that reads it from elsewhere.
 */
const harmless =
  /^(?:.{0,2}|null|nil|none|true|false|undefined|yes|no|unset|set|empty|missing|required|expired|invalid|revoked|rotated|incorrect|changed|present|absent|unknown|disabled|enabled|unauthorized|denied|failed|mismatch|accepted|rejected|refreshed|not|redacted|filtered|hidden|masked|sha(?:1|256|512):.*|hmac:.*|\[?\*{3,}.*|\*{2,}|x{3,}|X{3,}|•+|\[?<?(?:redacted|filtered|masked|removed|hidden|credential|secret|token|password)>?\]?|\$\{[^}]*\}?|\$\(.*|\$[A-Za-z_]\w*|\{\{.*|%[a-z]|%\(\w+\)s|process\.env\.\w+|os\.environ.*|(?:System\.)?getenv.*|env\..*|!vault.*|vault:.*|ref\+.*|arn:aws:(?:secretsmanager|ssm):.*|file:.*|\/(?:run|etc|var)\/[\w./-]+)$/i;
