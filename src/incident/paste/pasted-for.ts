import path from 'node:path';
import type { Runbook, Step } from '../../runbook/schema.ts';
import type { Pasted } from '../events.ts';
import { sourcesOf } from './readers.ts';

/** The pasted texts that a step reads, in any of its logs, by their paths: whoever runs it again gives them. */
export function pastedFor(
  step: Step,
  of: {
    readonly runbook: Runbook;
    readonly home: string;
    readonly pasted: readonly Pick<Pasted, 'source' | 'file'>[];
  },
): readonly { readonly source: string; readonly path: string }[] {
  const read = new Set(sourcesOf(of.runbook, step).map(({ id }) => id));
  return of.pasted
    .filter(({ source }) => read.has(source))
    .map(({ source, file }) => ({ source, path: path.join(of.home, file) }));
}
