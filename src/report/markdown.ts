import { renderBlocks } from './markdown/block.ts';
import { escapeInline } from './markdown/escape.ts';
import { type Block, type Note, plainText } from './note/block.ts';
import { createNote } from './note.ts';
import type { Report } from './report.ts';

/** Renders a report as the incident note in Markdown (CommonMark, GFM) that also reads well raw. */
export function renderMarkdown(report: Report): string {
  return renderNote(createNote(report));
}

/** Renders a note in Markdown. The ids of evidence become links to their place in it, by definitions at the very end. */
export function renderNote({ title, blocks }: Note): string {
  const links = blocks.flatMap((block) => linkOf(block) ?? []);
  return `${[`# ${escapeInline(title)}`, renderBlocks(blocks), ...(links.length === 0 ? [] : [links.join('\n')])].join('\n\n')}\n`;
}

function linkOf(block: Block): string | undefined {
  if (block.kind !== 'heading' || block.id === undefined) return undefined;
  // The anchor that GitHub and GitLab give a heading.
  const anchor = plainText(block.line)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');
  return `[${block.id}]: #${anchor}`;
}
