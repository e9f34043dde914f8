import type { StepSource } from '../../incident/session.ts';

/**
 * A log text that is being pasted. `sources` are those it may be of, undefined while they are looked up; `source` is the
 * one that was picked. `isTyped` when text came as keys, from a terminal that does not mark a paste: then a return is text.
 */
export type Paste = {
  readonly step: string;
  readonly sources: readonly StepSource[] | undefined;
  readonly source: StepSource | undefined;
  readonly item: number;
  readonly text: string;
  readonly size: PasteSize;
  readonly isTyped: boolean;
};

/** How much was pasted, and its first and last characters as they came, not made safe. */
export type PasteSize = {
  readonly bytes: number;
  /** Line ends so far. */
  readonly breaks: number;
  readonly head: string;
  readonly tail: string;
};

/** Lines that are shown from either end. */
const shownLines = 3;

/** Characters that are kept from either end, so that adding to megabytes stays cheap; a line may be longer than any screen. */
const keptCharacters = 4_000;

const emptySize: PasteSize = { bytes: 0, breaks: 0, head: '', tail: '' };

/** The paste before anything has been pasted. */
export function createPaste(step: string): Paste {
  return {
    step,
    sources: undefined,
    source: undefined,
    item: 0,
    text: '',
    size: emptySize,
    isTyped: false,
  };
}

/** Adds a text at the end. */
export function append(paste: Paste, text: string, isTyped: boolean): Paste {
  return {
    ...paste,
    text: paste.text + text,
    size: addSize(paste.size, text),
    isTyped: paste.isTyped || isTyped,
  };
}

/** Throws away what was pasted. */
export function empty(paste: Paste): Paste {
  return { ...paste, text: '', size: emptySize, isTyped: false };
}

/** How many lines a text has; the last one needs no end. */
export function linesIn({ breaks, tail }: PasteSize): number {
  return breaks + (tail === '' || /[\r\n]$/.test(tail) ? 0 : 1);
}

/** The first and the last lines that are shown, as `redact` gives them; all of them, in `first`, where there are no more than both. */
export function endsOf(
  size: PasteSize,
  redact: (text: string) => string,
): { readonly first: readonly string[]; readonly last: readonly string[] } {
  const lines = linesIn(size);
  // A secret may take several lines.
  const head = linesOf(redact(size.head));
  if (lines <= shownLines * 2 && size.bytes <= keptCharacters) return { first: head, last: [] };
  return { first: head.slice(0, shownLines), last: linesOf(redact(size.tail)).slice(-shownLines) };
}

function addSize(size: PasteSize, text: string): PasteSize {
  // A line end of two characters may come in two pieces.
  const isSplit = size.tail.endsWith('\r') && text.startsWith('\n');
  return {
    bytes: size.bytes + Buffer.byteLength(text),
    breaks: size.breaks + countBreaks(text) - (isSplit ? 1 : 0),
    head:
      size.head.length >= keptCharacters
        ? size.head
        : (size.head + text.slice(0, keptCharacters)).slice(0, keptCharacters),
    tail: (size.tail + text.slice(-keptCharacters)).slice(-keptCharacters),
  };
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function countBreaks(text: string): number {
  let count = 0;
  for (const _ of text.matchAll(/\r\n|\r|\n/g)) count += 1;
  return count;
}
