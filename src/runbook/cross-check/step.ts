import { type AnyCheck, checks } from '../../checks/index.ts';
import type { CheckKind } from '../../checks/kinds.ts';
import { suggest } from '../../errors.ts';
import type { Runbook, Step } from '../schema.ts';
import { stepKinds } from '../step-kinds.ts';
import { checkExpressions } from './expressions.ts';
import { checkReadings } from './readings.ts';
import { knownIds, type Path, type Report } from './report.ts';
import { checkRisk } from './risk.ts';

/** A step is of one kind, names what exists, and each of its outcomes can be reached. */
export function checkStep(options: {
  readonly runbook: Runbook;
  readonly step: Step;
  readonly path: Path;
  readonly report: Report;
}): void {
  const { runbook, step, path, report } = options;
  const kinds = stepKinds.filter((kind) => step[kind as keyof Step] !== undefined);
  if (kinds.length !== 1) {
    const found = kinds.length === 0 ? 'none of them' : kinds.join(' and ');
    report({ path, message: `step "${step.id}" needs exactly one of ${stepKinds.join(', ')}; found ${found}` });
    return;
  }
  const kind = kinds[0] ?? '';
  const known = knownIds(runbook);
  if (step.party !== undefined && !known.party.includes(step.party)) {
    report({
      path: [...path, 'party'],
      message: `unknown party "${step.party}"`,
      hint: suggest(step.party, known.party),
    });
  }
  const observation = runbook.observations.find((one) => one.id === step.observes);
  if (step.observes !== undefined && observation === undefined) {
    report({
      path: [...path, 'observes'],
      message: `unknown observation "${step.observes}"`,
      hint: suggest(
        step.observes,
        runbook.observations.map((one) => one.id),
      ),
    });
  }
  const isCheck = kind !== 'ask' && kind !== 'do';
  if (step.risk !== 'write' && isCheck && (checks[kind as CheckKind] as AnyCheck).alwaysWrites === true) {
    report({
      path: [...path, kind],
      message: `step "${step.id}" changes something, so it needs \`risk: write\``,
      hint: 'It then runs only after a yes, each time.',
    });
  }
  const named = isCheck ? (step.outcomes ?? []) : (step.choices ?? []);
  if (isCheck && step.choices !== undefined)
    report({ path: [...path, 'choices'], message: 'a check has outcomes, not choices' });
  if (!isCheck && step.outcomes !== undefined)
    report({ path: [...path, 'outcomes'], message: 'a question or action has choices, not outcomes' });
  if (observation !== undefined && named.length === 0) {
    report({
      path,
      message: `step "${step.id}" observes "${observation.id}" but has no ${isCheck ? 'outcomes' : 'choices'}`,
    });
  }
  const outcomeIds = observation?.outcomes.map((outcome) => outcome.id);
  const list = isCheck ? 'outcomes' : 'choices';
  const seen = new Set<string>();
  for (const [i, one] of named.entries()) {
    // Several conditions may lead to one outcome; a choice stands once.
    if (!isCheck && seen.has(one.id))
      report({ path: [...path, list, i, 'id'], message: `choice "${one.id}" is there twice` });
    seen.add(one.id);
    if (outcomeIds !== undefined && !outcomeIds.includes(one.id)) {
      report({
        path: [...path, list, i, 'id'],
        message: `"${one.id}" is not an outcome of observation "${step.observes}"`,
        hint: suggest(one.id, outcomeIds),
      });
    }
  }
  checkRisk({ step, path, report });
  if (isCheck) checkReadings({ runbook, step, kind: kind as CheckKind, path, report });
  checkExpressions({ runbook, step, kind, path, report });
}
