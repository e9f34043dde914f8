import type { Reading } from '../check.ts';
import type { LogParameters } from './run.ts';

/** The sources and views that a log step names, its question's own too; what it cannot do without comes first. */
export function readingsOfLog(given: LogParameters): readonly Reading[] {
  const { source, needs, ladder, missing, skew } = given;
  const ids = [
    ...(source === undefined ? [] : [source]),
    ...needs.flat(),
    ...given.with.map(nameOf),
    ...(ladder?.hops.map(nameOf) ?? []),
    ...(missing?.from === undefined ? [] : [nameOf(missing.from)]),
    ...(skew === undefined ? [] : [nameOf(skew.with)]),
  ];
  return ids.map((id) => ({ id, as: 'rows' }));
}

/** The id of a source that stands alone, or with how it is used. */
export function nameOf(use: string | { readonly source: string }): string {
  return typeof use === 'string' ? use : use.source;
}
