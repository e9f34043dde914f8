import { readEscapeInside } from './read-escape.ts';
import { Unknown } from './unknown.ts';

/** A class in brackets as JavaScript, RE2 and Rust read it: a `]` that stands first is itself, and the classes of POSIX (9.3.5) are those of ASCII. */
export function readClass(piece: string): string {
  const [, alone = ''] = /^\[\^?:(\^?[a-z]+):\]$/.exec(piece) ?? [];
  if (Object.hasOwn(classes, alone.replace('^', '')))
    throw new Unknown(piece, `Write [[:${alone}:]], in two pairs of brackets.`);
  const start = piece.startsWith('[^') ? '[^' : '[';
  const inside = piece.slice(start.length).replace(/^\]/, '\\]');
  return start + inside.replace(item, (one) => (one.length === 1 ? one : readItem(one)));
}

const item = /\[[:.=][^\]]*[:.=]\]|\\(?:[xupP]\{[^}]*\}|x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|[\s\S])|[\s\S]/g;

function readItem(one: string): string {
  if (one.startsWith('\\')) return readEscapeInside(one);
  const [, name = ''] = /^\[:([a-z]+):\]$/.exec(one) ?? [];
  const characters = Object.hasOwn(classes, name) ? classes[name] : undefined;
  if (characters !== undefined) return characters;
  const opposite = /^\[:\^([a-z]+):\]$/.exec(one)?.[1];
  throw new Unknown(
    one,
    opposite === undefined
      ? `There are ${Object.keys(classes).join(', ')}, as in [[:digit:]].`
      : `Write [^[:${opposite}:]], in brackets of its own.`,
  );
}

const classes: { readonly [name: string]: string } = {
  digit: '0-9',
  alpha: 'A-Za-z',
  alnum: '0-9A-Za-z',
  upper: 'A-Z',
  lower: 'a-z',
  space: ' \\t\\n\\r\\f\\v',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  word: '0-9A-Za-z_',
  print: ' -~',
  graph: '!-~',
  cntrl: '\\x00-\\x1f\\x7f',
};
