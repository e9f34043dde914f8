/**
 * What to send before live lines are drawn anew in a terminal that has become narrower: such a terminal has broken them into
 * more rows than were drawn, and who erases only what was drawn leaves the rest in the scrollback. Empty where nothing was
 * broken, and for terminals that cut instead of breaking: going up there would erase what is finished.
 */
export function rewindReflowed(
  widths: readonly number[],
  columns: number,
  env: { readonly [name: string]: string | undefined },
): string {
  const rows = widths.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / Math.max(1, columns))), 0);
  if (rows <= widths.length || cutsLines(env)) return '';
  return `\u001b[${rows}A\r\u001b[J${'\n'.repeat(widths.length)}`;
}

/** xterm itself (others only call themselves so), GNU screen and the Linux console; tmux breaks lines wherever it runs. */
function cutsLines({
  TMUX = '',
  XTERM_VERSION = '',
  STY = '',
  TERM,
}: {
  readonly [name: string]: string | undefined;
}): boolean {
  return TMUX === '' && (XTERM_VERSION !== '' || STY !== '' || TERM === 'linux');
}
