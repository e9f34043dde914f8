import type { Touch } from '../../checks/check.ts';
import { fileTouches, touchesOfSources } from '../../checks/touches.ts';
import { parseCondition } from '../../logs/condition.ts';
import { filterOf } from '../../logs/filter.ts';
import { parseRegex } from '../../logs/regex.ts';
import type { LogEntry } from '../../logs/source.ts';
import { storeOf } from '../../logs/stores/store-of.ts';
import { parseWindow } from '../../logs/window.ts';
import { printDryRunOfCheck } from '../print-dry-run.ts';
import type { LogFlags } from './log-flags.ts';
import { readLogSource } from './log-source.ts';

/** Prints what `check log` would touch. Only the file of `--source` has been read: it says which store or command that is. */
export async function dryRunLog(files: readonly string[], flags: LogFlags): Promise<void> {
  const named = files.map((word) => word.replace(/^[a-z][a-z0-9_]*=/, ''));
  const places = named.map((word) => (word === '-' ? 'standard input' : word));
  const source = flags.source === undefined ? undefined : await readLogSource(flags.source);
  const remote = source === undefined ? [] : await touchesOf(source, flags);
  const touches = [...fileTouches(...places, flags.missingIds), ...remote];
  printDryRunOfCheck({ kind: 'log', preview: { status: 'ready', touches } }, flags);
}

/** Of a store the first request for lines, as a line that anyone could send; its credentials stand as variables. */
async function touchesOf(source: LogEntry, flags: LogFlags): Promise<readonly Touch[]> {
  const config = storeOf(source.log);
  if (config === undefined) return touchesOfSources([{ id: source.id, as: 'rows' }], new Map([[source.id, source]]));
  const { createStore } = await import('../../logs/stores/create-store.ts');
  const now = () => new Date();
  const use = {
    source: source.id,
    optional: false,
    ...(flags.match === undefined ? {} : { match: flags.match }),
    ...(flags.regex === undefined ? {} : { regex: parseRegex(flags.regex) }),
    ...(flags.where === undefined ? {} : { where: flags.where.map(parseCondition) }),
  };
  const filter = filterOf(use, flags.window === undefined ? undefined : parseWindow(flags.window, now()));
  return [{ what: 'query', text: createStore(config, { env: {}, now }).command(filter), writes: false }];
}
