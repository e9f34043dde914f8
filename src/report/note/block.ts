import type { Picture } from '../../plot/picture.ts';

/** A piece of a line: plain text from anywhere, code, something strong, or the id of an evidence that the line rests on. */
export type Span = string | { readonly code: string } | { readonly strong: string } | { readonly evidence: string };

/** What stands on one line. */
export type Line = readonly Span[];

/** An item of a list, with what belongs under it. */
export type Item = { readonly line: Line; readonly items?: readonly Item[] };

/**
 * A part of the incident note, as every format tells it: data without markup. `id` of a heading is the evidence id that it is the place
 * of. `details` may be collapsed where a format can.
 */
export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3 | 4; readonly line: Line; readonly id?: string }
  | { readonly kind: 'paragraph'; readonly line: Line }
  | { readonly kind: 'list'; readonly items: readonly Item[]; readonly first?: number }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly Line[])[] }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'picture'; readonly picture: Picture }
  | ({ readonly kind: 'sequence' } & Sequence)
  | { readonly kind: 'details'; readonly summary: string; readonly blocks: readonly Block[] };

/** What went between participants, or happened at one, in order: `from` and `to` are places in `participants`. */
export type Sequence = {
  readonly participants: readonly string[];
  readonly events: readonly { readonly text: string; readonly from: number; readonly to: number | undefined }[];
};

/** A whole note. */
export type Note = { readonly title: string; readonly blocks: readonly Block[] };

/** A line written as a template: what is filled in is plain text, a number, a piece or another line. */
export function line(texts: TemplateStringsArray, ...values: readonly (Span | Line | number)[]): Line {
  return texts.flatMap((text, index) => {
    const value = values[index];
    const filled = value === undefined ? [] : typeof value === 'number' ? [String(value)] : [value].flat();
    return [...(text === '' ? [] : [text]), ...filled];
  });
}

/** Lines as one, with a text between them. */
export function joined(lines: readonly Line[], between: string): Line {
  return lines.flatMap((one, index) => (index === 0 ? one : [between, ...one]));
}

/** The text of a line without what its pieces are. */
export function plainText(given: Line): string {
  return given
    .map((span) =>
      typeof span === 'string' ? span : 'code' in span ? span.code : 'strong' in span ? span.strong : span.evidence,
    )
    .join('');
}

export const code = (text: string): Span => ({ code: text });

export const strong = (text: string): Span => ({ strong: text });

export const heading = (level: 2 | 3 | 4, given: Line | string, id?: string): Block => ({
  kind: 'heading',
  level,
  line: toLine(given),
  ...(id === undefined ? {} : { id }),
});

export const paragraph = (given: Line | string): Block => ({ kind: 'paragraph', line: toLine(given) });

/** A list of lines; none where there are none. */
export function list(items: readonly (Item | Line)[]): readonly Block[] {
  if (items.length === 0) return [];
  return [{ kind: 'list', items: items.map((item) => ('line' in item ? item : { line: item })) }];
}

function toLine(given: Line | string): Line {
  return typeof given === 'string' ? [given] : given;
}
