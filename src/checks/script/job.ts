import type { Value } from '../../logs/value.ts';

/** What a script's process is told, as one line of JSON on descriptor 3. `path` is what its stack traces name. */
export type Job = {
  readonly path: string;
  readonly text: string;
  readonly inputs: { readonly [name: string]: Value };
  readonly window: { readonly fromMs: number; readonly toMs: number } | null;
  readonly evidence: string | null;
};

/** What it answers, as all that it writes there: facts, or why there are none and where in the script that was. */
export type Reply =
  | { readonly facts: Value }
  | { readonly problem: string; readonly line?: number | undefined; readonly column?: number | undefined };
