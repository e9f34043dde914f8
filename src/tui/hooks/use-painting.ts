import { useLayoutEffect } from 'react';
import type { Picture } from '../paint/painter.ts';

/** Has the rows painted that a component stands for, each time it is drawn. */
export function usePainting(paint: (rows: Picture['rows']) => void, rows: Picture['rows']): void {
  useLayoutEffect(() => paint(rows));
}
