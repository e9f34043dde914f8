import { codeBlock } from '../markdown/code.ts';
import { escapeInline } from '../markdown/escape.ts';
import { renderLine } from '../markdown/line.ts';
import { readProseLine } from '../note/prose.ts';

/** How the parts of a message are written. Every text is one paragraph; `code` has lines. */
export type Markup = {
  readonly title: (text: string) => string;
  readonly heading: (text: string) => string;
  readonly anchor: (text: string) => string;
  readonly paragraph: (text: string) => string;
  readonly list: (items: readonly string[]) => string;
  readonly box: (code: string, label: string) => string;
  readonly code: (text: string) => string;
};

/** Mail breaks longer lines, and adds a quote mark or two first. */
const columns = 72;

const markdown: Markup = {
  title: (text) => `# ${escapeInline(text)}`,
  heading: (text) => `## ${escapeInline(text)}`,
  // Ids and numbers alone: nothing in it needs an escape.
  anchor: (text) => `### ${text}`,
  paragraph: renderProse,
  list: (items) => items.map((item) => `- ${renderProse(item)}`).join('\n'),
  box: (code, label) => `- [ ] ${code} ${escapeInline(label)}`,
  code: (text) => codeBlock({ text, language: '' }),
};

const plain: Markup = {
  title: (text) => wrap(text, ''),
  heading: (text) => `${text}\n${'-'.repeat(text.length)}`,
  anchor: (text) => text,
  paragraph: (text) => wrap(text, ''),
  list: (items) => items.map((item) => wrap(`- ${item}`, '  ')).join('\n'),
  box: (code, label) => wrap(`[ ] ${code} ${label}`, '       '),
  code: (text) => text.replace(/^/gm, '    '),
};

/** The two forms of a message. */
export const markups = { md: markdown, text: plain } as const;

/** Breaks a text at spaces; a word that is longer than a line stays whole. `indent` is that of the lines after the first. */
function wrap(text: string, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    if (line.trim() !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = line.trim() === '' ? `${line}${word}` : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}

function renderProse(text: string): string {
  return renderLine(readProseLine(text));
}
