import type { Block, Item, Line, Span } from '../note/block.ts';
import { escapeHtml, escapeLines } from './escape.ts';
import { renderFigure, renderSequence } from './figure.ts';
import { renderTable } from './table.ts';

/** Creates what renders the parts of one document: the ids of its figures are numbered through. */
export function createBlockRenderer(): (blocks: readonly Block[]) => string {
  let figures = 0;
  const render = (blocks: readonly Block[]): string => blocks.map(renderBlock).join('\n');
  const renderBlock = (block: Block): string => {
    switch (block.kind) {
      case 'heading': {
        const id = block.id === undefined ? '' : ` id="${escapeHtml(block.id)}"`;
        return `<h${block.level}${id}>${renderLine(block.line)}</h${block.level}>`;
      }
      case 'paragraph':
        return `<p>${renderLine(block.line)}</p>`;
      case 'list':
        return renderList(block.items, block.first);
      case 'table':
        return renderTable(
          block.head,
          block.rows.map((row) => row.map(renderLine)),
        );
      case 'code':
        return `<pre tabindex="0"><code>${escapeLines(block.text.trimEnd())}</code></pre>`;
      case 'picture':
        figures += 1;
        return renderFigure(block.picture, `figure-${figures}`);
      case 'sequence':
        figures += 1;
        return renderSequence(block, `figure-${figures}`);
      case 'details':
        return `<details>\n<summary>${escapeHtml(block.summary)}</summary>\n${render(block.blocks)}\n</details>`;
    }
  };
  return render;
}

function renderList(items: readonly Item[], first?: number): string {
  const tag = first === undefined ? 'ul' : 'ol';
  const start = first === undefined || first === 1 ? '' : ` start="${first}"`;
  const lines = items.map(({ line, items: under = [] }) => {
    const inner = under.length === 0 ? '' : `\n${renderList(under)}\n`;
    return `<li>${renderLine(line)}${inner}</li>`;
  });
  return `<${tag}${start}>\n${lines.join('\n')}\n</${tag}>`;
}

function renderLine(line: Line): string {
  return line.map(renderSpan).join('').trim();
}

function renderSpan(span: Span): string {
  if (typeof span === 'string') return escapeHtml(span);
  if ('code' in span) return `<code>${escapeHtml(span.code)}</code>`;
  if ('evidence' in span) return `<a href="#${escapeHtml(span.evidence)}">${escapeHtml(span.evidence)}</a>`;
  const word = ['fail', 'warn', 'pass'].includes(span.strong) ? ` class="${span.strong}"` : '';
  return `<strong${word}>${escapeHtml(span.strong.trim())}</strong>`;
}
