import type { AnyCheck } from '../checks/index.ts';
import { assertTestTarget } from '../checks/test-target.ts';
import { CheckProblem, inputMissing } from '../errors.ts';
import { type Bindings, evaluateExpression } from '../runbook/expressions.ts';
import type { Step } from '../runbook/schema.ts';
import { bindSql, expressionNamesInput, fillDeep, namesInput } from '../runbook/templates.ts';
import { tellIssue } from '../yaml/tell-issue.ts';
import { pathsOf, withoutEmpty } from './without-empty.ts';

/** A check with the parameters it would run with; `parameters` is undefined where the step's `when` is false. */
export type PreparedStep = { readonly check: AnyCheck; readonly parameters: unknown };

/**
 * Fills in the parameters of a check step, and touches nothing. Throws a `CheckProblem`: blocked where an input is missing, error where
 * the filled-in values cannot be used.
 */
export async function prepareStep(
  step: Step,
  scope: { readonly bindings: Bindings; readonly missingInputs: readonly string[] },
): Promise<PreparedStep> {
  const [kind, check] = await kindOfCheck(step);
  if (step.when !== undefined) {
    assertInputs(scope, (id) => expressionNamesInput(step.when ?? '', id));
    if (evaluateExpression(step.when, scope.bindings) === false) return { check, parameters: undefined };
  }
  const given = step[kind as keyof Step];
  assertInputs(scope, (id) => namesInput(given, id));
  return {
    check,
    parameters: parseParameters(check, { written: given, filled: fillParameters(check, given, scope.bindings) }),
  };
}

/** Refuses, as blocked, a step with `risk: write` that would change something where the person has named no test target. */
export function assertWritable(step: Step, { check, parameters }: PreparedStep, testTargets: readonly string[]): void {
  if (step.risk !== 'write') return;
  for (const url of check.writesTo?.(parameters) ?? []) assertTestTarget(url, testTargets);
}

async function kindOfCheck(step: Step): Promise<readonly [string, AnyCheck]> {
  // The registry brings every schema with it: it is loaded when the first check runs, not when the screen opens.
  const { checks } = await import('../checks/index.ts');
  const found = Object.entries(checks).find(([kind]) => step[kind as keyof Step] !== undefined);
  if (found === undefined) throw new Error(`step ${step.id} is not a check`);
  return found;
}

function assertInputs(scope: { readonly missingInputs: readonly string[] }, isNamed: (id: string) => boolean): void {
  const missing = scope.missingInputs.find(isNamed);
  if (missing !== undefined) throw inputMissing(missing);
}

/**
 * What the filled-in values make wrong is told in one line; a load error has told all that can be known before. A template that came to
 * nothing, where no empty text may stand, is an optional input that was not given: the parameter is then not given either.
 */
function parseParameters(
  check: AnyCheck,
  { written, filled }: { readonly written: unknown; readonly filled: unknown },
): unknown {
  const parsed = check.parameters.safeParse(filled);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues;
  const { rest, isLess } = withoutEmpty({ written, filled, wrong: pathsOf(wrong), asks: check.asks ?? [] });
  const again = isLess ? check.parameters.safeParse(rest) : parsed;
  if (again.success) return again.data;
  const told = wrong.map((issue) => `${issue.path.map(String).join('.') || check.kind}: ${tellIssue(issue)}`);
  throw new CheckProblem({
    status: 'error',
    message: `the ${check.kind} check cannot use what it was given: ${told.join('; ')}`,
  });
}

/** SQL is bound, what the check fills in by itself is left to it, everything else is filled in. */
function fillParameters(check: AnyCheck, given: unknown, bindings: Bindings): unknown {
  if (typeof given !== 'object' || given === null) return given;
  const fillOne = (key: string, value: unknown): unknown => {
    if (typeof value !== 'string') {
      const filled = fillDeep(value, bindings);
      check.vet?.[key]?.(value, filled);
      return filled;
    }
    if (key === 'sql') return bindSql(value, bindings);
    return check.fill?.[key]?.(value, (text) => evaluateExpression(text, bindings)) ?? fillDeep(value, bindings);
  };
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, fillOne(key, value)]));
}
