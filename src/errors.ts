/** A place in a file that a person can open: 1-based line and column. */
export type Place = { readonly file: string; readonly line?: number; readonly column?: number };

/** One thing wrong with what a person wrote, where it is, and what to do about it. */
export type Problem = { readonly message: string; readonly place?: Place; readonly hint?: string };

/**
 * Something the person can fix. It is shown as message, place and hint, never with a stack; the exit code is 2.
 * Several problems of one file travel together, so that one run shows them all.
 */
export class UserError extends Error {
  readonly problems: readonly Problem[];

  constructor(problem: Problem | readonly Problem[], options?: ErrorOptions) {
    const problems = Array.isArray(problem) ? (problem as readonly Problem[]) : [problem as Problem];
    super(problems.map(renderProblem).join('\n'), options);
    this.name = 'UserError';
    this.problems = problems;
  }
}

/**
 * A check that could not run: `blocked` when an input, a source or trust is missing (`unblock` says what would help),
 * `error` when it ran and broke. It never counts for or against a hypothesis.
 */
export class CheckProblem extends Error {
  readonly status: 'blocked' | 'error';
  readonly unblock: string | undefined;

  constructor(
    problem: { readonly status: 'blocked' | 'error'; readonly message: string; readonly unblock?: string },
    options?: ErrorOptions,
  ) {
    super(problem.message, options);
    this.name = 'CheckProblem';
    this.status = problem.status;
    this.unblock = problem.unblock;
  }
}

/** A source is not there, or nobody gave what it takes to read it: what can do without it does so, and says nothing. */
export class SourceMissing extends CheckProblem {
  constructor(problem: { readonly message: string; readonly unblock: string }) {
    super({ ...problem, status: 'blocked' });
  }
}

/** The problem of a check that needs an input nobody gave. */
export function inputMissing(id: string): SourceMissing {
  return new SourceMissing({ message: `input ${id} was not given`, unblock: `Give --input ${id}=…` });
}

/** Renders a problem as `file:line:col: message. hint`. */
export function renderProblem(problem: Problem): string {
  const place = problem.place === undefined ? '' : `${renderPlace(problem.place)}: `;
  const hint = problem.hint === undefined ? '' : `${/[.?!]$/.test(problem.message) ? '' : '.'} ${problem.hint}`;
  return `${place}${problem.message}${hint}`;
}

/** Renders `file:line:col`, leaving out what is not known. */
export function renderPlace(place: Place): string {
  const line = place.line === undefined ? '' : `:${place.line}`;
  const column = place.line === undefined || place.column === undefined ? '' : `:${place.column}`;
  return `${place.file}${line}${column}`;
}

/** The candidate nearest to what was typed, as `Did you mean "x"?`, or undefined when none is near. */
export function suggest(typed: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(typed.length / 3));
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(typed.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { candidate, distance };
  }
  return best === undefined ? undefined : `Did you mean "${best.candidate}"?`;
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours cost 1. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      current.push(cost);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
