import type { Party } from '../schema.ts';

/** What is known of a kind of bug report before anybody has walked it: enough for a runbook that holds together. */
export type Draft = {
  readonly id: string;
  readonly title: string;
  readonly owner: string;
  /** The day, as 2026-11-25. */
  readonly reviewed: string;
  readonly symptoms: readonly string[];
  readonly parties: readonly DraftParty[];
  /** At least one: no cause is settled without a check. */
  readonly logs: readonly DraftLog[];
  readonly axes: readonly DraftAxis[];
};

export type DraftParty = { readonly id: string; readonly name: string; readonly role: Party['role'] };

/** A log, by what its files are called in the evidence folder; `isPlain`: its lines are read as they are, without times. */
export type DraftLog = {
  readonly id: string;
  readonly party: string;
  readonly title: string;
  readonly files: string;
  readonly isPlain: boolean;
};

/** A question with its possible causes, and what a party is asked to tell them apart. */
export type DraftAxis = {
  readonly id: string;
  readonly question: string;
  readonly causes: readonly DraftCause[];
  readonly ask: { readonly text: string; readonly party: string };
};

/** A possible cause: what the party answers where it is so, and the text that the lines of a log then hold. */
export type DraftCause = {
  readonly id: string;
  readonly title: string;
  readonly answer: string;
  readonly log: string;
  readonly text: string;
};
