/**
 * Splits a command line into words as a POSIX shell does: quotes, backslashes, `$'…'`, and lines joined by a backslash. Nothing
 * is expanded. Gives undefined where a quote is not closed.
 */
export function splitShell(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const mark = line[at] ?? '';
    if (/\s/.test(mark)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (mark === '\\') {
      at++;
      if (line[at] === '\r') at++;
      if (line[at] !== '\n') word = (word ?? '') + (line[at] ?? '');
    } else if (mark === "'" || (mark === '$' && line[at + 1] === "'")) {
      const isAnsi = mark === '$';
      const end = isAnsi ? endOfAnsi(line, at + 2) : line.indexOf("'", at + 1);
      if (end < 0) return undefined;
      const inner = line.slice(at + (isAnsi ? 2 : 1), end);
      word = (word ?? '') + (isAnsi ? unescapeAnsi(inner) : inner);
      at = end;
    } else if (mark === '"') {
      const end = endOfAnsi(line, at + 1, '"');
      if (end < 0) return undefined;
      word = (word ?? '') + line.slice(at + 1, end).replace(/\\([$`"\\])|\\\r?\n/g, '$1');
      at = end;
    } else {
      word = (word ?? '') + mark;
    }
  }
  return word === undefined ? words : [...words, word];
}

function endOfAnsi(line: string, from: number, quote = "'"): number {
  for (let at = from; at < line.length; at++) {
    if (line[at] === '\\') at++;
    else if (line[at] === quote) return at;
  }
  return -1;
}

const named: { readonly [mark: string]: string } = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', a: '\x07' };

function unescapeAnsi(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-f]{1,4})|x([0-9a-f]{1,2})|([0-7]{1,3})|([\s\S]))/gi,
    (_, unicode: string | undefined, hex: string | undefined, octal: string | undefined, mark: string | undefined) => {
      if (mark !== undefined) return named[mark] ?? mark;
      return String.fromCharCode(
        octal === undefined ? Number.parseInt(unicode ?? hex ?? '0', 16) : Number.parseInt(octal, 8),
      );
    },
  );
}
