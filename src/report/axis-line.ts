import type { AxisReport } from './axis.ts';
import { decibans } from './decibans.ts';

/** Renders where an axis stands in one line of plain text, not made safe for a terminal. */
export function renderAxisLine(axis: AxisReport): string {
  if (axis.named === undefined) return `${axis.id}: open, no cause on the list leads`;
  const { title, word } = axis.named;
  return `${axis.id}: ${title}: ${word}, ${axis.state === 'settled' ? 'settled' : 'not settled'}, ${decibans(axis.leadDb)} ahead of the next`;
}
