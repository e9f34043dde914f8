import { cp } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { expectGivenBack } from './expect-given-back.ts';
import { isRunning } from './expect-golden.ts';
import { expectWholeFrames } from './screen-walk.ts';
import type { ScreenRun, Screens } from './screens.ts';

/** A staged incident whose checks have all run on a screen of 80×24; a copy of it can be gone on with any number of times. */
export type CheckedIncident = {
  readonly goOn: (of: {
    readonly columns: number;
    readonly rows: number;
    readonly env?: { readonly [name: string]: string };
  }) => Promise<ScreenRun>;
};

/** Walks the demo of a scenario until its checks are through, with an eye on every frame. */
export async function checkIncident(screens: Screens, scenario: string): Promise<CheckedIncident> {
  const state = path.join(screens.program().home, scenario);
  const run = screens.start({
    argv: `demo ${scenario}`,
    columns: 80,
    rows: 24,
    env: { XDG_STATE_HOME: state },
    inShell: true,
  });
  await untilChecked(run);
  run.press('q');
  expect(await run.exited).toBe(3);
  expectGivenBack(run);
  expectWholeFrames(run.frames());
  let copies = 0;
  return {
    goOn: async ({ columns, rows, env }) => {
      copies += 1;
      const copy = `${state}-${copies}`;
      await cp(state, copy, { recursive: true });
      const going = screens.start({
        argv: 'resume',
        columns,
        rows,
        env: { XDG_STATE_HOME: copy, ...env },
        inShell: true,
      });
      await untilChecked(going);
      return going;
    },
  };
}

/** Waits until no check is about to say anything: a loaded machine takes its time, and the time-out of the test is the limit. */
async function untilChecked(run: ScreenRun): Promise<void> {
  const isChecked = (screen: string) =>
    !isRunning(screen) &&
    (/Result: nothing more|Result so far: b goes|(?:Question|Action) \d+ of|\[(?:Question|Action)\]/.test(screen) ||
      // A small screen has no room for that title: its tabs count the checks that run.
      /^ Steps \d+\/\d+ {2}\[Result\]/m.test(screen));
  await run.until(isChecked);
}
