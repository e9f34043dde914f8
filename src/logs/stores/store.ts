import type { Filter } from '../filter.ts';

/**
 * A line that a remote store gave: `place` names where it lies there (stream, index and id), `labels` are fields that the
 * store knows of it besides its text. A store of documents gives each as one line of JSON. `atMs` is the store's own stamp.
 * `stream` is the same for lines that one writer wrote one after the other. `isBare`: the store has nothing under the field that is to be the text.
 */
export type StoreLine = {
  readonly place: string;
  readonly text: string;
  readonly stream: string;
  readonly atMs: number | undefined;
  readonly labels: { readonly [name: string]: string };
  readonly isBare?: true;
};

/**
 * What travelled: requests sent, bytes of answers read, and what is worth knowing of them, in words. `isCut`: some of that says that lines
 * are missing, so that what was not found may be there all the same.
 */
export type StoreReport = {
  readonly requests: number;
  readonly bytes: number;
  readonly problems: readonly string[];
  readonly isCut: boolean;
};

/** Nothing has travelled. */
export const noTraffic: StoreReport = { requests: 0, bytes: 0, problems: [], isCut: false };

/**
 * A log store elsewhere. It does the filtering; what it cannot filter by, the caller does. By `slackMs` it widens a window at both ends,
 * because its stamps may differ from those in the lines.
 */
export type RemoteStore = {
  readonly slackMs: number;
  /**
   * The lines that pass the filter, in batches, oldest first where the store can; at most `maxLines`, and the report says
   * when there are more. Throws a `CheckProblem` with what the store said; ends at once when `signal` fires.
   */
  readonly read: (
    filter: Filter,
    scope: {
      readonly signal: AbortSignal;
      readonly maxLines: number;
      /** Called as answers come in. */
      readonly onReport: (report: StoreReport) => void;
    },
  ) => AsyncGenerator<readonly StoreLine[]>;
  /** A shell line with which anyone can send the first request again; credentials are named by their variables, never shown. */
  readonly command: (filter: Filter) => string;
};
