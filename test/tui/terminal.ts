import { bundle, root } from '../helpers/bundle.ts';
import { runInTerminal, type TerminalRun } from '../helpers/terminal.ts';

const play = `${root}node_modules/.cache/tui-test/play.mjs`;

/** Bundles `play.tsx`: Node 20 cannot run it as it is. */
export async function bundlePlay(): Promise<void> {
  await bundle('test/tui/play.tsx', { file: play, isExternal: true });
}

/** Runs the bundle at a size, without colour. */
export function runPlay(options: {
  readonly columns: number;
  readonly rows: number;
  readonly flags?: string;
}): TerminalRun {
  const { columns, rows, flags = '' } = options;
  const command = `"${process.execPath}" "${play}" ${flags}`;
  return runInTerminal({ command, columns, rows, env: { NO_COLOR: '1', NODE_ENV: 'production' } });
}
