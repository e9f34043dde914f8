import type { StepStatus } from '../incident/events.ts';

/** Asks a person and prints lines. Everything it is given may come from outside: it shows control characters, never sends them. */
export type Prompter = {
  /** Prints a line; `status` puts its symbol and word in front. */
  readonly print: (line: string, status?: StepStatus) => void;
  /** Resolves to the `value` of what was chosen. */
  readonly select: (question: { readonly message: string; readonly choices: readonly Choice[] }) => Promise<string>;
  readonly input: (question: { readonly message: string }) => Promise<string>;
  /** Prints the message and resolves to the lines up to one that is a single `.`, or to Ctrl-D; none of them is shown. */
  readonly text: (question: { readonly message: string }) => Promise<string>;
  readonly confirm: (question: { readonly message: string }) => Promise<boolean>;
  readonly close: () => void;
};

export type Choice = { readonly value: string; readonly name: string };

/** Where a prompter reads and writes. */
export type Streams = { readonly stdin: NodeJS.ReadableStream; readonly stdout: NodeJS.WritableStream };
