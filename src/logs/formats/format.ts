import type { Block } from '../block.ts';
import type { Condition } from '../condition.ts';
import type { Stamp } from './stamp/stamp.ts';

/** A parsed line: its instant in milliseconds (NaN when it has none), the resolution of the stamp, and its fields. */
export type ParsedLine = {
  readonly atMs: number;
  readonly resolutionMs: number;
  /** The caller owns it: nobody else keeps it. */
  readonly fields: { [name: string]: unknown };
};

/**
 * What a parser must know besides the lines: the IANA zone of stamps that carry none, when the file was last written (for
 * stamps without a year), and the fields that are wanted (all where left out).
 */
export type ParseContext = {
  readonly zone: string;
  readonly modifiedMs: number;
  readonly fields?: readonly string[] | undefined;
};

/** Reads the lines of one file. */
export type LineParser = {
  /** Reads one line, or gives undefined when the line is not of the format. The first line of an event of several. */
  readonly parse: (text: string) => ParsedLine | undefined;
  /**
   * The instant of a line without reading the rest of it, or undefined where only `parse` can tell. Never a guess: where
   * it gives an instant and `parse` reads the line, `parse` gives the same, exact to `quickResolutionMs` or better.
   */
  readonly quickStamp: (text: string) => number | undefined;
  /**
   * Reads the line that begins at an index of a block, where that can be done without cutting it out, and gives what `parse` gives of it;
   * then `end` is where the next line begins.
   */
  readonly parseAt?: (block: Block, from: number) => ParsedLine | undefined;
  readonly end?: () => number;
  /** Whether a line goes on with the event above it; undefined where each line is an event. */
  readonly isContinuation: ((text: string) => boolean) | undefined;
};

/** What a quick stamp is exact to at worst. */
export const quickResolutionMs = 1000;

/** A quick stamp of what was read of a line. */
export function toQuick({ atMs, resolutionMs }: Stamp): number | undefined {
  return resolutionMs <= quickResolutionMs ? atMs : undefined;
}

/** A way to write a log. `stamps` and `duration` say what the format's own stamp means, where a source does not say otherwise. */
export type Format = {
  readonly id: string;
  readonly title: string;
  readonly stamps: 'start' | 'end';
  readonly duration: { readonly field: string; readonly unit: 'ms' | 's' } | undefined;
  readonly open: (context: ParseContext) => LineParser;
  /**
   * A regular expression (in the syntax that ripgrep and RE2 share) that every line matches whose field fulfils the
   * condition, so that lines can be found before they are parsed; undefined where there is none.
   */
  readonly find: (condition: Condition) => string | undefined;
};

export type Detect = (lines: readonly string[], context: ParseContext) => Format | undefined;

/** The formats that are known here: those that come with causebook and those that people added. */
export type Formats = {
  readonly all: readonly Format[];
  readonly get: (id: string) => Format | undefined;
  /** The format that reads most of the sample lines that are not blank, or undefined when none reads half of them. */
  readonly detect: Detect;
  /** The same without the general formats, for whoever can look at other lines before. */
  readonly detectSpecial: Detect;
};
