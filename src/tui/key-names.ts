/** Whether a text is the name of a key in the key table, and so never text to write. */
export function isKeyName(text: string): boolean {
  return text.startsWith('ctrl-') || named.has(text);
}

const named = new Set(
  'up down left right pageup pagedown home end enter esc tab shift-tab backspace delete'.split(' '),
);
