import type { Reading } from '../check.ts';
import type { Parameters } from './parameters.ts';

/** The sources and views that a config step names: its settings, those of the receiver, and the log of what was seen. */
export function readingsOfConfig({ source, retry }: Parameters): readonly Reading[] {
  const own: readonly Reading[] = [{ id: source, as: 'settings' }];
  if (retry === undefined || retry === true) return own;
  const { receiver, observed } = retry;
  const seen = observed !== undefined && 'source' in observed ? [...observed.needs.flat(), observed.source] : [];
  return [
    ...own,
    ...(typeof receiver === 'object' ? [{ id: receiver.source, as: 'settings' as const }] : []),
    ...seen.map((id) => ({ id, as: 'rows' as const })),
  ];
}
