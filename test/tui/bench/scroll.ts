import type { Snapshot } from '../../../src/incident/session.ts';
import type { Runbook } from '../../../src/runbook/schema.ts';
import { frameOf } from '../../../src/tui/frame.ts';
import { createScreen, type Screen } from '../../../src/tui/screen.ts';
import { update } from '../../../src/tui/update.ts';
import type { World } from '../../../src/tui/world.ts';
import { sampleRunbook } from '../sample-runbook.ts';
import { createSampleSession, resultOf } from '../sample-session.ts';
import { createWorld } from '../stage.ts';

/** Milliseconds that a key takes from the press to the frame, as the median of many. */
type Scrolled = {
  /** Down a list of so many steps. */
  readonly list: number;
  /** The same while a check tells of its progress between any two keys. */
  readonly running: number;
  /** Down the steps that a search for one of them has found. */
  readonly search: number;
  /** Down a note of as many lines, and from one place found in it to the next. */
  readonly lines: number;
  readonly matches: number;
  /** Down the evidence of a check of as many lines, and to the right in them. */
  readonly evidence: number;
  readonly cut: number;
};

/** Scrolls through `count` of everything. */
export function measureScroll(count: number): Scrolled {
  const session = createSampleSession({ runbook: longRunbook(count) });
  const note = Array.from({ length: count }, (_, index) => `line ${index + 1} of a log that somebody reads`).join('\n');
  const world = { ...createWorld({ session, size: { columns: 140, rows: 40 } }), note: () => note };
  const step = session.runbook.runbook.phases[0]?.steps[0]?.id ?? '';
  const onSteps: Screen = { ...createScreen(step), focus: 'steps' };
  const checked = { ...world, snapshot: checkedSnapshot(count) };
  const begun = { step, sinceMs: world.now };
  const at = (progress: number): Snapshot => ({
    ...world.snapshot,
    running: [{ ...begun, progress: `${progress} lines` }],
  });
  const jk = ['j', 'k'] as const;
  return {
    list: measure(onSteps, jk, () => world),
    running: measure(onSteps, jk, (press) => ({ ...world, snapshot: at(press) })),
    search: measure(onSteps, ['down', 'up'], () => world, ['/']),
    lines: measure(onSteps, jk, () => world, ['o']),
    matches: measure(onSteps, ['n', 'N'], () => world, ['o', '/', 'log', 'enter']),
    evidence: measure(createScreen('intervals'), jk, () => checked, ['enter']),
    cut: measure(createScreen('intervals'), ['right', 'left'], () => checked, ['enter', 'W']),
  };
}

/** Goes there and back, so that few and many are both never at their end; the first rounds warm up. */
function measure(
  screen: Screen,
  [there, back]: readonly [string, string],
  worldOf: (press: number) => World,
  before: readonly string[] = [],
): number {
  const typed = (at: Screen, key: string) =>
    update(at, key.length === 3 ? { type: 'typed', text: key } : { type: 'pressed', key }, worldOf(0))[0];
  let state = before.reduce(typed, screen);
  const times: number[] = [];
  for (let press = 0; press < 500; press++) {
    const world = worldOf(press);
    const begun = performance.now();
    [state] = update(state, { type: 'pressed', key: press % 100 < 50 ? there : back }, world);
    frameOf(state, world);
    if (press >= 200) times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[times.length / 2] ?? 0;
}

/** The sample runbook with more steps like its first. */
function longRunbook(count: number): Runbook {
  const [phase] = sampleRunbook.phases;
  const [step] = phase?.steps ?? [];
  if (phase === undefined || step === undefined) throw new Error('the sample runbook has no step');
  const steps = Array.from({ length: count }, (_, index) => ({ ...step, id: `${step.id}_${index}` }));
  return { ...sampleRunbook, phases: [{ ...phase, steps }] };
}

/** A check that has found so many lines, each wider than any screen. */
function checkedSnapshot(count: number): Snapshot {
  const evidence = Array.from({ length: count }, (_, index) => ({
    source: 'edge.log',
    line: index + 1,
    text: `${index} ${'10.20.0.5 POST /v1/customers 499 '.repeat(10)}`,
  }));
  const result = resultOf({ evidence });
  return createSampleSession({ past: [{ type: 'check-finished', step: 'intervals', result }] }).snapshot();
}
