import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { runInTerminal, type TerminalRun } from '../helpers/terminal.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bundle = `${root}node_modules/.cache/tui-test/play.mjs`;

/** Bundles `play.tsx`: Node 20 cannot run it as it is. */
export async function bundlePlay(): Promise<void> {
  await mkdir(`${root}node_modules/.cache/tui-test`, { recursive: true });
  await build({
    entryPoints: [`${root}test/tui/play.tsx`],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
}

/** Runs the bundle at a size, without colour. */
export function runPlay(options: {
  readonly columns: number;
  readonly rows: number;
  readonly flags?: string;
}): TerminalRun {
  const { columns, rows, flags = '' } = options;
  const command = `"${process.execPath}" "${bundle}" ${flags}`;
  return runInTerminal({ command, columns, rows, env: { NO_COLOR: '1', NODE_ENV: 'production' } });
}
