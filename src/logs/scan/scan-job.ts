import type { Definition } from '../formats/definition.ts';
import type { ParseContext } from '../formats/format.ts';
import type { GatherCounts } from '../gather/gatherer.ts';
import type { Untested } from '../gather/passes.ts';
import type { Timing } from '../gather/times.ts';
import type { QuestionSpec } from '../questions/create-question.ts';
import type { LineCounts } from '../read/line-splitter.ts';
import type { Window } from '../window.ts';

/** What is needed to read the lines of one file and to test its events. `format` is an id; `base` is its first reference. */
export type FileJob = {
  readonly base: number;
  readonly format: string;
  readonly context: ParseContext;
  readonly timing: Timing;
  readonly window: Window | undefined;
  readonly isStamped: boolean;
  readonly isSought: boolean;
  readonly untested: Untested;
};

/** What a thread is started with: the question, the files by number, and formats that people added. `state` goes on from a pass before. */
export type ScanStart = {
  readonly spec: QuestionSpec;
  readonly files: readonly (FileJob | undefined)[];
  readonly definitions: readonly Definition[];
  readonly state?: unknown;
};

/**
 * A part of a file that begins and ends with whole lines: a span of its bytes, or bytes that were unpacked already. `fd` is the file, open for
 * all threads: under its name there may be another one by now, or none.
 */
export type ScanPart = { readonly part: number; readonly file: number; readonly from: number } & (
  | { readonly to: number; readonly fd: number }
  | { readonly bytes: Uint8Array }
);

/** What a thread is made with: whether it gives way to a screen. */
export type ScannerData = { readonly givesWay: boolean };

/** What is said to a thread. */
export type ToScanner =
  | { readonly type: 'start'; readonly start: ScanStart }
  | ({ readonly type: 'scan' } & ScanPart)
  | { readonly type: 'finish' };

/** What a thread says: a part was read, what was seen in it, and why it could not be read further; all that was gathered; or what went wrong. */
export type FromScanner =
  | { readonly type: 'ready' }
  | {
      readonly type: 'scanned';
      readonly part: number;
      readonly bytes: number;
      readonly lines: LineCounts;
      readonly counts: GatherCounts;
      readonly problem: string | undefined;
    }
  | { readonly type: 'gathered'; readonly state: unknown }
  | { readonly type: 'failed'; readonly message: string; readonly code: string | undefined };
