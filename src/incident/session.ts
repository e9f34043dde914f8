import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { LoadedRunbook } from '../runbook/load.ts';
import type { Runbook } from '../runbook/schema.ts';
import type { NewEvent, Pasted } from './events.ts';
import type { Attachment } from './paste/read-attachment.ts';
import type { StepPreview } from './preview-step.ts';
import type { IncidentState } from './state.ts';

/** A running check as a screen shows it: since when (ms since 1970) and what it says it is doing. */
export type RunningCheck = { readonly step: string; readonly sinceMs: number; readonly progress: string };

/**
 * What a front end sees. A new object each time anything changes, the same object while nothing does, so that it can
 * stand behind `useSyncExternalStore`.
 */
export type Snapshot = {
  readonly state: IncidentState;
  readonly diagnosis: Diagnosis;
  readonly running: readonly RunningCheck[];
  /** Why the journal cannot be written, while it cannot. */
  readonly notSaved: string | undefined;
};

/** A source that a step reads. `files` are the names to ask for; `isMissing` when there is no file of it and nothing was pasted;
 * `pasted` are the lines pasted before, to which more are added. */
export type StepSource = {
  readonly id: string;
  readonly title: string;
  readonly party: string;
  readonly files: string;
  readonly isMissing: boolean;
  readonly pasted?: number;
};

/** One walk through a runbook. Front ends read snapshots and dispatch events; they never run a check. */
export type Session = {
  readonly runbook: LoadedRunbook;
  readonly snapshot: () => Snapshot;
  /** Calls back after each change; gives the function that stops it. */
  readonly subscribe: (onChange: () => void) => () => void;
  /** Records an answer, a setback, a remark. It is in the journal before the promise resolves and before it shows. */
  readonly dispatch: (event: NewEvent) => Promise<void>;
  /** The sources of a log step that text can be pasted for: those that are missing, all of them where none is. */
  readonly pasteable: (step: string) => Promise<readonly StepSource[]>;
  /**
   * Keeps a log text that a person pasted, redacted, as the file of a source; the steps that read it run again. Rejects
   * with a `UserError` when there is nothing in it that had not been pasted before, or more than 64 MiB.
   */
  readonly paste: (source: string, text: string) => Promise<Pasted>;
  /** The same for a file that a party sent; undefined where the incident has the very same file, or all of its lines, for that source already. */
  readonly attach: (source: string, attachment: Attachment) => Promise<Pasted | undefined>;
  /** Takes secrets out of what is shown before it is kept. */
  readonly redact: (text: string) => string;
  /** What running a check would touch, as things stand; touches nothing. */
  readonly preview: (step: string) => Promise<StepPreview>;
  /** Takes back the newest answer, setback, remark or pasted text; resolves to what was undone, or undefined when there is nothing. */
  readonly undo: () => Promise<string | undefined>;
  /** Runs a check again. A check with `risk: write` runs only this way, and only with `confirmed`. */
  readonly rerun: (step: string, options?: { readonly confirmed?: boolean }) => void;
  /** Marks the results that may no longer hold; `when` and `before` are those of `findStale`. */
  readonly markStale: (when: string, before?: Runbook) => Promise<void>;
  /** Looks for results that may no longer hold, and runs again the checks of all that are stale, those that only read; gives how many there are. */
  readonly refresh: () => Promise<number>;
  readonly cancel: (step: string) => void;
  /** Registers what gives the remark that keeps what is being written in a front end, if anything is. */
  readonly watchDraft: (read: () => NewEvent | undefined) => void;
  /** Records what was being written when the walk ended; gives whether there was anything. */
  readonly saveDraft: () => Promise<boolean>;
  /** Resolves when no check is running or queued. */
  readonly idle: () => Promise<void>;
  /** Cancels what runs, waits for the journal, and lets go of the incident; gives whether the disk hangs, and was not waited for. */
  readonly close: () => Promise<{ readonly hangs: boolean }>;
};
