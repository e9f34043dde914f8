import type { Touch } from '../../checks/check.ts';
import type { StepPreview } from '../../incident/preview-step.ts';
import { blank, type Line, line, span } from '../line.ts';
import { findStep, titleOf, type World } from '../world.ts';
import { hanging, paragraph } from '../wrap.ts';

const headings: { readonly [W in Touch['what']]: string } = {
  file: 'Reads',
  command: 'Runs',
  connection: 'Connects to',
  request: 'Asks',
  query: 'Queries',
};

/** Asks before a check that changes something, with exactly what it would do; `preview` is undefined until that is known. */
export function confirmLines(
  world: World,
  of: { readonly step: string; readonly preview: StepPreview | undefined; readonly columns: number },
): readonly Line[] {
  const { preview, columns } = of;
  const step = findStep(world, of.step);
  if (step === undefined) return [];
  const title = paragraph(titleOf(world, step), columns, { tone: 'strong' });
  if (preview === undefined) return [...title, blank, line(span('Looking what it would do …', 'quiet'))];
  if (preview.status !== 'ready') return [...title, blank, ...refusedLines(world, preview, columns)];
  return [
    ...title,
    blank,
    ...paragraph('This check changes something outside causebook, and undo does not take it back.', columns, {
      tone: 'warn',
    }),
    blank,
    ...[...preview.touches]
      .sort((a, b) => Number(b.writes) - Number(a.writes))
      .flatMap((touch) => hanging(touch.writes ? 'Changes' : headings[touch.what], touch.text, columns)),
    blank,
    line(span(' y ', 'key'), span('run it    '), span(' esc ', 'key'), span('leave it')),
  ];
}

function refusedLines(world: World, preview: StepPreview, columns: number): readonly Line[] {
  const { reason = preview.status, unblock } = preview;
  return [
    ...paragraph(`It would not run: ${reason}`, columns, { tone: 'warn' }),
    ...(unblock === undefined ? [] : paragraph(unblock, columns)),
    ...(unblock?.includes('--test-target') === true
      ? paragraph(`That goes behind: ${world.resumeCommand}`, columns, { tone: 'quiet' })
      : []),
    blank,
    line(span(' esc ', 'key'), span('leave it')),
  ];
}
