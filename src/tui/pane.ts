import { blank, type Line } from './line.ts';

/** A rectangle ready to be drawn: a title row and exactly `height - 1` rows below it. */
export type Pane = {
  readonly id: string;
  readonly title: string;
  readonly columns: number;
  readonly height: number;
  readonly lines: readonly Line[];
  readonly hasFocus: boolean;
  /** Whether a divider runs down its left side. */
  readonly isDivided: boolean;
  /** Rows of its content that are out of sight. */
  readonly above: number;
  readonly below: number;
};

/** The part of a content that shows: `offset` is where it starts once kept inside the content. */
export type Window = {
  readonly lines: readonly Line[];
  readonly offset: number;
  readonly above: number;
  readonly below: number;
};

/** The columns that a pane has for its content. */
export function innerColumns(pane: { readonly columns: number; readonly isDivided: boolean }): number {
  return pane.columns - (pane.isDivided ? 3 : 2);
}

/** Cuts a content to `height` rows from `offset` on; a short content is filled up with empty rows. */
export function windowOf(content: readonly Line[], offset: number, height: number): Window {
  const from = Math.max(0, Math.min(offset, content.length - height));
  const seen = content.slice(from, from + height);
  const empty = Array.from({ length: Math.max(0, height - seen.length) }, () => blank);
  return { lines: [...seen, ...empty], offset: from, above: from, below: Math.max(0, content.length - from - height) };
}

/** Where a content of `count` rows must start so that `row` is in sight, near the middle. */
export function offsetAround(row: number, height: number): number {
  return Math.max(0, row - Math.floor((height - 1) / 2));
}
