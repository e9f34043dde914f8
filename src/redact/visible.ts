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

/** The same for JSON text: what a terminal would obey or hide is escaped, which JSON allows everywhere in a string. */
export function toVisibleJson(json: string): string {
  return json.replace(unsafe, (found) =>
    found === '\n' || found === '\r\n'
      ? found
      : Array.from({ length: found.length }, (_, at) => escapeUnit(found, at)).join(''),
  );
}

function escapeUnit(text: string, at: number): string {
  return `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`;
}

// Unicode TR 36 (security considerations) and TR 9 (bidirectional controls); fillers, selectors and tags that show nothing. A joiner is
// needed inside pictures and scripts that join; between Latin letters it only hides a difference.
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /\r\n|[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]|\u034f|\u17b4|\u17b5|\u180b|\u180c|\u180d|\u180f|[\u200c\u200d](?=[\u0000-\u02ff\u200b-\u200f]|$)|(?<=^|[\u0000-\u02ff])[\u200c\u200d]|[\u{e0000}-\u{e0fff}]|[\u{1d173}-\u{1d17a}]/gu;
