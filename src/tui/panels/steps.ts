import type { Phase, Runbook, Step } from '../../runbook/schema.ts';
import { renderDuration } from '../clock.ts';
import { cut, type Line, line, span, spread } from '../line.ts';
import { perSnapshot } from '../per-snapshot.ts';
import { resultId } from '../screen.ts';
import { statusOf } from '../status.ts';
import type { ShownStatus } from '../theme.ts';
import { stepsOf, titleOf, type World } from '../world.ts';
import { resultName } from './result.ts';

/** How many rows the list of phases and steps takes, the row of the selected step, and any stretch of them as they look. */
export type StepList = {
  readonly count: number;
  readonly selectedRow: number;
  readonly rows: (from: number, to: number) => readonly Line[];
};

/** The result, then the phases with their steps, each with the mark of its status. Only what is in sight is drawn. */
export function stepList(
  world: World,
  options: { readonly selected: string; readonly hasFocus: boolean; readonly columns: number },
): StepList {
  const { entries, rowsOf } = entriesOf(world.runbook);
  const draw = (entry: Entry): Line => {
    if (entry === 'result') return resultRow(world, options);
    return 'steps' in entry ? phaseLine(world, entry, options.columns) : stepRow(world, entry, options);
  };
  return {
    count: entries.length,
    selectedRow: rowsOf.get(options.selected) ?? 0,
    rows: (from, to) => entries.slice(from, to).map(draw),
  };
}

type Entry = 'result' | Phase | Step;

type Entries = { readonly entries: readonly Entry[]; readonly rowsOf: ReadonlyMap<string, number> };

/** A runbook does not change, and each key draws a stretch of its list. */
const listed = new WeakMap<Runbook, Entries>();

function entriesOf(runbook: Runbook): Entries {
  const kept = listed.get(runbook);
  if (kept !== undefined) return kept;
  const entries: readonly Entry[] = ['result', ...runbook.phases.flatMap((phase) => [phase, ...phase.steps])];
  const rowsOf = new Map(
    entries.flatMap((entry, row) => (entry === 'result' || 'steps' in entry ? [] : [[entry.id, row] as const])),
  );
  listed.set(runbook, { entries, rowsOf });
  return { entries, rowsOf };
}

function stepRow(
  world: World,
  step: Step,
  options: { readonly selected: string; readonly hasFocus: boolean; readonly columns: number },
): Line {
  const isSelected = step.id === options.selected;
  const status = statusOf(world, step.id);
  const pointer = isSelected ? world.theme.glyphs.chosen : ' ';
  const row = line(
    span(`${pointer} `, 'focus'),
    span(`${world.theme.glyphs.status[status]} `, status),
    span(titleOf(world, step), isSelected ? 'strong' : status === 'pending' ? 'plain' : 'quiet'),
  );
  const told = status === 'running' ? runningNote(world, step.id, Math.floor(options.columns / 2)) : '';
  const shown = told === '' ? row : spread(row, line(span(`  ${told}`, 'running')), options.columns);
  return isSelected && options.hasFocus ? { ...shown, isSelected } : shown;
}

/** How long a check has been running, in whole seconds so that a row is drawn anew once a second, and how far it is. */
function runningNote(world: World, id: string, columns: number): string {
  const running = world.snapshot.running.find(({ step }) => step === id);
  if (running === undefined) return '';
  const seconds = Math.max(0, Math.floor((world.now - running.sinceMs) / 1000));
  const time = seconds < 60 ? `${seconds} s` : renderDuration(seconds * 1000);
  return cut(running.progress === '' ? time : `${time} ${running.progress}`, columns);
}

/** How many steps have been dealt with, of how many, and how many checks run: `5/20`, `5/20 (2 run)`. */
export function progressOf(world: World): string {
  const steps = stepsOf(world.runbook);
  const { length: running } = world.snapshot.running;
  return `${doneOf(world).all}/${steps.length}${running === 0 ? '' : ` (${running} run)`}`;
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
  const done = doneOf(world).byPhase.get(phase) ?? 0;
  return spread(line(span(phase.title, 'strong')), line(span(` ${done}/${phase.steps.length}`, 'quiet')), columns);
}

/** How many steps have been dealt with, of each phase and of all. */
const doneOf = perSnapshot((world): { readonly byPhase: ReadonlyMap<Phase, number>; readonly all: number } => {
  const counts = world.runbook.phases.map(
    (phase) => [phase, phase.steps.filter(({ id }) => isDealtWith(statusOf(world, id))).length] as const,
  );
  return { byPhase: new Map(counts), all: counts.reduce((sum, [, count]) => sum + count, 0) };
});

function isDealtWith(status: ShownStatus): boolean {
  return status !== 'pending' && status !== 'running' && status !== 'interrupted' && status !== 'waiting';
}
