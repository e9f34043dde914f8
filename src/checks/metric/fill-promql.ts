import { CheckProblem } from '../../errors.ts';
import { escapeRegex } from '../../logs/escape-regex.ts';
import type { Fill } from '../check.ts';

/**
 * Puts values into the strings of a PromQL query, escaped so that each is that text and nothing else: in the string of a regular
 * expression (`=~`, `!~`) it matches itself alone. A template outside a string is refused, because there a value would be PromQL.
 */
export const fillPromql: Fill = (query, read) =>
  partsOf(query)
    .map((part) => {
      if (part.template === undefined) return part.text;
      if (part.string === undefined) throw new CheckProblem({ status: 'error', message: tellMisplaced(part.text) });
      const value = read(part.template);
      if (value === null || value === undefined)
        throw new CheckProblem({ status: 'error', message: `${part.text} has no value to put into the query` });
      return escapeIn(part.string, String(value));
    })
    .join('');

/** Why a query cannot be filled in: the first template in it that stands outside a string; undefined where all is well. */
export function misplacedTemplate(query: string): string | undefined {
  const part = partsOf(query).find(({ template, string }) => template !== undefined && string === undefined);
  return part === undefined ? undefined : tellMisplaced(part.text);
}

type Quote = { readonly quote: string; readonly isRegex: boolean };

/** A piece of the query: text, or a template with the string that it stands in. */
type Part = { readonly text: string; readonly template?: string; readonly string?: Quote | undefined };

/** Strings are those of Go, `…` without escapes; `#` begins a comment (Prometheus, promql/parser/lex.go). */
function partsOf(query: string): readonly Part[] {
  const parts: Part[] = [];
  const slot = /\$\{\{([\s\S]*?)\}\}/y;
  let string: Quote | undefined;
  let isComment = false;
  let outside = '';
  for (let at = 0; at < query.length; ) {
    slot.lastIndex = at;
    const [whole, template] = slot.exec(query) ?? [];
    const isEscape = string !== undefined && string.quote !== '`' && query[at] === '\\';
    const text = whole ?? query.slice(at, at + (isEscape ? 2 : 1));
    at += text.length;
    parts.push(template === undefined ? { text } : { text, template: template.trim(), string });
    if (isComment) isComment = text !== '\n';
    else if (text === string?.quote) string = undefined;
    else if (string === undefined && /^["'`]$/.test(text)) string = { quote: text, isRegex: /[=!]~\s*$/.test(outside) };
    else if (string === undefined) {
      isComment = text === '#';
      outside = `${outside}${text}`.slice(-100);
    }
  }
  return parts;
}

function escapeIn({ quote, isRegex }: Quote, value: string): string {
  const text = isRegex ? escapeRegex(value) : value;
  if (quote === '`') {
    if (!text.includes('`')) return text;
    throw new CheckProblem({ status: 'error', message: 'a value with ` in it cannot stand in a `…` string of PromQL' });
  }
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replace(controls, (character) => {
      return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
    });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped.
const controls = /[\u0000-\u001f\u007f]/g;

function tellMisplaced(template: string): string {
  return `${template} stands outside a string of the query: values go only between quotes, like {shop="${template}"}`;
}
