import type { StepStatus } from '../../incident/events.ts';
import type { Phase } from '../../runbook/schema.ts';
import { type Line, line, span, spread } from '../line.ts';
import type { Theme } from '../theme.ts';
import { stateOf, stepsOf, titleOf, type World } from '../world.ts';

/** The list of phases and steps, and the row that the selected step is on. */
export type StepList = { readonly lines: readonly Line[]; readonly selectedRow: number };

/** Phases with their steps, each with the mark of its status. */
export function stepList(
  world: World,
  options: { readonly selected: string; readonly hasFocus: boolean; readonly columns: number },
): StepList {
  const lines: Line[] = [];
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

/** A step's status on screen; a check that runs again shows as running. */
export function statusOf(world: World, id: string): StepStatus {
  if (world.snapshot.running.some(({ step }) => step === id)) return 'running';
  return stateOf(world, id)?.status ?? 'pending';
}

/** The sign of a status; that of a running check turns. */
export function markOf(theme: Theme, status: StepStatus, tick: number): string {
  const { spinner, status: signs } = theme.glyphs;
  return status === 'running' ? (spinner[tick % spinner.length] ?? signs.running) : signs[status];
}

function phaseLine(world: World, phase: Phase, columns: number): Line {
  const done = phase.steps.filter(({ id }) => isDealtWith(statusOf(world, id))).length;
  return spread(line(span(phase.title, 'strong')), line(span(` ${done}/${phase.steps.length}`, 'quiet')), columns);
}

function isDealtWith(status: StepStatus): boolean {
  return status !== 'pending' && status !== 'running' && status !== 'interrupted' && status !== 'waiting';
}
