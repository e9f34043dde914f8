import type { Snapshot } from '../../incident/session.ts';
import { blank, type Line, line, span } from '../line.ts';
import type { World } from '../world.ts';
import { paragraph } from '../wrap.ts';

/** The note as it stands: Markdown as it is, its headings bold. */
export function noteLines(world: World, columns: number): readonly Line[] {
  const kept = pages.get(world.snapshot);
  if (kept?.columns === columns) return kept.lines;
  const rows = world.note().split(/\r\n|\r|\n/);
  const lines = [
    line(span('Kept in ', 'label'), span(world.notePath)),
    blank,
    ...rows.flatMap((row) =>
      row === '' ? [blank] : paragraph(row, columns, { tone: /^#{1,6} /.test(row) ? 'strong' : 'plain' }),
    ),
  ];
  pages.set(world.snapshot, { columns, lines });
  return lines;
}

/** A key scrolls a page several times a second, and the note changes with the snapshot alone. */
const pages = new WeakMap<Snapshot, { readonly columns: number; readonly lines: readonly Line[] }>();
