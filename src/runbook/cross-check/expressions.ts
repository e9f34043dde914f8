import { checks } from '../../checks/index.ts';
import { checkExpression, type Scope } from '../expressions.ts';
import type { Runbook, Step } from '../schema.ts';
import { expressionsIn } from '../templates.ts';
import { inputIds, type Path, type Report } from './report.ts';

/** Every condition and template of a step is good CEL over what is known where it stands. */
export function checkExpressions(options: {
  readonly runbook: Runbook;
  readonly step: Step;
  readonly kind: string;
  readonly path: Path;
  readonly report: Report;
}): void {
  const { runbook, step, kind, path, report } = options;
  const steps = runbook.phases.flatMap((phase) => phase.steps.map((one) => one.id));
  const before: Scope = { inputs: inputIds(runbook), answers: steps, outcomes: steps };
  const check = kind in checks ? checks[kind as keyof typeof checks] : undefined;
  const after: Scope = {
    ...before,
    result: check === undefined || check.facts === 'open' ? undefined : Object.keys(check.facts),
  };
  const test = (text: string | undefined, at: Path, scope: Scope) => {
    const problem = text === undefined ? undefined : checkExpression({ text, scope, wants: 'bool' });
    if (problem !== undefined) report({ path: at, ...problem });
  };
  test(step.when, [...path, 'when'], before);
  for (const [i, outcome] of (step.outcomes ?? []).entries()) {
    const at = [...path, 'outcomes', i];
    const last = i === (step.outcomes?.length ?? 0) - 1;
    if (last && outcome.when !== undefined)
      report({
        path: [...at, 'when'],
        message: 'the last outcome must have no `when`: something must be true when nothing else is',
      });
    if (!last && outcome.when === undefined)
      report({ path: at, message: `outcome "${outcome.id}" has no \`when\`, so those after it can never be reached` });
    test(outcome.when, [...at, 'when'], after);
    checkTemplates({ value: outcome.say, path: [...at, 'say'], scope: after, report });
  }
  for (const key of ['title', 'ask', 'do', 'why', 'hint'] as const)
    checkTemplates({ value: step[key], path: [...path, key], scope: before, report });
  if (check !== undefined) {
    const parameters = step[kind as keyof Step];
    checkTemplates({ value: parameters, path: [...path, kind], scope: before, report });
    const asserts = check.asserts as ((given: unknown) => boolean) | undefined;
    if (step.outcomes === undefined && asserts?.(parameters) === false)
      report({
        path: [...path, kind],
        message: `step "${step.id}" judges nothing`,
        hint: 'Give it `expect` or `outcomes`.',
      });
  }
}

/** Every template inside a value, however deep, is good CEL over the scope. */
export function checkTemplates(options: {
  readonly value: unknown;
  readonly path: Path;
  readonly scope: Scope;
  readonly report: Report;
}): void {
  const { value, path, scope, report } = options;
  if (typeof value === 'string') {
    for (const text of expressionsIn(value)) {
      const problem = checkExpression({ text, scope });
      if (problem !== undefined) report({ path, ...problem });
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value))
      checkTemplates({ value: inner, path: [...path, key], scope, report });
  }
}
