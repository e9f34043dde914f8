import { overlayContent } from '../overlay-content.ts';
import type { Screen } from '../screen.ts';
import type { World } from '../world.ts';
import { firstFrom } from './first-from.ts';
import { rowsWith } from './sought.ts';

/** Brings the next row of the page that has the query into sight: from the row found last on, round the end; with `by` 0 that row itself counts. */
export function seek(screen: Screen, of: { readonly query: string; readonly by: -1 | 0 | 1 }, world: World): Screen {
  const { overlay } = screen;
  if (overlay === undefined) return screen;
  const { sought: _sought, ...bare } = overlay;
  const { scroll } = bare;
  if (of.query === '') return { ...screen, overlay: bare };
  const rows = rowsWith(overlayContent(screen, world), of.query);
  const from = overlay.sought?.row ?? scroll;
  const row =
    of.by < 0
      ? (rows[firstFrom(rows, from) - 1] ?? rows.at(-1))
      : (rows[firstFrom(rows, of.by === 0 ? from : from + 1)] ?? rows[0]);
  const sought = { query: of.query, row };
  // A few rows above it stay in sight.
  return { ...screen, overlay: { ...bare, sought, scroll: row === undefined ? scroll : Math.max(0, row - 3) } };
}
