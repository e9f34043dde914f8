import { renderDuration, renderTime } from '../clock.ts';
import { cut, type Line, line, lineWidth, type Span, span, spread, widthOf } from '../line.ts';
import type { World } from '../world.ts';

/**
 * The top row: what is being walked through, since when, and whether it is on disk. The elapsed time is that of the last
 * entry while nothing runs, so that an idle screen stays true without being redrawn.
 */
export function headerLine(world: World): Line {
  const { snapshot, size, theme } = world;
  const { opening, openedAt, updatedAt } = snapshot.state;
  const title = opening?.runbook.title ?? world.runbook.title;
  const incident = opening?.incident ?? '';
  const saved =
    snapshot.notSaved === undefined ? span('saved ', 'quiet') : span(` NOT SAVED: ${snapshot.notSaved} `, 'alarm');
  const times =
    size.columns >= 76 && openedAt !== undefined ? timesOf(openedAt, lastMoment(world, updatedAt ?? openedAt)) : '';
  const right = line(span(times === '' ? '  ' : `  ${times}  `, 'quiet'), ...runningSpans(world), saved);
  const name = ' causebook  ';
  // The title gives way first: the incident's id is what one tells others.
  const room = size.columns - name.length - lineWidth(right) - widthOf(incident) - 3;
  const about = room < 8 ? '' : `${cut(title, room)} ${theme.glyphs.dot} `;
  return spread(line(span(name, 'focus'), span(`${about}${incident}`)), right, size.columns);
}

/** That something runs, turning: at the right edge, where it costs the least to write. */
function runningSpans({ snapshot: { running }, size, theme, tick }: World): readonly Span[] {
  if (running.length === 0) return [];
  const { spinner, status } = theme.glyphs;
  const turning = spinner[tick % spinner.length] ?? status.running;
  return [span(size.columns >= 76 ? `${turning} ${running.length} running  ` : `${turning} `, 'running')];
}

function lastMoment(world: World, updatedAt: string): number {
  return world.snapshot.running.length > 0 ? world.now : Date.parse(updatedAt);
}

function timesOf(openedAt: string, moment: number): string {
  const elapsed = Math.max(0, moment - Date.parse(openedAt));
  return `from ${renderTime(openedAt)}${elapsed < 60_000 ? '' : ` +${renderDuration(elapsed)}`}`;
}
