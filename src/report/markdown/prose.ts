import { codeBlock, codeSpan } from './code.ts';
import { escapeInline } from './escape.ts';

/** Renders what a runbook's author wrote: paragraphs, lists, `code` and fenced blocks stay, everything else is plain text. */
export function renderProse(text: string): string {
  const lines = text.trim().split(/\r?\n/);
  const rendered: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const fence = /^\s*(`{3,})\s*(\S*)/.exec(line);
    if (fence === null) {
      rendered.push(renderLine(line));
      continue;
    }
    const end = lines.findIndex((one, index) => index > at && one.trim() === fence[1]);
    const last = end === -1 ? lines.length : end;
    rendered.push(codeBlock({ text: lines.slice(at + 1, last).join('\n'), language: fence[2] ?? '' }));
    at = last;
  }
  return rendered.join('\n').replace(/\n{3,}/g, '\n\n');
}

/** The same for one line: `code` stays, everything else is plain text. */
export function renderProseLine(text: string): string {
  const line = text.trim().replace(/\s*\r?\n\s*/g, ' ');
  const parts = line.split(/(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/);
  // A split by two groups gives text, fence, code, text, fence, code, …, text.
  return parts
    .map((part, index) =>
      index % 3 === 0 ? escapeBetween(part, index === 0) : index % 3 === 2 ? codeSpan(part.trim()) : '',
    )
    .join('');
}

function escapeBetween(part: string, isFirst: boolean): string {
  const [, before = '', inner = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(part) ?? [];
  return `${isFirst ? '' : before && ' '}${escapeInline(inner)}${after && ' '}`;
}

function renderLine(line: string): string {
  const item = /^(\s{0,6})([-*+]|\d{1,3}[.)])\s+(.*)$/.exec(line);
  if (item === null) return renderProseLine(line);
  const marker = /\d/.test(item[2] ?? '') ? item[2] : '-';
  return `${item[1]}${marker} ${renderProseLine(item[3] ?? '')}`;
}
