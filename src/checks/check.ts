import type { z } from 'zod';
import type { EvidenceFolder } from '../logs/evidence-folder.ts';
import type { Excerpt, LogStore } from '../logs/log-store.ts';
import type { SourceCatalog } from '../logs/source.ts';
import type { Value } from '../logs/value.ts';
import type { Window } from '../logs/window.ts';
import type { Picture } from '../plot/picture.ts';

/** What a check measured, by name. Times are in milliseconds, instants RFC 3339 strings, unless the name says otherwise. */
export type Facts = { readonly [name: string]: Value };

/** How a finished check is told: `outcome` is its named result. */
export type Verdict = { readonly outcome: string; readonly status: 'pass' | 'warn' | 'fail'; readonly say: string };

/**
 * What running a check gives: facts, the excerpts they rest on, and the command or request that anyone could run again;
 * null where only causebook itself can repeat it. `pictures` are what people would rather look at. `verdict` is the kind's own judgement,
 * used where a step writes no `outcomes`. `unseen` tells what could not be seen of what was looked at, nothing where it is empty: `verdict`
 * says it already, an outcome that a step writes is told with it, and is no plain pass where `verdict` warns.
 */
export type Measurement = {
  readonly facts: Facts;
  readonly evidence: readonly Excerpt[];
  readonly command: string | null;
  readonly pictures?: readonly Picture[];
  readonly unseen?: string;
  readonly verdict: Verdict;
};

/**
 * One thing outside causebook that running a check touches: what `--dry-run` shows before anything is run. `text` is a request line, a
 * host and port, a query, a command or a file's name, its credentials left out. `writes` is true where it may change something there.
 */
export type Touch = {
  readonly what: 'file' | 'command' | 'connection' | 'request' | 'query';
  readonly text: string;
  readonly writes: boolean;
};

/**
 * What the person lets a runbook run on this machine, having seen it: its commands, and its scripts with exactly this text, by their file
 * as it is written (or why that cannot be read).
 */
export type Approval = {
  readonly scripts: { readonly [file: string]: Script };
};

/** A script beside a runbook: where it lies and what it says, or what is wrong with it. */
export type Script = { readonly path: string; readonly text: string } | { readonly problem: string };

/**
 * Everything a check may touch besides its parameters. `signal` fires on cancel and on the step's time-out; `timeoutMs`
 * is that time-out. `progress` tells what is going on, in a few words. `env` is where credentials that parameters
 * name by variable, and proxies, come from. `approval` is there where the person has approved what the runbook runs on this machine. `redact`
 * takes secrets out of text that is about to be cut or split, which would hide them from whoever looks later. `testTargets` are the URLs
 * that the person has named as test targets: what changes something is sent at or under one of them and nowhere else.
 */
export type CheckContext = {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly now: () => Date;
  readonly folder: EvidenceFolder;
  readonly sources: SourceCatalog;
  readonly logs: LogStore;
  readonly window: Window | undefined;
  readonly env: { readonly [name: string]: string | undefined };
  readonly approval?: Approval | undefined;
  readonly redact?: (text: string) => string;
  readonly testTargets?: readonly string[];
  readonly progress: (text: string) => void;
};

/** A source that a check reads, by its id, as what: `rows` are those of a log, a view or a settings file. */
export type Reading = { readonly id: string; readonly as: 'rows' | 'settings' | 'database' | 'metrics' };

/**
 * Puts the values of templates into a parameter where filling them in as they are would change what it says: `text` as it is written,
 * `read` gives the value of an expression. Throws a `CheckProblem` for a template where none may stand.
 */
export type Fill = (text: string, read: (expression: string) => unknown) => string;

/**
 * Refuses what templates have made of a parameter: `written` as it stands in the runbook, `filled` with their values. Throws a
 * `CheckProblem` that names what is wrong.
 */
export type Vet = (written: unknown, filled: unknown) => void;

/**
 * One kind of check. Adding a kind is its file, one line in `index.ts` and its test: the schema, lint, help and editor
 * completion follow from `parameters`.
 *
 * - `parameters` is a strict zod object with a description on every key; where a value may be a template it uses `templated`.
 * - `facts` names the facts it gives with their CEL types, or is `'open'` where they depend on the parameters (SQL columns).
 * - `reads` lists the sources it cannot do without, and what each must hold.
 * - `holds` lists the sources of which it may hold much until it ends: of such checks over large logs one runs at a time. Without it there are none.
 * - `writesTo` lists where these parameters change something: a step with `risk: write` is refused where that is no test target.
 * - `alwaysWrites` is set where no parameters only read: then a step needs `risk: write`.
 * - `touches` lists what `run` would touch, and touches nothing itself.
 * - `asserts` says whether parameters hold anything that can be broken; without it all do. A step that asserts nothing and has no outcomes is a lint error.
 * - `asks` names the parameters that say what is asked: an empty value in them is an error, where elsewhere it means "not given".
 * - `fill` names the parameters whose templates are filled in their own way; `vet` looks at what the others have made of theirs.
 * - `run` throws `CheckProblem` when it cannot tell; it never returns a pass or a fail it did not measure.
 */
export type Check<P> = {
  readonly kind: string;
  readonly summary: string;
  readonly parameters: z.ZodType<P>;
  readonly facts: 'open' | { readonly [name: string]: string };
  readonly timeoutMs: number;
  readonly asserts?: (parameters: P) => boolean;
  readonly asks?: readonly string[];
  readonly fill?: { readonly [parameter: string]: Fill };
  readonly vet?: { readonly [parameter: string]: Vet };
  readonly writesTo?: (parameters: P) => readonly URL[];
  readonly alwaysWrites?: true;
  readonly reads: (parameters: P) => readonly Reading[];
  readonly holds?: (parameters: P) => readonly string[];
  readonly touches: (parameters: P, sources: SourceCatalog) => readonly Touch[];
  readonly run: (parameters: P, context: CheckContext) => Promise<Measurement>;
};

/** Identity that gives a check its types. */
export function defineCheck<P>(check: Check<P>): Check<P> {
  return check;
}
