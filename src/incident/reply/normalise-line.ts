/**
 * A line of a reply. `number` counts from 1, `depth` is how deep it is quoted, `written` is what stands behind the quote marks, and `text`
 * the same without what mail, chat and Markdown put around its words.
 */
export type ReplyLine = {
  readonly number: number;
  readonly depth: number;
  readonly written: string;
  readonly text: string;
};

/** The lines of a reply. Line ends of every kind, also those of an old Mac. */
export function linesOf(text: string): readonly ReplyLine[] {
  return text.split(/\r\n|\r|\n/).map((line, index) => {
    const spaced = line.replace(/[\u00a0\u2007\u202f]/g, ' ').replace(/[\u200b-\u200d\u2060\ufeff]/g, '');
    const [quotes = ''] = /^\s*(?:(?:>|&gt;|\|(?=\s|$))\s*)*/.exec(spaced) ?? [];
    const depth = (quotes.match(/>|&gt;|\|/g) ?? []).length;
    const written = spaced.slice(quotes.length).trim();
    return { number: index + 1, depth, written, text: normalise(written) };
  });
}

/** A text as it is compared: without emphasis, list marks and escapes, with plain quotes, dashes and spaces. */
export function normalise(text: string): string {
  return text
    .replace(/[☐⬜□]/g, '[ ]')
    .replace(/[☑☒✅✔]\ufe0f?/g, '[x]')
    .replace(/\\(?=[!-/:-@[-`{-~])/g, '')
    .replace(/[*`]|~~/g, '')
    .replace(/^\s*(?:[-+•◦▪]\s+|#{1,6}\s+)+/, '')
    .replace(/(?<![\p{L}\p{N}_])_+(?=[\p{L}\p{N}])|(?<=[\p{L}\p{N}.:!?])_+(?![\p{L}\p{N}_])/gu, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&nbsp;/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’‚]/g, "'")
    .replace(/[–—−]/g, '-')
    .replace(/…/g, '...')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The words of a text as they are compared. */
export function wordsOf(text: string): readonly string[] {
  const plain = normalise(text).toLowerCase();
  return plain === '' ? [] : plain.split(' ');
}
