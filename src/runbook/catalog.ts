import { type SourceCatalog, type SourceEntry, toTableUse } from '../logs/source.ts';
import type { Bindings } from './expressions.ts';
import type { Runbook } from './schema.ts';
import { bindSql, fillText, namesInput } from './templates.ts';

/** The sources and views of a runbook as the log store wants them, with the inputs filled in and whom to ask for each. */
export function createCatalog(runbook: Runbook, inputs: Bindings): SourceCatalog {
  const bindings = { inputs };
  const sources = runbook.sources.map((source): SourceEntry => {
    const party = runbook.parties.find((one) => one.id === source.party);
    const owner =
      party === undefined ? source.party : `${party.name}${party.contact === undefined ? '' : ` (${party.contact})`}`;
    const about = { id: source.id, title: source.title, owner };
    if (source.log !== undefined) return { ...about, kind: 'log', log: source.log };
    if (source.config !== undefined) return { ...about, kind: 'config', config: source.config };
    return { ...about, kind: 'manual' };
  });
  const views = runbook.views.map((view): SourceEntry => {
    const missingInput = runbook.inputs
      .map((input) => input.id)
      .find((id) => inputs[id] === undefined && namesInput(view, id));
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
    const from = view.from.map(toTableUse).map((use) => ({
      ...use,
      ...(use.match === undefined ? {} : { match: fillTexts(use.match, bindings) }),
      ...(use.regex === undefined ? {} : { regex: fillText(use.regex, bindings) }),
    }));
    return { id: view.id, title: view.title, owner: '', kind: 'view', from, sql: bindSql(view.sql, bindings) };
  });
  return new Map([...sources, ...views].map((entry) => [entry.id, entry]));
}

function fillTexts(match: string | readonly string[], bindings: Bindings): string | string[] {
  return typeof match === 'string' ? fillText(match, bindings) : match.map((text) => fillText(text, bindings));
}
