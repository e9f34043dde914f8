import { suggest } from '../../errors.ts';
import { toTableUse } from '../../logs/source.ts';
import type { Runbook } from '../schema.ts';
import { checkReading } from './readings.ts';
import { knownIds, type Path, type Report } from './report.ts';

/** Every id that is named exists, and nothing stands without use: each hypothesis has evidence, each observation a step. */
export function checkReferences(runbook: Runbook, report: Report): void {
  const known = knownIds(runbook);
  const expect = (what: keyof typeof known, id: string | undefined, path: Path) => {
    if (id !== undefined && !known[what].includes(id))
      report({ path, message: `unknown ${what} "${id}"`, hint: suggest(id, known[what]) });
  };
  for (const [i, source] of runbook.sources.entries()) expect('party', source.party, ['sources', i, 'party']);
  for (const [i, view] of runbook.views.entries()) {
    for (const [u, use] of view.from.entries())
      checkReading({
        runbook,
        reading: { id: toTableUse(use).source, as: 'rows' },
        path: ['views', i, 'from', u],
        report,
      });
    if (readsItself(view.id, runbook)) report({ path: ['views', i, 'id'], message: `view "${view.id}" reads itself` });
  }
  for (const [a, axis] of runbook.axes.entries()) {
    for (const [h, hypothesis] of axis.hypotheses.entries()) {
      const path = ['axes', a, 'hypotheses', h];
      expect('party', hypothesis.party, [...path, 'party']);
      const named = runbook.observations.some((one) =>
        one.outcomes.some((outcome) => hypothesis.id in outcome.evidence),
      );
      if (!named)
        report({
          path: [...path, 'id'],
          message: `no evidence bears on hypothesis "${hypothesis.id}"`,
          hint: 'Name it in an outcome of an observation.',
        });
    }
  }
  for (const [o, one] of runbook.observations.entries()) {
    for (const [i, outcome] of one.outcomes.entries()) {
      for (const id of Object.keys(outcome.evidence))
        expect('hypothesis', id, ['observations', o, 'outcomes', i, 'evidence', id]);
    }
    const observed = runbook.phases.some((phase) => phase.steps.some((step) => step.observes === one.id));
    if (!observed)
      report({
        path: ['observations', o, 'id'],
        message: `no step observes "${one.id}"`,
        hint: 'Give a step `observes:` with this id.',
      });
  }
  for (const [f, fix] of runbook.fixes.entries()) {
    expect('party', fix.party, ['fixes', f, 'party']);
    expect('step', fix.verify, ['fixes', f, 'verify']);
    for (const [i, id] of fix.when.entries()) expect('hypothesis', id, ['fixes', f, 'when', i]);
  }
}

/** Whether a view needs its own rows first, by itself or through others. */
function readsItself(id: string, runbook: Runbook): boolean {
  const reached = new Set<string>();
  const follow = (from: string): void => {
    for (const use of runbook.views.find((view) => view.id === from)?.from ?? []) {
      const { source } = toTableUse(use);
      if (reached.has(source)) continue;
      reached.add(source);
      follow(source);
    }
  };
  follow(id);
  return reached.has(id);
}
