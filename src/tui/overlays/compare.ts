import type { Contradiction, Sighting } from '../../diagnosis/diagnosis.ts';
import { qualityWords } from '../../report/quality-words.ts';
import { keptLines } from '../kept-lines.ts';
import { blank, fit, type Line, line, span } from '../line.ts';
import { statusOf } from '../status.ts';
import { fillInputs, findStep, partyOf, stateOf, stepsOf, titleOf, type World } from '../world.ts';
import { hanging, paragraph, wrap } from '../wrap.ts';

/** Below this the two sides stand one above the other. */
const besideColumns = 60;

/** What contradicts itself: both sides with whose word they are and how they know, side by side, which of them counts, and what would resolve it. */
export const compareLines = keptLines((world, columns: number): readonly Line[] => {
  const { contradictions } = world.snapshot.diagnosis;
  if (contradictions.length === 0) return [line(span('Nothing contradicts itself.', 'quiet'))];
  return contradictions.flatMap((one, index) => [
    ...(index === 0 ? [] : [blank, blank]),
    ...contradictionLines(world, one, columns),
  ]);
});

function contradictionLines(world: World, one: Contradiction, columns: number): readonly Line[] {
  const observed = world.runbook.observations.find(({ id }) => id === one.observation)?.text ?? one.observation;
  const room = columns >= besideColumns ? Math.floor((columns - 3) / 2) : columns;
  const kept = sideRows(world, one.kept, 'This counts', room);
  const dropped = sideRows(world, one.dropped, 'This does not', room);
  return [
    ...paragraph(fillInputs(world, observed), columns, { tone: 'strong' }),
    blank,
    ...(columns >= besideColumns
      ? beside(kept, dropped, { room, divider: world.theme.glyphs.divider })
      : [...kept, blank, ...dropped]),
    blank,
    ...hanging('To resolve it:', resolutionOf(world, one), columns),
  ];
}

/** A step not done yet that sees the same thing; else the weaker word asked again; else both measurements looked at. */
function resolutionOf(world: World, { observation, kept, dropped }: Contradiction): string {
  const isOpen = (id: string) => ['pending', 'waiting', 'blocked', 'interrupted'].includes(statusOf(world, id));
  const open = stepsOf(world.runbook).find((step) => step.observes === observation && isOpen(step.id));
  if (open !== undefined) return `${titleOf(world, open)} (${open.id})`;
  const weaker = [dropped, kept].find(({ quality }) => quality !== 'checked');
  const step = weaker === undefined ? undefined : findStep(world, weaker.step);
  if (weaker === undefined || step === undefined) {
    return 'both are measured: look at what each of them read, then run the one that is out of date again';
  }
  return `ask ${whoOf(world, weaker)} to look at it again: ${titleOf(world, step)} (${step.id})`;
}

/** One side: whether it counts, who says it in which step, what, and how they know. */
function sideRows(world: World, sighting: Sighting, counts: string, columns: number): readonly Line[] {
  const { step, say, quality } = sighting;
  const who = quality === 'checked' ? 'causebook' : whoOf(world, sighting);
  return [
    line(span(counts, 'label')),
    ...wrap(say, columns).map((row) => line(span(row, 'strong'))),
    ...paragraph(`${who}, ${qualityWords[quality]} (${step})`, columns),
  ];
}

function whoOf(world: World, { step: id }: Sighting): string {
  const step = findStep(world, id);
  const party = step === undefined ? undefined : partyOf(world, step)?.name;
  return stateOf(world, id)?.answer?.by ?? party ?? 'whoever said it';
}

function beside(
  left: readonly Line[],
  right: readonly Line[],
  of: { readonly room: number; readonly divider: string },
): readonly Line[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => ({
    spans: [...padded(left[index], of.room).spans, span(` ${of.divider} `, 'quiet'), ...(right[index]?.spans ?? [])],
  }));
}

function padded(row: Line | undefined, columns: number): Line {
  const text = (row?.spans ?? []).map((part) => part.text).join('');
  const fill = fit(text, columns).slice(text.length);
  return { spans: [...(row?.spans ?? []), span(fill)] };
}
