import type { StepReport } from '../../report/steps.ts';
import type { Line } from '../line.ts';
import { statusWords } from '../theme.ts';
import { findStep, titleOf, type World } from '../world.ts';
import { hanging, paragraph } from '../wrap.ts';

/** A finished step as it stays in the scrollback: its status as sign and word, its title, what it says, and where that stands. */
export function finishedLines(report: StepReport, world: World): readonly Line[] {
  const { id, status, say, evidence, by, unblock, stale } = report;
  const { columns } = world.size;
  const step = findStep(world, id);
  const title = step === undefined ? id : titleOf(world, step);
  const mark = `${world.theme.glyphs.status[status]} ${statusWords[status]}`;
  const [first] = evidence;
  const source =
    first === undefined ? (by ?? '') : `${first.source}${first.line === undefined ? '' : `:${first.line}`}`;
  const more = [
    ...(source === '' ? [] : [`source: ${source}`]),
    ...(stale === undefined ? [] : [`may no longer hold: ${stale}`]),
    ...(unblock === undefined ? [] : [unblock]),
  ];
  return [
    ...paragraph(`${mark}  ${title} (${id})`, columns, { tone: status }),
    ...[say, ...more].flatMap((text, index) => hanging('   ', text, columns, index === 0 ? 'plain' : 'quiet')),
  ];
}
