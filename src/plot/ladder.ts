import { type Canvas, type DrawnRow, drawRow, fitLabel, labelColumns, titleRow } from './drawing.ts';
import type { Glyphs } from './glyphs.ts';
import type { Ladder } from './picture.ts';
import { toCount } from './to-count.ts';

type Hop = {
  readonly title: string;
  readonly ids: number;
  readonly lines: number;
  readonly lost: number;
  readonly added: number;
};

/** A hop and what changes at it: `×3 here`, `−7 here`; undefined where nothing does. */
export type Rung = Hop & { readonly change: string | undefined };

/** The hops of a picture with what changes at each. Ids go first: lines are told of where the ids stay as many. */
export function rungsOf(picture: Ladder, signs: Pick<Glyphs, 'times' | 'minus'>): readonly Rung[] {
  const hops = picture.hops.map(({ title, ids, lines, lost = 0, added = 0 }) => ({
    title,
    ids: toCount(ids),
    lines: toCount(lines),
    lost: toCount(lost),
    added: toCount(added),
  }));
  return hops.map((hop, index) => ({ ...hop, change: changeOf(hops[index - 1], hop, signs) }));
}

/** Draws a bar for each hop, with its numbers, and an arrow where one becomes several or many become few. */
export function drawLadder(picture: Ladder, canvas: Canvas): readonly DrawnRow[] {
  const { glyphs } = canvas;
  const rungs = rungsOf(picture, glyphs);
  const title = titleRow(canvas, picture.title);
  if (rungs.length === 0) return [title, drawRow(canvas, 'row', 'There is no hop.')];
  const labels = labelColumns(
    canvas,
    rungs.map((rung) => rung.title),
  );
  const widest = (least: number, width: (rung: Rung) => number) =>
    rungs.reduce((most, rung) => Math.max(most, width(rung)), least);
  const ids = widest(3, (rung) => String(rung.ids).length);
  const lines = widest(5, (rung) => String(rung.lines).length);
  const notes = widest(0, ({ change }) => (change === undefined ? 0 : change.length + 3));
  const room = Math.min(60, canvas.columns - labels - ids - lines - notes - 4);
  const most = widest(1, (rung) => Math.max(rung.ids, rung.lines));
  const first = firstChange(rungs);
  const isMore = rungs.some((rung) => rung.lines > rung.ids);
  const drawn = keep(rungs, Math.max(3, canvas.rows - 3), first).map((rung) => {
    if (typeof rung === 'number') return drawRow(canvas, 'legend', `${glyphs.dots} ${rung} more hops`);
    const name = fitLabel(canvas, rung.title, labels);
    const numbers = `${name} ${String(rung.ids).padStart(ids)} ${String(rung.lines).padStart(lines)}`;
    const bar = room < 4 ? '' : `  ${barOf(rung, most, { room, glyphs })}`;
    const arrow = rung === rungs[first] ? glyphs.arrow : ' ';
    const note = rung.change === undefined ? '' : ` ${arrow} ${rung.change}`;
    return drawRow(canvas, rung.change === undefined ? 'row' : 'change', numbers + bar + note);
  });
  const legend = `${glyphs.bar} ids${isMore ? `  ${glyphs.extra} further lines of them` : ''}${first === -1 ? '  the totals stay the same' : ''}`;
  return [
    title,
    drawRow(canvas, 'legend', `${' '.repeat(labels)} ${'ids'.padStart(ids)} ${'lines'.padStart(lines)}`),
    ...drawn,
    drawRow(canvas, 'legend', room < 4 ? (first === -1 ? 'the totals stay the same' : '') : legend),
  ].filter(({ text }) => text !== '');
}

/** Where the ids first become more or fewer; where they never do, where their lines do; -1 where nothing changes. */
export function firstChange(rungs: readonly Rung[]): number {
  const ids = rungs.findIndex(
    (rung, index) => rung.lost + rung.added > 0 || (index > 0 && rung.ids !== rungs[index - 1]?.ids),
  );
  return ids === -1 ? rungs.findIndex(({ change }) => change !== undefined) : ids;
}

function changeOf(before: Hop | undefined, hop: Hop, signs: Pick<Glyphs, 'times' | 'minus'>): string | undefined {
  const known = [
    ...(hop.lost === 0 ? [] : [`${signs.minus}${hop.lost}`]),
    ...(hop.added === 0 ? [] : [`+${hop.added}`]),
  ];
  if (known.length > 0) return `${known.join(' ')} here`;
  if (before === undefined) return undefined;
  const ids = step(before.ids, hop.ids, signs);
  if (ids !== undefined) return `${ids} here`;
  const lines = step(before.lines, hop.lines, signs);
  return lines === undefined ? undefined : `lines ${lines} here`;
}

function step(before: number, after: number, signs: Pick<Glyphs, 'times' | 'minus'>): string | undefined {
  if (before === after) return undefined;
  if (after < before) return `${signs.minus}${before - after}`;
  return before > 0 && after % before === 0 ? `${signs.times}${after / before}` : `+${after - before}`;
}

/** What there is room for, the first change with the hop before it above all; a number stands for hops left out. */
function keep(rungs: readonly Rung[], most: number, first: number): readonly (Rung | number)[] {
  if (rungs.length <= most) return rungs;
  const before = first > most - 3 ? [Math.max(0, first - 1), first] : [];
  const head = most - 1 - before.length;
  const kept = new Set([...Array.from({ length: head }, (_, index) => index), ...before]);
  const shown: (Rung | number)[] = [];
  let left = 0;
  for (const [index, rung] of rungs.entries()) {
    if (!kept.has(index)) {
      left += 1;
      continue;
    }
    if (left > 0) shown.push(left);
    left = 0;
    shown.push(rung);
  }
  return left > 0 ? [...shown, left] : shown;
}

/** What there is at all is seen: at least one cell. */
function barOf(rung: Rung, most: number, of: { readonly room: number; readonly glyphs: Glyphs }): string {
  const cells = (count: number) => (count === 0 ? 0 : Math.max(1, Math.round((count / most) * of.room)));
  const ids = cells(rung.ids);
  const extra = rung.lines > rung.ids ? Math.max(1, cells(rung.lines) - ids) : 0;
  const bar = of.glyphs.bar.repeat(ids) + of.glyphs.extra.repeat(Math.min(extra, of.room - ids));
  return bar.padEnd(of.room);
}
