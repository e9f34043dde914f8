/**
 * SQL without line breaks and line comments, so that a command is one line that can be copied; those inside quotes stay.
 */
export function toOneLine(text: string): string {
  const parts = text.trim().matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$\w*\$)[\s\S]*?\1|((?:\s+|--[^\n]*)+)|[\s\S]/g);
  return [...parts].map(([part, , gap]) => (gap === undefined ? part : ' ')).join('');
}
