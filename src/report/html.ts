import { createBlockRenderer } from './html/block.ts';
import { escapeHtml } from './html/escape.ts';
import { style } from './html/style.ts';
import { type Block, type Line, type Note, plainText } from './note/block.ts';
import { createNote } from './note.ts';
import type { Report } from './report.ts';

/**
 * Renders a report as the incident note in HTML: one file that asks nothing of any network, needs no script, and reads on a phone, on
 * paper, in light and in dark. It says what the Markdown says.
 */
export function renderHtml(report: Report): string {
  return renderNote(createNote(report));
}

/** Nothing is loaded and nothing runs, whatever a text from outside would try (Content Security Policy Level 3). */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

function renderNote({ title, blocks }: Note): string {
  const sections = splitSections(blocks);
  const render = createBlockRenderer();
  const contents = sections.flatMap(({ id, heading }) =>
    heading === undefined ? [] : [`<li><a href="#${id}">${escapeHtml(plainText(heading))}</a></li>`],
  );
  return `${[
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="robots" content="noindex">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    ...(contents.length === 0 ? [] : [`<nav aria-label="Contents">\n<ul>\n${contents.join('\n')}\n</ul>\n</nav>`]),
    '<main>',
    `<h1>${escapeHtml(title)}</h1>`,
    ...sections.map(({ id, heading, rest }) =>
      heading === undefined
        ? render(rest)
        : `<section aria-labelledby="${id}">\n<h2 id="${id}">${escapeHtml(plainText(heading))}</h2>\n${render(rest)}\n</section>`,
    ),
    '</main>',
    '</body>',
    '</html>',
  ].join('\n')}\n`;
}

type Section = { readonly id: string; readonly heading: Line | undefined; readonly rest: Block[] };

/** The parts between headings of the second level; what comes before the first has none. */
function splitSections(blocks: readonly Block[]): readonly Section[] {
  const sections: Section[] = [];
  for (const block of blocks) {
    if (block.kind === 'heading' && block.level === 2)
      sections.push({ id: `part-${sections.length}`, heading: block.line, rest: [] });
    else if (sections.length === 0) sections.push({ id: 'part-0', heading: undefined, rest: [block] });
    else sections.at(-1)?.rest.push(block);
  }
  return sections;
}
