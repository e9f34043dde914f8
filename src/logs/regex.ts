import { compilePattern } from './pattern.ts';

/**
 * Reads a regular expression as people type it for grep, and gives it in the one form that ripgrep, RE2 and JavaScript
 * read alike: a leading `(?i)` becomes both cases of each letter (no engine of linear time here knows the flag), and `(?P<name>`
 * loses its P. Throws a `UserError` for a pattern that cannot be read or could run for ever.
 */
export function parseRegex(text: string): string {
  const shared = text.replaceAll('(?P<', '(?<');
  const source = shared.startsWith('(?i)') ? bothCases(shared.slice(4)) : shared;
  compilePattern(source);
  return source;
}

function bothCases(source: string): string {
  // An escape, a class, the name of a group, or a letter.
  return source.replace(/\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\(\?<[^>]*>|[A-Za-z]/g, (piece) => {
    if (piece.startsWith('[')) return bothCasesOfClass(piece);
    return piece.length > 1 ? piece : `[${piece.toLowerCase()}${piece.toUpperCase()}]`;
  });
}

function bothCasesOfClass(source: string): string {
  return source.replace(/\\[\s\S]|([A-Za-z])-([A-Za-z])|[A-Za-z]/g, (piece, from?: string, to?: string) => {
    if (piece.startsWith('\\')) return piece;
    if (from === undefined || to === undefined) return `${piece.toLowerCase()}${piece.toUpperCase()}`;
    const isOneCase = from >= 'a' === to >= 'a';
    return isOneCase
      ? `${from.toLowerCase()}-${to.toLowerCase()}${from.toUpperCase()}-${to.toUpperCase()}`
      : `${piece}a-zA-Z`;
  });
}
