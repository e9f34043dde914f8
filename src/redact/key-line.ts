/** How many lines are looked at behind the beginning of a key: one of 8192 bits has a hundred. */
export const mostLines = 200;

/** Lines of a key have 64 characters, those of OpenSSH 70 (RFC 7468, 2); a hash is hexadecimal. */
export const wholeLine = /(?<![\w+/=-])[A-Za-z0-9+/]{48,80}(?![\w+/-])={0,2}/g;

/** What may be a line of a key where nothing around it tells: exactly as long as they are, between blanks or quotes. */
const loneLine = /(?<![^\s"'\\:>])[A-Za-z0-9+/]{64}(?:[A-Za-z0-9+/]{6})?(?![^\s"'\\,<])/g;

/** Whether a text is one line and has a line of a key in it. */
export function hasLoneKeyLine(text: string): boolean {
  return isOneLine(text) && text.match(loneLine)?.some(isRandom) === true;
}

/** Hides the lines of a key in a text of one line. In one of several what stands around them tells whether they are. */
export function hideLoneKeyLines(text: string, hide: (line: string) => string): string {
  return isOneLine(text) ? text.replace(loneLine, (found) => (isRandom(found) ? hide(found) : found)) : text;
}

function isOneLine(text: string): boolean {
  return text.length >= 64 && !text.includes('\n');
}

/** Letters of both cases and digits, as chance mixes them. */
function isRandom(text: string): boolean {
  return count(text, /[A-Z]/g) >= 8 && count(text, /[a-z]/g) >= 8 && /\d/.test(text);
}

/** Whether a text is hexadecimal, as a hash is. */
export function isHex(text: string): boolean {
  return /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(text);
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/**
 * Creates what hides the lines of a private key that come one by one: from one that begins a key to the one that ends it, or as many as a
 * key may have; else by what a line looks like. The lines that begin and end a key stay as they are, and what others log in between stays too.
 */
export function createKeyLineHider(hide: (line: string) => string): (line: string) => string {
  /** How many more lines may be of the key, and what stands before each, its digits aside. */
  let left = 0;
  let lead = '';
  let isPublic = false;
  return (line) => {
    const begin = line.lastIndexOf('-----BEGIN ');
    if (begin >= 0 || line.includes('-----END ')) {
      const isPrivate = begin >= 0 && /^-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/.test(line.slice(begin, begin + 80));
      const isOpen = begin >= 0 && !line.includes('-----END ', begin);
      left = isOpen && isPrivate ? mostLines : 0;
      isPublic = isOpen && !isPrivate;
      lead = withoutDigits(line.slice(0, Math.max(0, begin)));
      return line;
    }
    if (left === 0) return isPublic ? line : hideLoneKeyLines(line, hide);
    left -= 1;
    const rest = line.slice(lead.length);
    if (withoutDigits(line.slice(0, lead.length)) === lead && /^[A-Za-z0-9+/]{4,80}={0,2}["'}\\\s]{0,8}$/.test(rest))
      return line.slice(0, lead.length) + rest.replace(/^[A-Za-z0-9+/]+={0,2}/, hide);
    return line.replace(wholeLine, (found) => (isHex(found) ? found : hide(found)));
  };
}

function withoutDigits(text: string): string {
  return text.replace(/\d/g, '0');
}
