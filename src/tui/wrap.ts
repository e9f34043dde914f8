import { graphemes, harmless, isPlain, type Line, line, span, widthOf } from './line.ts';
import type { Tone } from './theme.ts';

/** No cell of a terminal shows more of one text than this; what lies behind is in the note and the journal. */
const maxLength = 8_000;

/** Breaks a text into rows of at most `columns`, at spaces where there are any. Line breaks of the text stay. */
export function wrap(text: string, columns: number): readonly string[] {
  const room = Math.max(1, columns);
  const shown = text.length > maxLength ? `${text.slice(0, maxLength)} …` : text;
  return shown
    .trimEnd()
    .split(/\r\n|\r|\n/)
    .flatMap((row) => wrapRow(harmless(row), room));
}

/** The same, as rows of one tone, at most `max` of them; a cut shows as `…`. */
export function paragraph(
  text: string,
  columns: number,
  options: { readonly tone?: Tone; readonly max?: number } = {},
): readonly Line[] {
  // Nothing far behind the last row needs measuring; a cell takes a few characters at the most.
  const near = options.max === undefined ? text : text.slice(0, options.max * (columns + 1) * 8);
  const rows = wrap(near, columns);
  const max = options.max ?? rows.length;
  const shown = rows.length > max ? [...rows.slice(0, max - 1), `${rows[max - 1] ?? ''} …`] : rows;
  return shown.map((row) => line(span(row, options.tone)));
}

/** A word at the left and a text that hangs under itself: `Why  Tells whether …`. */
export function hanging(label: string, text: string, columns: number, tone: Tone = 'plain'): readonly Line[] {
  const indent = widthOf(label) + 1;
  return wrap(text, columns - indent).map((row, index) =>
    line(span(index === 0 ? `${label} ` : ' '.repeat(indent), 'label'), span(row, tone)),
  );
}

/** The same rows as those of the general way, for a text whose characters take one column each: no word of it is measured. */
function wrapPlain(text: string, columns: number): readonly string[] {
  const rows: string[] = [];
  let start = 0;
  const close = (at: number) => {
    rows.push(text.slice(start, at).trimEnd());
    start = at;
  };
  for (let from = 0; from < text.length; ) {
    const to = endOfWord(text, from);
    const bare = text.slice(from, to).trimEnd().length;
    if (from > start && from - start + bare > columns) close(from);
    if (bare > columns) while (to - start > columns) close(start + columns);
    from = to;
  }
  close(text.length);
  return rows;
}

/** Where the next word begins: behind a single space, so that what is aligned with several stays so. */
function endOfWord(text: string, from: number): number {
  for (let at = text.indexOf(' ', from + 1); at >= 0 && at + 1 < text.length; at = text.indexOf(' ', at + 1)) {
    if (text[at - 1] !== ' ' && text[at + 1] !== ' ') return at + 1;
  }
  return text.length;
}

function wrapRow(text: string, columns: number): readonly string[] {
  if (isPlain(text)) return wrapPlain(text, columns);
  const rows: string[] = [];
  let row = '';
  let width = 0;
  const close = () => {
    rows.push(row.trimEnd());
    row = '';
    width = 0;
  };
  for (const word of text.split(/(?<=\S )(?=\S)/)) {
    const bare = widthOf(word.trimEnd());
    if (width > 0 && width + bare > columns) close();
    const pieces = bare > columns ? graphemes(word) : [word];
    for (const piece of pieces) {
      const pieceWidth = widthOf(piece);
      if (pieces.length > 1 && width + pieceWidth > columns) close();
      row += piece;
      width += pieceWidth;
    }
  }
  close();
  return rows;
}
