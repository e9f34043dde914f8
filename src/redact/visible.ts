/**
 * Makes text from outside safe for a terminal and a document: control characters, escapes (C0, C1), and the characters
 * that reorder or hide text (bidi controls, zero-width, BOM) become visible symbols; a tab becomes a space, a line break ⏎.
 */
export function toVisible(text: string): string {
  return text.replace(unsafe, (found) => {
    const code = found.codePointAt(0) ?? 0;
    if (found === '\t') return ' ';
    if (found === '\n' || found === '\r\n') return '⏎';
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    if (code === 0x7f) return '␡';
    return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}

/** The same for text of several lines: line breaks stay. */
export function toVisibleLines(text: string): string {
  return text.split(/\r?\n/).map(toVisible).join('\n');
}

// Unicode TR 36 (security considerations) and TR 9 (bidirectional controls).
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /\r\n|[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\u{e0001}|[\u{e0020}-\u{e007f}]/gu;
