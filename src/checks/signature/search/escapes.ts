/** How the strings of a JSON text may be escaped: its name, what a reader would call it, and the raw token rewritten. */
export type Escaping = { readonly id: string; readonly words: string; readonly write: (raw: string) => string };

const code = (mark: string, upper = false) => {
  const hex = mark.charCodeAt(0).toString(16).padStart(4, '0');
  return `\\u${upper ? hex.toUpperCase() : hex}`;
};

/** Writes every character outside ASCII as `\uXXXX`, those beyond 16 bits as two. */
export function toAscii(text: string, upper = false): string {
  return text.replace(/\P{ASCII}/gu, (mark) =>
    mark
      .split('')
      .map((unit) => code(unit, upper))
      .join(''),
  );
}

/** Runs `rewrite` on string tokens alone. */
const inStrings = (rewrite: (raw: string) => string) => (raw: string) => (raw.startsWith('"') ? rewrite(raw) : raw);

/** Undoes every escape that JSON does not need, as a parser and JSON.stringify do together. */
const undo = inStrings((raw) => {
  if (!raw.includes('\\')) return raw;
  try {
    return JSON.stringify(JSON.parse(raw));
  } catch {
    return raw;
  }
});

const ascii = (upper: boolean) => (raw: string) => toAscii(raw, upper);
const slashes = (raw: string) => raw.replace(/\//g, '\\/');
const html = (raw: string) => raw.replace(/[<>&\u2028\u2029]/g, (mark) => code(mark));
const dotnet = (raw: string) =>
  ascii(true)(raw.replace(/\\"/g, '\\u0022').replace(/[<>&'+`]/g, (mark) => code(mark, true)));

/** The ways of JSON libraries, the plainest first. */
export const escapings = [
  { id: 'none', words: 'characters written as themselves', write: undo },
  {
    id: 'ascii',
    words: 'every character outside ASCII written as \\u00e9',
    write: inStrings((raw) => ascii(false)(undo(raw))),
  },
  { id: 'slash', words: '/ written as \\/', write: inStrings((raw) => slashes(undo(raw))) },
  {
    id: 'php',
    words: '/ written as \\/ and every character outside ASCII as \\u00e9',
    write: inStrings((raw) => slashes(ascii(false)(undo(raw)))),
  },
  {
    id: 'html',
    words: '<, > and & written as \\u003c, \\u003e and \\u0026',
    write: inStrings((raw) => html(undo(raw))),
  },
  {
    id: 'html-ascii',
    words: '<, > and & and every character outside ASCII written as \\u escapes',
    write: inStrings((raw) => ascii(false)(html(undo(raw)))),
  },
  {
    id: 'dotnet',
    words: "every character outside ASCII and <, >, &, ' and + written as \\u escapes in capitals",
    write: inStrings((raw) => dotnet(undo(raw))),
  },
  {
    id: 'ascii-upper',
    words: 'every character outside ASCII written as \\u00E9, in capitals',
    write: inStrings((raw) => ascii(true)(undo(raw))),
  },
] as const satisfies readonly Escaping[];

/** Escapes kept, their hex digits in the other case. */
export const otherCase: readonly Escaping[] = [
  { id: 'upper', words: '\\u escapes in capitals (\\u00E9)', write: recase((hex) => hex.toUpperCase()) },
  { id: 'lower', words: '\\u escapes in small letters (\\u00e9)', write: recase((hex) => hex.toLowerCase()) },
];

function recase(change: (hex: string) => string): (raw: string) => string {
  return inStrings((raw) => raw.replace(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => `\\u${change(hex)}`));
}
