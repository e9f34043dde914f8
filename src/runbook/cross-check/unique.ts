import type { Runbook } from '../schema.ts';
import type { Path, Report } from './report.ts';

/** No id stands twice in its list. */
export function checkUnique(runbook: Runbook, report: Report): void {
  const lists: readonly (readonly [string, readonly (readonly [Path, string])[]])[] = [
    ['party', runbook.parties.map((item, i) => [['parties', i, 'id'], item.id])],
    ['input', runbook.inputs.map((item, i) => [['inputs', i, 'id'], item.id])],
    [
      'source',
      [
        ...runbook.sources.map((item, i) => [['sources', i, 'id'], item.id] as const),
        ...runbook.views.map((item, i) => [['views', i, 'id'], item.id] as const),
      ],
    ],
    ['redaction rule', (runbook.redact?.rules ?? []).map((item, i) => [['redact', 'rules', i, 'id'], item.id])],
    ['axis', runbook.axes.map((item, i) => [['axes', i, 'id'], item.id])],
    [
      'hypothesis',
      runbook.axes.flatMap((axis, a) =>
        axis.hypotheses.map((item, i) => [['axes', a, 'hypotheses', i, 'id'], item.id] as const),
      ),
    ],
    ['phase', runbook.phases.map((item, i) => [['phases', i, 'id'], item.id])],
    [
      'step',
      runbook.phases.flatMap((phase, p) =>
        phase.steps.map((item, i) => [['phases', p, 'steps', i, 'id'], item.id] as const),
      ),
    ],
    ['observation', runbook.observations.map((item, i) => [['observations', i, 'id'], item.id])],
    ['fix', runbook.fixes.map((item, i) => [['fixes', i, 'id'], item.id])],
    ...runbook.observations.map(
      (item, o) =>
        [
          `outcome of ${item.id}`,
          item.outcomes.map((outcome, i) => [['observations', o, 'outcomes', i, 'id'], outcome.id] as const),
        ] as const,
    ),
  ];
  for (const [what, items] of lists) {
    const seen = new Set<string>();
    for (const [path, id] of items) {
      if (seen.has(id)) report({ path, message: `${what} "${id}" is there twice` });
      seen.add(id);
    }
  }
}
