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

/** How much was pasted, its first and its last lines; the lines are as they came, not made safe. */
export type PasteSize = {
  readonly bytes: number;
  readonly lines: number;
  readonly first: readonly string[];
  readonly last: readonly string[];
};

/** Lines that are shown from either end. */
export const shownLines = 3;

/** A line may be a megabyte; no screen shows more of it than this. */
const shownCharacters = 400;

/** The paste before anything has been pasted. */
export function createPaste(step: string): Paste {
  return { step, sources: undefined, source: undefined, item: 0, text: '', size: sizeOf(''), isTyped: false };
}

/** Adds a text at the end. */
export function append(paste: Paste, text: string, isTyped: boolean): Paste {
  const whole = paste.text + text;
  return { ...paste, text: whole, size: sizeOf(whole), isTyped: paste.isTyped || isTyped };
}

/** Throws away what was pasted. */
export function empty(paste: Paste): Paste {
  return { ...paste, text: '', size: sizeOf(''), isTyped: false };
}

function sizeOf(text: string): PasteSize {
  const near = shownLines * 4 * shownCharacters;
  const first = linesOf(text.slice(0, near)).slice(0, shownLines);
  const last = linesOf(text.slice(-near)).slice(-shownLines);
  return { bytes: bytesOf(text), lines: countLines(text), first: first.map(short), last: last.map(short) };
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function short(line: string): string {
  return line.slice(0, shownCharacters);
}

function countLines(text: string): number {
  let count = 0;
  for (const _ of text.matchAll(/\r\n|\r|\n/g)) count += 1;
  return text === '' || /[\r\n]$/.test(text.slice(-1)) ? count : count + 1;
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
