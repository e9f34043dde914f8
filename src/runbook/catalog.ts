import { type SourceCatalog, type SourceEntry, toTableUse } from '../logs/source.ts';
import type { Bindings } from './expressions.ts';
import type { Runbook } from './schema.ts';
import { bindSql, fillText, namesInput } from './templates.ts';

/** The sources and views of a runbook as the log store wants them, with the inputs filled in and whom to ask for each. */
export function createCatalog(runbook: Runbook, inputs: Bindings): SourceCatalog {
  const bindings = { inputs };
  const missingIn = (value: unknown) =>
    runbook.inputs.map(({ id }) => id).find((id) => inputs[id] === undefined && namesInput(value, id));
  const sources = runbook.sources.map((source): SourceEntry => {
    const party = runbook.parties.find((one) => one.id === source.party);
    const owner =
      party === undefined ? source.party : `${party.name}${party.contact === undefined ? '' : ` (${party.contact})`}`;
    const about = { id: source.id, title: source.title, owner };
    if (source.log !== undefined) {
      const missingInput = missingIn(source.log);
      return missingInput === undefined
        ? { ...about, kind: 'log', log: fillTexts(source.log, bindings) }
        : { ...about, kind: 'log', log: source.log, missingInput };
    }
    if (source.metrics !== undefined) {
      const missingInput = missingIn(source.metrics);
      return missingInput === undefined
        ? { ...about, kind: 'metrics', metrics: fillTexts(source.metrics, bindings) }
        : { ...about, kind: 'metrics', metrics: source.metrics, missingInput };
    }
    if (source.database !== undefined) {
      const missingInput = missingIn(source.database);
      return missingInput === undefined
        ? { ...about, kind: 'database', database: fillTexts(source.database, bindings) }
        : { ...about, kind: 'database', database: source.database, missingInput };
    }
    if (source.config !== undefined) return { ...about, kind: 'config', config: source.config };
    return { ...about, kind: 'manual' };
  });
  const views = runbook.views.map((view): SourceEntry => {
    const missingInput = missingIn(view);
    if (missingInput !== undefined)
      return {
        id: view.id,
        title: view.title,
        owner: '',
        kind: 'view',
        from: [],
        sql: { text: '', values: [] },
        missingInput,
      };
    const from = view.from.map((use) => toTableUse(fillTexts(use, bindings)));
    return { id: view.id, title: view.title, owner: '', kind: 'view', from, sql: bindSql(view.sql, bindings) };
  });
  return new Map([...sources, ...views].map((entry) => [entry.id, entry]));
}

/** Fills the templates of every text inside a value; they stay texts. */
function fillTexts<T>(value: T, bindings: Bindings): T {
  if (typeof value === 'string') return fillText(value, bindings) as T;
  if (Array.isArray(value)) return value.map((inner) => fillTexts(inner, bindings)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillTexts(inner, bindings)])) as T;
}
