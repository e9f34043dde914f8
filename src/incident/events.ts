import type { Facts } from '../checks/check.ts';
import type { Quality } from '../diagnosis/diagnosis.ts';
import type { Excerpt } from '../logs/log-store.ts';
import type { Picture } from '../plot/picture.ts';
import type { RedactionCounts } from '../redact/redactor.ts';

/** Status of a step's result. Only pass, warn and fail move a hypothesis; `interrupted` is a check that had begun. */
export type StepStatus =
  | 'pass'
  | 'warn'
  | 'fail'
  | 'error'
  | 'skipped'
  | 'blocked'
  | 'not-applicable'
  | 'waiting'
  | 'pending'
  | 'running'
  | 'interrupted';

/** What a finished check says. `startedAt` is RFC 3339 UTC; `pictures` are bounded (`boundPictures`), because the journal keeps them. */
export type CheckResult = {
  readonly status: 'pass' | 'warn' | 'fail' | 'error' | 'blocked' | 'not-applicable';
  readonly outcome: string | null;
  readonly say: string;
  readonly facts: Facts;
  readonly evidence: readonly Excerpt[];
  readonly command: string | null;
  readonly pictures?: readonly Picture[];
  readonly startedAt: string;
  readonly durationMs: number;
  readonly unblock?: string;
};

/** What a person answered. `choice` is a choice id; `text` what was typed. `by` is who said it, `quality` how well they know. */
export type StepAnswer = {
  readonly choice?: string;
  readonly text?: string;
  readonly by?: string;
  readonly quality: Exclude<Quality, 'checked'>;
};

/** Why a question has no answer. `unknown`: they do not know. */
export type Setback = 'unknown' | 'waiting' | 'cannot-get' | 'skipped';

/** Where a file that a party sent comes from. `sha256` and `bytes` are those of the file as it was sent. */
export type Origin = {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly from?: string;
};

/**
 * A log text that a person pasted for a source, or a file that a party sent: the redacted file inside the incident's folder,
 * `pasted/<source>-<n>.log`, and what it holds. `leftOut`: lines that had been pasted before, and are not in it.
 */
export type Pasted = {
  readonly source: string;
  readonly file: string;
  readonly bytes: number;
  readonly lines: number;
  readonly sha256: string;
  readonly leftOut?: number;
  readonly origin?: Origin;
};

/**
 * What the check of a fix said, before or after it was applied. `at` is RFC 3339 UTC; `by` who said it, where a person did. It is kept
 * apart from the step's own result: what was wrong with the incident stays what was wrong with it.
 */
export type FixReading = {
  readonly status: StepStatus;
  readonly outcome: string | null;
  readonly say: string;
  readonly at: string | null;
  readonly durationMs: number | null;
  readonly command: string | null;
  readonly evidence: readonly Excerpt[];
  readonly by?: string;
};

/**
 * The check of a fix made again. `window` is what it read of logs, null where it reads none or nobody knows since when, which
 * `isSinceUnknown` tells; `before` is null where it had never been made.
 */
export type FixVerified = {
  readonly fix: string;
  readonly step: string;
  readonly before: FixReading | null;
  readonly after: FixReading;
  readonly window: { readonly fromMs: number; readonly toMs: number } | null;
  readonly isSinceUnknown?: true;
};

/** Everything the incident was opened with. Secrets are left out: they are asked again. */
export type Opening = {
  readonly incident: string;
  readonly runbook: {
    readonly id: string;
    readonly title: string;
    readonly sha256: string;
    readonly file: string;
    /** What a command line names it by, where that is not its id. */
    readonly name?: string;
  };
  readonly inputs: { readonly [id: string]: string };
  readonly window: { readonly fromMs: number; readonly toMs: number } | null;
  readonly evidence: string | null;
  readonly tool: string;
  /** Who opened it: `anna on laptop`. */
  readonly by?: string;
  /** The time zone (IANA) of the machine it was opened on, where that is not UTC. */
  readonly zone?: string;
};

/** A check whose result may no longer hold, and why. */
export type StaleStep = { readonly step: string; readonly why: string };

/**
 * What happened, in the past tense. `seq` counts from 1, `at` is RFC 3339 UTC. The journal is the list of these; the
 * state is a fold of it.
 */
export type Event = {
  readonly seq: number;
  readonly at: string;
  /** How often each rule struck in it; left out where none did, but for the event that opens. */
  readonly redacted?: RedactionCounts;
} & (
  | ({ readonly type: 'opened' } & Opening)
  /** `evidence`: the folder that counts from here on, where it was named anew. */
  | { readonly type: 'resumed'; readonly runbookSha256: string; readonly by?: string; readonly evidence?: string }
  /** When the incident was gone on with, these results were old, or what they were read from had changed. */
  | { readonly type: 'went-stale'; readonly steps: readonly StaleStep[] }
  /** The walk ended here, because somebody else asked for the pen. */
  | { readonly type: 'handed-over'; readonly to: string }
  | { readonly type: 'check-started'; readonly step: string }
  /** What a check that changes something said that it has done so far. */
  | { readonly type: 'check-progressed'; readonly step: string; readonly say: string }
  | { readonly type: 'check-finished'; readonly step: string; readonly result: CheckResult }
  | { readonly type: 'check-cancelled'; readonly step: string }
  | { readonly type: 'answered'; readonly step: string; readonly answer: StepAnswer }
  /** `from`: whom it waits for, or who said so. */
  | {
      readonly type: 'set-back';
      readonly step: string;
      readonly as: Setback;
      readonly reason?: string;
      readonly from?: string;
    }
  | ({ readonly type: 'pasted' } & Pasted)
  /** The person said that what lies at or under this URL is a test system and may be written to. */
  | { readonly type: 'test-target-named'; readonly url: string }
  /** Somebody said that a fix has been applied: when and by whom, where they said that too. */
  | { readonly type: 'fix-applied'; readonly fix: string; readonly appliedAt?: string; readonly by?: string }
  | ({ readonly type: 'fix-verified' } & FixVerified)
  | { readonly type: 'undone'; readonly target: number }
  | { readonly type: 'noted'; readonly text: string; readonly step?: string }
);

type WithoutStamp<T> = T extends unknown ? Omit<T, 'seq' | 'at' | 'redacted'> : never;

/** An event before the session has given it its number and time. */
export type NewEvent = WithoutStamp<Event>;
