import { readingsOfConfig } from '../../checks/config/readings.ts';
import { nameOf, readingsOfLog } from '../../checks/log/readings.ts';
import type { Runbook, Step } from '../../runbook/schema.ts';

type Source = Runbook['sources'][number];

/**
 * The logs and settings files that a check reads, wherever it names them, also through views; what it cannot do without comes first.
 * Empty for every other step.
 */
export function sourcesOf(runbook: Runbook, step: Step): readonly Source[] {
  const { log, config } = step;
  // Of these two kinds alone: the registry of all would bring every schema to the first screen.
  const readings = [
    ...(log === undefined ? [] : readingsOfLog(log)),
    ...(config === undefined ? [] : readingsOfConfig(config)),
  ];
  const seen = new Set<string>();
  const visit = (id: string): readonly Source[] => {
    if (seen.has(id)) return [];
    seen.add(id);
    const view = runbook.views.find((one) => one.id === id);
    if (view !== undefined) return view.from.map(nameOf).flatMap(visit);
    return runbook.sources.filter((one) => one.id === id && (one.log !== undefined || one.config !== undefined));
  };
  return readings.flatMap(({ id }) => visit(id));
}

/** The steps that read a source and may run by themselves, in the runbook's order. */
export function readersOf(runbook: Runbook, source: string): readonly string[] {
  return runbook.phases
    .flatMap(({ steps }) => steps)
    .filter((step) => step.risk === 'read' && sourcesOf(runbook, step).some(({ id }) => id === source))
    .map(({ id }) => id);
}

/** The globs that name a source's files. */
export function globsOf({ log, config }: Pick<Source, 'log' | 'config'>): readonly string[] {
  return log !== undefined ? [log.files ?? []].flat() : config !== undefined ? [config.file] : [];
}
