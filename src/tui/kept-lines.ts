import type { Line } from './line.ts';
import { perSnapshot } from './per-snapshot.ts';
import type { Theme } from './theme.ts';
import type { World } from './world.ts';

/**
 * Makes `layOut` work once for each snapshot, as long as the shape and the theme stay: each key draws all panels anew, and most of them say the
 * same as before. What it lays out depends on what `perSnapshot` names and on the shape, never on the clock.
 */
export function keptLines<Shape extends number | { readonly [name: string]: string | number | boolean }>(
  layOut: (world: World, shape: Shape) => readonly Line[],
): (world: World, shape: Shape) => readonly Line[] {
  const keptOf = perSnapshot((): { newest?: { shape: string; theme: Theme; lines: readonly Line[] } } => ({}));
  return (world, shape) => {
    const kept = keptOf(world);
    const now = JSON.stringify(shape);
    if (kept.newest?.shape === now && kept.newest.theme === world.theme) return kept.newest.lines;
    const lines = layOut(world, shape);
    kept.newest = { shape: now, theme: world.theme, lines };
    return lines;
  };
}
