import type { IncidentBrief } from '../../incident/brief.ts';

/** A runbook as the first screen shows it. */
export type HomeRunbook = {
  readonly id: string;
  readonly title: string;
  readonly symptoms: readonly string[];
  readonly owner: string | undefined;
  readonly reviewed: string | undefined;
  /** The titles of its steps, in order. */
  readonly steps: readonly string[];
  readonly file: string;
};

/** A runbook that a bug report is about: by which of its words, and what it says of the inputs. */
export type HomeMatch = {
  readonly runbook: HomeRunbook;
  readonly found: readonly { readonly phrase: string; readonly words: readonly string[] }[];
  readonly inputs: readonly { readonly id: string; readonly value: string; readonly line: string }[];
};

/** What there is on this machine. `incidents` is undefined while they are read; `troubles` are files that could not be. */
export type HomeData = {
  readonly runbooks: readonly HomeRunbook[];
  readonly incidents: readonly IncidentBrief[] | undefined;
  readonly troubles: readonly string[];
  /** Where runbooks were looked for. */
  readonly places: readonly string[];
};

/** What the person chose to do. */
export type HomeChoice =
  | { readonly type: 'start'; readonly file: string; readonly report: string | undefined }
  | { readonly type: 'resume'; readonly id: string }
  | { readonly type: 'quit' | 'interrupted' };
