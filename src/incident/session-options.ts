import type { Approval } from '../checks/check.ts';
import type { EvidenceFolder } from '../logs/evidence-folder.ts';
import type { KnownFormats } from '../logs/formats/known-formats.ts';
import type { Window } from '../logs/window.ts';
import type { Redactor } from '../redact/redactor.ts';
import type { LoadedRunbook } from '../runbook/load.ts';
import type { Event } from './events.ts';
import type { Journal } from './write-journal.ts';

/** What a session works with. `past` is what its journal already holds; with a past it goes on where that ends. */
export type SessionOptions = {
  readonly runbook: LoadedRunbook;
  readonly journal: Journal;
  readonly past: readonly Event[];
  readonly inputs: { readonly [id: string]: string | number | boolean };
  readonly missingInputs: readonly string[];
  readonly window: Window | undefined;
  readonly folder: EvidenceFolder;
  /** The incident's own folder, where pasted texts are kept. */
  readonly home: string;
  readonly known: KnownFormats;
  /** What credentials of stores come from, and commands get a part of. */
  readonly env: { readonly [name: string]: string | undefined };
  /** What the person has approved of what the runbook runs on this machine. */
  readonly approval: Approval | undefined;
  readonly redactor: Redactor;
  readonly now: () => Date;
  /** Automatic checks wait for it, so that a screen can draw its first frame before they take the machine. */
  readonly hold?: Promise<void> | undefined;
};
