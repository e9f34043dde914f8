import { toAscii } from './escapes.ts';
import type { Form } from './form.ts';
import { stripEnd } from './line-end-forms.ts';

const form = (value: string, cause: string, words: string, cost = 1): Form<string> => ({ value, cost, cause, words });

/** The texts that a body may have been before white space, quotes or escapes were changed in it, the likelier first. */
export function* textForms(text: string): Generator<Form<string>> {
  const space = 'body-whitespace';
  yield form(
    stripEnd(stripStart(text), ' \t\r\n'),
    space,
    'signed without white space around the body; your body has some',
  );
  yield form(` ${text}`, space, 'signed with a space before the body; your body has lost it');
  const double = parseString(text);
  if (double !== undefined)
    yield form(
      double,
      'body-double-encoded',
      'signed over the text itself; your body is that text JSON-encoded once more (JSON.stringify of a string)',
    );
  yield form(
    JSON.stringify(text),
    'body-double-encoded',
    'signed over the body JSON-encoded once more, as a string in quotes; your body is that string decoded',
  );
  yield form(
    text.replace(/&(quot|amp|lt|gt|apos|#39|#34|#x27|#x2F);/g, (_, name: string) => entities[name] ?? ''),
    'body-html-escaped',
    'signed over the plain text; in your body " & < > have become HTML entities (an XSS filter or sanitiser)',
  );
  const unescaped = parseString(`"${text.replace(/\r?\n/g, '\\n')}"`);
  if (unescaped !== undefined && text.includes('\\'))
    yield form(
      unescaped,
      'body-escaped',
      'signed over the plain text; your body carries it with backslashes (\\" or \\n), as copied out of a log or a string literal',
    );
  // In JSON the printers of JSON libraries say more.
  if (!/^\s*[[{]/.test(text))
    yield form(
      toAscii(text),
      'body-escapes',
      'signed over the raw bytes, with every character outside ASCII written as \\u00e9; in your body a parser undid these escapes',
    );
  yield form(
    text.normalize('NFC'),
    'body-encoding',
    'signed over composed Unicode characters (NFC); in your body they are taken apart (NFD, as macOS does)',
  );
  yield form(
    text.normalize('NFD'),
    'body-encoding',
    'signed over decomposed Unicode characters (NFD); in your body they are composed (NFC)',
  );
  yield form(
    text.replace(/\u00a0/g, ' '),
    space,
    'signed with plain spaces; in your body they have become no-break spaces (copied out of a web page)',
  );
  yield form(
    text.replace(/[\u201c\u201d]/g, '"').replace(/[\u2018\u2019]/g, "'"),
    'body-quotes',
    'signed with straight quotes; in your body they have become curly ones (copied through a chat or document)',
  );
  yield form(text.replace(/\t/g, '    '), space, 'signed with four spaces; your body has tabs', 2);
  yield form(stripLineEnds(text), space, 'signed without spaces at the ends of lines; your body has some', 2);
}

const entities: { readonly [name: string]: string } = {
  quot: '"',
  '#34': '"',
  amp: '&',
  lt: '<',
  gt: '>',
  apos: "'",
  '#39': "'",
  '#x27': "'",
  '#x2F': '/',
};

function stripStart(text: string): string {
  let start = 0;
  while (start < text.length && ' \t\r\n'.includes(text[start] ?? '')) start++;
  return text.slice(start);
}

function stripLineEnds(text: string): string {
  const strip = (line: string) =>
    line.endsWith('\r') ? `${stripEnd(line.slice(0, -1), ' \t')}\r` : stripEnd(line, ' \t');
  return text.split('\n').map(strip).join('\n');
}

function parseString(text: string): string | undefined {
  if (!/^\s*"[\s\S]*"\s*$/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
