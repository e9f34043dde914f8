import { afterAll, afterEach, beforeAll } from 'vitest';
import { bin, createProgram, type Program } from './program.ts';
import { runInTerminal, type TerminalRun } from './terminal.ts';

/** The program on screens, with a home of its own for the tests of one file; screens end with their test. */
export function useScreens(): {
  readonly program: () => Program;
  readonly start: (of: {
    readonly argv: string;
    readonly columns: number;
    readonly rows: number;
    readonly env?: { readonly [name: string]: string };
  }) => TerminalRun;
} {
  let program: Program;
  const runs: TerminalRun[] = [];
  beforeAll(async () => {
    program = await createProgram();
  });
  afterAll(() => program.remove());
  afterEach(() => {
    for (const run of runs.splice(0)) run.stop();
  });
  return {
    program: () => program,
    start: ({ argv, columns, rows, env }) => {
      const run = runInTerminal({
        command: `"${process.execPath}" "${bin}" ${argv}`,
        columns,
        rows,
        env: { ...program.env, NODE_ENV: 'production', ...env },
      });
      runs.push(run);
      return run;
    },
  };
}
