import type { Runbook } from '../../../src/runbook/schema.ts';
import { frameOf } from '../../../src/tui/frame.ts';
import { createScreen, type Screen } from '../../../src/tui/screen.ts';
import { update } from '../../../src/tui/update.ts';
import { sampleRunbook } from '../sample-runbook.ts';
import { createSampleSession } from '../sample-session.ts';
import { createWorld } from '../stage.ts';

/** Milliseconds that a key takes from the press to the frame, as the median of many: down a list of `steps` steps, and down a note of as many lines. */
export function measureScroll(steps: number): { readonly list: number; readonly lines: number } {
  const session = createSampleSession({ runbook: longRunbook(steps) });
  const note = Array.from({ length: steps }, (_, index) => `line ${index + 1} of a log that somebody reads`).join('\n');
  const world = { ...createWorld({ session, size: { columns: 140, rows: 40 } }), note: () => note };
  const pressed = (screen: Screen, key: string) => update(screen, { type: 'pressed', key }, world)[0];
  const step = session.runbook.runbook.phases[0]?.steps[0]?.id ?? '';
  const measure = (screen: Screen) => {
    const times: number[] = [];
    let state = screen;
    for (let count = 0; count < 80; count++) {
      const begun = performance.now();
      state = pressed(state, 'j');
      frameOf(state, world);
      if (count >= 20) times.push(performance.now() - begun);
    }
    return times.sort((a, b) => a - b)[times.length / 2] ?? 0;
  };
  return {
    list: measure({ ...createScreen(step), focus: 'steps' }),
    lines: measure(pressed(createScreen(step), 'o')),
  };
}

/** The sample runbook with more steps like its first. */
function longRunbook(count: number): Runbook {
  const [phase] = sampleRunbook.phases;
  const [step] = phase?.steps ?? [];
  if (phase === undefined || step === undefined) throw new Error('the sample runbook has no step');
  const steps = Array.from({ length: count }, (_, index) => ({ ...step, id: `${step.id}_${index}` }));
  return { ...sampleRunbook, phases: [{ ...phase, steps }] };
}
