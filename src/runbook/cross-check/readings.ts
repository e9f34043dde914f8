import type { Reading } from '../../checks/check.ts';
import { type AnyCheck, checks } from '../../checks/index.ts';
import type { CheckKind } from '../../checks/kinds.ts';
import { suggest } from '../../errors.ts';
import type { Runbook, Step } from '../schema.ts';
import { knownIds, type Path, type Report } from './report.ts';

/** Every source that a check names exists and holds what the check reads: a query of logs asks no database. */
export function checkReadings(options: {
  readonly runbook: Runbook;
  readonly step: Step;
  readonly kind: CheckKind;
  readonly path: Path;
  readonly report: Report;
}): void {
  const { runbook, step, kind, path, report } = options;
  const parameters = step[kind];
  for (const reading of (checks[kind] as AnyCheck).reads(parameters)) {
    const at = [...path, kind, ...(placeOf(reading.id, parameters) ?? [])];
    checkReading({ runbook, reading, path: at, report });
  }
}

/** One source exists, and holds what is read from it. What a person has to be asked for may hold anything. */
export function checkReading(options: {
  readonly runbook: Runbook;
  readonly reading: Reading;
  readonly path: Path;
  readonly report: Report;
}): void {
  const { runbook, reading, path, report } = options;
  const { id, as } = reading;
  const { source: known } = knownIds(runbook);
  if (!known.includes(id)) {
    report({ path, message: `unknown source "${id}"`, hint: suggest(id, known) });
    return;
  }
  const source = runbook.sources.find((one) => one.id === id);
  const held = source === undefined ? 'view' : contents.find((one) => source[one] !== undefined);
  if (held === undefined || readable[as].includes(held)) return;
  report({
    path,
    message: `source "${id}" is a ${names[held]}, where ${wanted[as]} is needed`,
    hint: `Ask it in a step of kind ${kinds[held]}.`,
  });
}

const contents = ['log', 'config', 'database', 'metrics'] as const;
type Held = (typeof contents)[number] | 'view';

const readable: { readonly [as in Reading['as']]: readonly Held[] } = {
  rows: ['log', 'config', 'view'],
  settings: ['config'],
  database: ['database'],
  metrics: ['metrics'],
};
const wanted: { readonly [as in Reading['as']]: string } = {
  rows: 'a log, a view or a settings file',
  settings: 'a settings file',
  database: 'a database',
  metrics: 'a Prometheus',
};
const names: { readonly [held in Held]: string } = {
  log: 'log',
  config: 'settings file',
  database: 'database',
  metrics: 'Prometheus',
  view: 'view of logs',
};
const kinds: { readonly [held in Held]: CheckKind } = {
  log: 'log',
  config: 'config',
  database: 'sql',
  metrics: 'metric',
  view: 'log',
};

/** Where an id stands in parameters; undefined where it is only part of a text. */
function placeOf(id: string, value: unknown): Path | undefined {
  if (value === id) return [];
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  for (const [key, inner] of entries) {
    const found = placeOf(id, inner);
    if (found !== undefined) return [key, ...found];
  }
  return undefined;
}
