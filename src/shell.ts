/**
 * Renders argv as a line that can be pasted into a shell. A word with control characters, which a screen must not show as they are, is
 * written as `$'…'` (POSIX.1-2024 2.2.4; bash, zsh, ksh): what is shown is then what is sent.
 */
export function renderShell(argv: readonly string[]): string {
  return argv.map(quote).join(' ');
}

function quote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (!control.test(word)) return `'${word.replaceAll("'", "'\\''")}'`;
  return `$'${word.replace(/[\\']/g, '\\$&').replace(new RegExp(control, 'g'), escapeControl)}'`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const control = /[\u0000-\u001f\u007f]/;

const named: { readonly [mark: string]: string } = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Three octal digits end by themselves, whatever follows; hexadecimal ones do not. */
function escapeControl(mark: string): string {
  return named[mark] ?? `\\${(mark.codePointAt(0) ?? 0).toString(8).padStart(3, '0')}`;
}
