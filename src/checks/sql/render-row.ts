import { textOf } from '../../logs/value-text.ts';
import type { Row } from './session.ts';

/** A row as one line of evidence: name=value, what is NULL left out. */
export function renderRow(row: Row): string {
  return Object.entries(row)
    .flatMap(([name, value]) => (value === null ? [] : [`${name}=${textOf(value) ?? "''"}`]))
    .join('  ');
}
