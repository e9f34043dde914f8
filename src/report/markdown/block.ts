import type { Block, Item } from '../note/block.ts';
import { codeBlock } from './code.ts';
import { renderCell, renderLine } from './line.ts';
import { renderMermaid } from './mermaid.ts';
import { renderPicture } from './picture.ts';

/** Renders the parts of a note in Markdown, an empty line between them. */
export function renderBlocks(blocks: readonly Block[]): string {
  return blocks.map(renderBlock).join('\n\n');
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${renderLine(block.line)}`;
    case 'paragraph':
      return renderLine(block.line);
    case 'list':
      return renderItems(block.items, block.first).join('\n');
    case 'table':
      return [
        `| ${block.head.join(' | ')} |`,
        `| ${block.head.map(() => '---').join(' | ')} |`,
        ...block.rows.map((row) => `| ${row.map(renderCell).join(' | ')} |`),
      ].join('\n');
    case 'code':
      return codeBlock(block);
    case 'picture':
      return renderPicture(block.picture);
    case 'sequence':
      return renderMermaid(block);
    case 'details':
      // GFM: HTML ends at the empty line, and what follows is Markdown again.
      return `<details>\n<summary>${escapeHtml(block.summary)}</summary>\n\n${renderBlocks(block.blocks)}\n\n</details>`;
  }
}

function renderItems(items: readonly Item[], first?: number): readonly string[] {
  return items.flatMap(({ line, items: under = [] }, index) => {
    const marker = first === undefined ? '-' : `${first + index}.`;
    const pad = ' '.repeat(marker.length + 1);
    return [`${marker} ${renderLine(line)}`, ...renderItems(under).map((one) => pad + one)];
  });
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
