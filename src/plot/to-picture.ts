import { boundPictures } from './bound-pictures.ts';
import { toArrivals } from './to-picture/arrivals.ts';
import type { Drawable } from './to-picture/drawable.ts';
import { toHeat } from './to-picture/heat.ts';
import { toLadder } from './to-picture/ladder.ts';
import type { Row } from './to-picture/row.ts';

/**
 * Makes rows of an answer into a picture, small enough for the journal.
 *
 * - `arrivals`: `at` (milliseconds since 1970, or RFC 3339), and `lane`.
 * - `ladder`: `hop`, `ids`, and `lines` (as many as ids where it is left out), in the order of the rows.
 * - `heat`: `at`, `label`, `n` (1 where it is left out), and `every_ms` (how long a span is; inferred where it is left out).
 *
 * An answer of one wide row may hold these rows as a list of structs in a column of its own: `marks`, `hops` or `cells`.
 */
export function toPicture(kind: keyof typeof listColumns, title: string, answer: readonly Row[]): Drawable {
  const rows = listIn(answer[0]?.[listColumns[kind]]) ?? answer;
  if (rows.length === 0) return { whyNot: 'there is nothing to draw: the answer has no rows' };
  const made = { arrivals: toArrivals, ladder: toLadder, heat: toHeat }[kind](title, rows);
  if ('whyNot' in made) return made;
  const [picture = made.picture] = boundPictures([made.picture]);
  return { picture };
}

const listColumns = { arrivals: 'marks', ladder: 'hops', heat: 'cells' } as const;

function listIn(value: unknown): readonly Row[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter((row): row is Row => typeof row === 'object' && row !== null && !Array.isArray(row));
}
