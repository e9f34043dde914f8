import path from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { bin, createProgram, type Program } from './program.ts';
import { runInTerminal, type TerminalRun } from './terminal.ts';

/** A run of the program on a screen; `settings` is the file with those of the terminal before and after it. */
export type ScreenRun = TerminalRun & { readonly settings: string };

/** What `useScreens` gives. */
export type Screens = {
  readonly program: () => Program;
  readonly start: (of: {
    readonly argv: string;
    readonly columns: number;
    readonly rows: number;
    readonly env?: { readonly [name: string]: string };
    /** Behind what a shell has written, so that `expectGivenBack` can tell whether that is still there. */
    readonly inShell?: boolean;
  }) => ScreenRun;
};

/** The program on screens, with a home of its own for the tests of one file; screens end with their test. */
export function useScreens(): Screens {
  let program: Program;
  const runs: ScreenRun[] = [];
  beforeAll(async () => {
    // Its path is on the screen: that of the folder of all tests is as long as it happens to be.
    program = await createProgram('/tmp');
  });
  afterAll(() => program.remove());
  afterEach(() => {
    for (const run of runs.splice(0)) run.stop();
  });
  return {
    program: () => program,
    start: ({ argv, columns, rows, env, inShell = false }) => {
      const settings = path.join(program.home, `settings-${runs.length}-${Date.now()}`);
      const run = runInTerminal({
        ...(inShell ? { settings } : {}),
        command: `"${process.execPath}" "${bin}" ${argv}`,
        columns,
        rows,
        env: { ...program.env, NODE_ENV: 'production', ...env },
      });
      const screenRun = { ...run, settings };
      runs.push(screenRun);
      return screenRun;
    },
  };
}
