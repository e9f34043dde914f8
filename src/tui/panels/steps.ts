import type { Phase } from '../../runbook/schema.ts';
import { type Line, line, span, spread } from '../line.ts';
import { resultId } from '../screen.ts';
import { statusOf } from '../status.ts';
import type { ShownStatus, Theme } from '../theme.ts';
import { stepsOf, titleOf, type World } from '../world.ts';
import { resultName } from './result.ts';

/** The list of phases and steps, and the row that the selected step is on. */
export type StepList = { readonly lines: readonly Line[]; readonly selectedRow: number };

/** The result, then the phases with their steps, each with the mark of its status. */
export function stepList(
  world: World,
  options: { readonly selected: string; readonly hasFocus: boolean; readonly columns: number },
): StepList {
  const lines: Line[] = [resultRow(world, options)];
  let selectedRow = 0;
  for (const phase of world.runbook.phases) {
    lines.push(phaseLine(world, phase, options.columns));
    for (const step of phase.steps) {
      const isSelected = step.id === options.selected;
      if (isSelected) selectedRow = lines.length;
      const status = statusOf(world, step.id);
      const pointer = isSelected ? world.theme.glyphs.chosen : ' ';
      const row = line(
        span(`${pointer} `, 'focus'),
        span(`${markOf(world.theme, status, world.tick)} `, status),
        span(titleOf(world, step), isSelected ? 'strong' : status === 'pending' ? 'plain' : 'quiet'),
      );
      lines.push(isSelected && options.hasFocus ? { ...row, isSelected } : row);
    }
  }
  return { lines, selectedRow };
}

/** How many steps have been dealt with, of how many, and how many checks run: `5/20`, `5/20 (2 run)`. */
export function progressOf(world: World): string {
  const steps = stepsOf(world.runbook);
  const { length: running } = world.snapshot.running;
  const done = steps.filter(({ id }) => isDealtWith(statusOf(world, id))).length;
  return `${done}/${steps.length}${running === 0 ? '' : ` (${running} run)`}`;
}

/** The sign of a status; that of a running check turns. */
export function markOf(theme: Theme, status: ShownStatus, tick: number): string {
  const { spinner, status: signs } = theme.glyphs;
  return status === 'running' ? (spinner[tick % spinner.length] ?? signs.running) : signs[status];
}

function resultRow(world: World, options: { readonly selected: string; readonly hasFocus: boolean }): Line {
  const isSelected = options.selected === resultId;
  const row = line(
    span(`${isSelected ? world.theme.glyphs.chosen : ' '} `, 'focus'),
    span('v ', 'key'),
    span(resultName(world), isSelected ? 'strong' : 'plain'),
  );
  return isSelected && options.hasFocus ? { ...row, isSelected } : row;
}

function phaseLine(world: World, phase: Phase, columns: number): Line {
  const done = phase.steps.filter(({ id }) => isDealtWith(statusOf(world, id))).length;
  return spread(line(span(phase.title, 'strong')), line(span(` ${done}/${phase.steps.length}`, 'quiet')), columns);
}

function isDealtWith(status: ShownStatus): boolean {
  return status !== 'pending' && status !== 'running' && status !== 'interrupted' && status !== 'waiting';
}
