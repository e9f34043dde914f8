import { toVisible, toVisibleLines } from '../../redact/visible.ts';

/** Renders text as a code span that its own backticks cannot end (CommonMark 6.1). Not for table cells: a pipe would end them. */
export function codeSpan(text: string): string {
  const visible = toVisible(text);
  if (visible.trim() === '') return '` `';
  const fence = '`'.repeat(longestRun(visible) + 1);
  const pad = visible.startsWith('`') || visible.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${visible}${pad}${fence}`;
}

/** Renders text as a fenced block that its own fences cannot end (CommonMark 4.5). */
export function codeBlock(of: { readonly text: string; readonly language: string }): string {
  const visible = toVisibleLines(of.text).trimEnd();
  const longest = longestRun(visible);
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}${/^[a-z0-9+#-]{1,20}$/i.test(of.language) ? of.language : ''}\n${visible}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
