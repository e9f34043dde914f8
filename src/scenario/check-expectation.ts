import { type Problem, suggest, UserError } from '../errors.ts';
import { stepsOf } from '../runbook/load.ts';
import type { Runbook, Step } from '../runbook/schema.ts';
import type { ReadExpectation } from './expectation.ts';

/**
 * Checks that an expectation expects something, and that every axis, cause, step, outcome and fix it names is in the runbook. Throws a
 * `UserError` with everything that is not, at file:line:col.
 */
export function checkExpectation({ expectation, placeOf }: ReadExpectation, runbook: Runbook): void {
  const { leaders, states, outcomes, statuses, fixes, never } = expectation;
  const problems: Problem[] = [];
  const report: Report = ({ path, message, hint, at = 'value' }) => {
    problems.push({ message, place: placeOf(path, at), ...(hint === undefined ? {} : { hint }) });
  };
  const known = createLookup(runbook, report);
  for (const [axis, cause] of Object.entries(leaders)) known.cause(axis, [cause], ['leaders', axis]);
  for (const [axis, causes] of Object.entries(never.leaders)) known.cause(axis, causes, ['never', 'leaders', axis]);
  for (const axis of Object.keys(states)) known.axis(axis, ['states', axis]);
  for (const axis of Object.keys(never.states)) known.axis(axis, ['never', 'states', axis]);
  for (const [step, outcome] of Object.entries(outcomes)) known.outcome(step, [outcome], ['outcomes', step]);
  for (const [step, ids] of Object.entries(never.outcomes)) known.outcome(step, ids, ['never', 'outcomes', step]);
  for (const step of Object.keys(statuses)) known.step(step, ['statuses', step]);
  for (const list of ['recommended', 'not_recommended'] as const)
    for (const [index, fix] of fixes[list].entries()) known.fix(fix, ['fixes', list, index]);
  for (const [index, fix] of fixes.not_recommended.entries())
    if (fixes.recommended.includes(fix))
      report({ path: ['fixes', 'not_recommended', index], message: `fix "${fix}" must be recommended as well` });
  if (problems.length === 0 && isEmpty(expectation))
    report({ path: [], message: 'expects nothing', hint: 'Name at least the causes that lead: `leaders: {…}`.' });
  if (problems.length > 0) throw new UserError(problems);
}

type Path = readonly PropertyKey[];
type Report = (problem: {
  readonly path: Path;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly at?: 'key' | 'value';
}) => void;

function createLookup(runbook: Runbook, report: Report) {
  const steps = new Map(stepsOf(runbook).map(({ step }) => [step.id, step]));
  const axes = new Map(
    runbook.axes.map(({ id, hypotheses }) => [id, [...hypotheses.map((one) => one.id), 'other']] as const),
  );
  const find = <T>(what: string, all: ReadonlyMap<string, T>, id: string, path: Path): T | undefined => {
    const found = all.get(id);
    if (found === undefined) {
      const message = `runbook ${runbook.id} has no ${what} "${id}"`;
      report({ path, message, hint: hintFor(id, [...all.keys()]), at: 'key' });
    }
    return found;
  };
  const among = (
    path: Path,
    ids: readonly string[],
    of: { readonly all: readonly string[]; readonly what: string },
  ) => {
    for (const [index, id] of ids.entries())
      if (!of.all.includes(id))
        // One leader stands at the path itself, several in a list under it.
        report({ path: [...path, index], message: `${of.what} "${id}"`, hint: hintFor(id, of.all) });
  };
  const axis = (id: string, path: Path) => find('axis', axes, id, path);
  const step = (id: string, path: Path) => find('step', steps, id, path);
  return {
    axis,
    step,
    cause: (id: string, causes: readonly string[], path: Path) => {
      const all = axis(id, path);
      if (all !== undefined) among(path, causes, { all, what: `axis "${id}" has no hypothesis` });
    },
    outcome: (id: string, ids: readonly string[], path: Path) => {
      const all = outcomesOf(step(id, path));
      if (all !== undefined) among(path, ids, { all, what: `step "${id}" has no outcome` });
    },
    fix: (id: string, path: Path) => {
      const all = runbook.fixes.map((fix) => fix.id);
      if (!all.includes(id))
        report({ path, message: `runbook ${runbook.id} has no fix "${id}"`, hint: hintFor(id, all) });
    },
  };
}

/** The outcomes that a step can have; undefined where its check names them by itself. */
function outcomesOf(step: Step | undefined): readonly string[] | undefined {
  return (step?.outcomes ?? step?.choices)?.map(({ id }) => id);
}

/** A name that is near, or all of a few. */
function hintFor(id: string, all: readonly string[]): string | undefined {
  const near = suggest(id, all);
  if (near !== undefined) return near;
  return all.length > 0 && all.length <= 12 ? `There are ${all.join(', ')}.` : undefined;
}

function isEmpty({ leaders, states, outcomes, statuses, fixes, never }: ReadExpectation['expectation']): boolean {
  const named = [leaders, states, outcomes, statuses, never.leaders, never.states, never.outcomes];
  return [...named.map(Object.keys), fixes.recommended, fixes.not_recommended].every(({ length }) => length === 0);
}
