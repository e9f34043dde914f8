import { escapeRegex } from '../escape-regex.ts';
import { isSendable } from './condition-shape.ts';

/**
 * A regular expression as RE2 in Go and in C++ read it the same as the engines here. `isAsciiOnly`: on text beyond ASCII
 * they may differ (\d, \w, \s, \b, case folding), on ASCII they do not.
 */
export type PortableRegex = { readonly source: string; readonly isAsciiOnly: boolean };

/** Each alternative is one kind of token; what none of them takes is not portable. */
const token = new RegExp(
  [
    String.raw`(?<group>\((?!\?)|\(\?:)`,
    String.raw`(?<named>\(\?P?<(?<name>[A-Za-z_]\w*)>)`,
    String.raw`(?<flags>\(\?(?<letters>[ims]+(?:-[ims]+)?|-[ims]+)(?<close>[:)]))`,
    String.raw`(?<end>\))`,
    String.raw`(?<repeat>(?:[*+?]|\{(?<least>\d{1,4})(?:,(?<most>\d{0,4}))?\})\??)`,
    String.raw`(?<class>\[\^?\]?(?:\[:\^?[a-z]+:\]|\\[dwsDWSnrtfv]|\\[!-,./:;=?@[-^{-~-]|(?!&&|--|~~)[^\]\\[])*\])`,
    String.raw`(?<unicode>\\[dwsDWSbB])`,
    String.raw`(?<escape>\\[nrtfv]|\\x[0-9A-Fa-f]{2}|\\[!-,./:;=?@[-^{-~-])`,
    String.raw`(?<plain>[^\\[\](){}*+?])`,
    String.raw`(?<brace>[{}\]])`,
  ].join('|'),
  'suy',
);

/**
 * The portable form of a regular expression in the syntax that RE2 and Rust share, or undefined when it has something that
 * one of them lacks or reads differently: then only causebook filters by it (RE2 syntax page; regex crate, "Syntax").
 */
export function toPortable(regex: string): PortableRegex | undefined {
  if (regex.length > 2000 || !isSendable(regex)) return undefined;
  let source = '';
  let isAsciiOnly = false;
  let depth = 0;
  let mayRepeat = false;
  // RE2 takes an anchor that stands twice ($$, ^^, (?:$)$) for more than it says: one has to be the first, or last, of its branch.
  let mayStart = true;
  let hasEnded = false;
  token.lastIndex = 0;
  while (token.lastIndex < regex.length) {
    const found = token.exec(regex);
    if (found === null) return undefined;
    const groups = found.groups ?? {};
    const { named, name, flags, letters, close, end, repeat, least, most, brace } = groups;
    const [text] = found;
    const isOpening = groups.group !== undefined || named !== undefined || flags !== undefined;
    if ((hasEnded && text !== ')' && text !== '|') || (text === '^' && !mayStart)) return undefined;
    hasEnded = text === '$' || (hasEnded && text === ')');
    mayStart = text === '|' || (mayStart && isOpening);
    if (isOpening && close !== ')') depth += 1;
    if (end !== undefined) depth -= 1;
    if (depth < 0) return undefined;
    if (repeat !== undefined && (!mayRepeat || Number(least ?? 0) > 1000 || Number(most || 0) > 1000)) return undefined;
    if (repeat !== undefined && most && Number(most) < Number(least)) return undefined;
    mayRepeat = repeat === undefined && !isOpening && !/^[|^$]$/.test(text);
    isAsciiOnly ||=
      groups.unicode !== undefined || (letters?.includes('i') ?? false) || /\\[dwsDWS]/.test(groups.class ?? '');
    source += named === undefined ? (brace === undefined ? text : `\\${brace}`) : `(?P<${name}>`;
  }
  return depth === 0 ? { source, isAsciiOnly } : undefined;
}

/** A portable form that every text matches which the regular expression matches here, and on ASCII no other. */
export function toPortableSuperset(regex: string): string | undefined {
  const portable = toPortable(regex);
  if (portable === undefined) return undefined;
  return portable.isAsciiOnly ? `(?:${portable.source})|[^\\x00-\\x7F]` : portable.source;
}

/** The same of one over events, which may have several lines: `^` and `$` are where each of them begins and ends, also before a carriage return. */
export function toPortableOfLines(regex: string): string | undefined {
  const portable = toPortable(regex);
  // One as itself, in a class or behind a backslash, costs nothing but precision.
  return portable === undefined || !/[$^]/.test(regex)
    ? toPortableSuperset(regex)
    : `(?m)${portable.source}|[^\\x00-\\x7F]|\\r`;
}

/** A regular expression that finds any of the texts, literally. */
export function anyOf(texts: readonly string[]): string {
  return texts.map(escapeRegex).join('|');
}
