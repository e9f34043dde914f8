import { fileTouches, touchesOfSources } from '../../checks/touches.ts';
import { printDryRunOfCheck } from '../print-dry-run.ts';
import type { LogFlags } from './log-flags.ts';
import { readLogSource } from './log-source.ts';

/** Prints what `check log` would touch. Only the file of `--source` has been read: it says which store or command that is. */
export async function dryRunLog(files: readonly string[], flags: LogFlags): Promise<void> {
  const named = files.map((word) => word.replace(/^[a-z][a-z0-9_]*=/, ''));
  const places = named.map((word) => (word === '-' ? 'standard input' : word));
  const source = flags.source === undefined ? undefined : await readLogSource(flags.source);
  const remote =
    source === undefined ? [] : touchesOfSources([{ id: source.id, as: 'rows' }], new Map([[source.id, source]]));
  const touches = [...fileTouches(...places, flags.missingIds), ...remote];
  printDryRunOfCheck({ kind: 'log', preview: { status: 'ready', touches } }, flags);
}
