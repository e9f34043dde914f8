import type { Place, Problem } from '../errors.ts';
import { checkArguments } from './cross-check/arguments.ts';
import { checkCredentials } from './cross-check/credentials.ts';
import { checkTemplates } from './cross-check/expressions.ts';
import { checkFormats } from './cross-check/formats.ts';
import { checkReferences } from './cross-check/references.ts';
import { inputIds, type Path, type Report } from './cross-check/report.ts';
import { checkSources } from './cross-check/sources.ts';
import { checkStep } from './cross-check/step.ts';
import { checkUnique } from './cross-check/unique.ts';
import type { Runbook } from './schema.ts';

/** What a schema cannot say: every id exists and is unique, every expression has its type, every outcome is reachable. */
export function crossCheck(runbook: Runbook, placeOf: (path: Path) => Place): readonly Problem[] {
  const problems: Problem[] = [];
  const report: Report = ({ path, message, hint }) => {
    problems.push({ message, place: placeOf(path), ...(hint === undefined ? {} : { hint }) });
  };
  checkUnique(runbook, report);
  checkReferences(runbook, report);
  for (const [p, phase] of runbook.phases.entries()) {
    for (const [s, step] of phase.steps.entries())
      checkStep({ runbook, step, path: ['phases', p, 'steps', s], report });
  }
  checkTemplates({ value: runbook.views, path: ['views'], scope: { inputs: inputIds(runbook) }, report });
  checkTemplates({
    value: runbook.inputs.map((input) => input.default),
    path: ['inputs'],
    scope: { inputs: inputIds(runbook) },
    report,
  });
  checkTemplates({
    value: runbook.sources.map(({ log, metrics, database }) => ({ log, metrics, database })),
    path: ['sources'],
    scope: { inputs: inputIds(runbook) },
    report,
  });
  checkFormats(runbook, report);
  checkSources(runbook, report);
  checkCredentials(runbook, report);
  checkArguments(runbook, report);
  return problems;
}
