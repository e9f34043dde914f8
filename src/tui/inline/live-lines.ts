import { renderDuration } from '../clock.ts';
import { keyContextOf } from '../key-context.ts';
import { cut, type Line, line, span, spread } from '../line.ts';
import { footerLine } from '../panels/footer.ts';
import { shownHypotheses } from '../panels/ranking.ts';
import { axisWords, renderPoints } from '../points.ts';
import type { Screen } from '../screen.ts';
import type { World } from '../world.ts';
import { askedLines } from './asked-lines.ts';

/** The most lines that are drawn anew; everything above them stays. */
const maxLive = 6;

/**
 * The lines that are drawn anew: running checks, the best of each axis, what is asked, a message, the keys. Never more than
 * `maxLive`, always fewer than the terminal has, and none as wide as it is.
 */
export function liveLines(screen: Screen, world: World): readonly Line[] {
  const { snapshot, size } = world;
  const columns = Math.max(1, size.columns - 1);
  const message = screen.message === undefined ? [] : [line(span(screen.message.text, screen.message.tone))];
  const alarm = snapshot.notSaved === undefined ? [] : [line(span(` NOT SAVED: ${snapshot.notSaved} `, 'alarm'))];
  const told = [...alarm, ...message];
  const room = Math.max(0, Math.min(maxLive, size.rows - 1) - 1 - told.length);
  const others = Number(snapshot.running.length > 0) + Number(snapshot.diagnosis.axes.length > 0);
  const asked = askedLines(screen, world, { columns, rows: Math.max(Math.min(2, room), room - others) });
  const left = room - asked.length;
  const running = runningLines(world, columns, Math.max(Math.min(1, left), left - snapshot.diagnosis.axes.length));
  const ranking = leaderLines(world, columns, left - running.length);
  const footer = footerLine(keyContextOf(screen, world), columns);
  return [...running, ...ranking, ...asked, ...told, footer].slice(-Math.max(1, Math.min(maxLive, size.rows - 1)));
}

function runningLines(world: World, columns: number, room: number): readonly Line[] {
  const { running } = world.snapshot;
  const mark = world.theme.glyphs.status.running;
  const tell = ({ step, sinceMs, progress }: (typeof running)[number]) =>
    `${step} ${renderDuration(world.now - sinceMs)}${progress === '' ? '' : ` ${progress}`}`;
  if (room < 1 || running.length === 0) return [];
  if (running.length <= room)
    return running.map((one) => line(span(`${mark} running `, 'running'), cut(tell(one), columns)));
  const shown = running.slice(0, room - 1);
  const rest = running.slice(room - 1);
  const more = `${rest.length}${shown.length === 0 ? '' : ' more'} running: `;
  return [
    ...shown.map((one) => line(span(`${mark} running `, 'running'), tell(one))),
    line(span(`${mark} ${more}`, 'running'), rest.map(tell).join(', ')),
  ];
}

/** The best of each axis, one a line where there is room, else all on one. */
function leaderLines(world: World, columns: number, room: number): readonly Line[] {
  const { axes } = world.snapshot.diagnosis;
  const leaders = axes.flatMap((axis) => {
    const best = axis.hypotheses.find(({ id }) => id === axis.leader) ?? shownHypotheses(axis).named[0];
    if (best === undefined) return [];
    const title = best.id === 'other' ? 'Something not on this list' : best.title;
    return [
      {
        title,
        question: axis.question,
        told: `${best.word} ${renderPoints(best.scoreDb)}`,
        state: axisWords[axis.state],
      },
    ];
  });
  if (room < 1 || leaders.length === 0) return [];
  if (leaders.length > room) {
    const each = Math.floor((columns - 5) / leaders.length) - 2;
    const parts = leaders.map(({ title, told }) => `${cut(title, Math.max(8, each - told.length - 2))}: ${told}`);
    return [line(span('Best ', 'label'), parts.join('; '))];
  }
  return leaders.map(({ title, question, told, state }) =>
    spread(
      line(span('Best ', 'label'), span(title, 'strong'), span(`  ${question}`, 'quiet')),
      line(span(`  ${told}, ${state}`)),
      columns,
    ),
  );
}
