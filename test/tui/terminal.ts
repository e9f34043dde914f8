import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import xterm from '@xterm/headless';
import { build } from 'esbuild';
import { vi } from 'vitest';

/** A program in a real pseudo-terminal, and the terminal that draws it. */
export type TerminalRun = {
  readonly screen: () => string;
  readonly isAlternate: () => boolean;
  readonly bytes: () => string;
  readonly press: (keys: string) => void;
  readonly shows: (text: string) => Promise<void>;
  readonly exited: Promise<number | null>;
  readonly stop: () => void;
};

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

/** Runs the bundle at a size; `script` gives the pseudo-terminal. */
export function runPlay(options: {
  readonly columns: number;
  readonly rows: number;
  readonly flags?: string;
}): TerminalRun {
  const { columns, rows } = options;
  const command = `stty cols ${columns} rows ${rows}; exec "${process.execPath}" "${bundle}" ${options.flags ?? ''}`;
  const child: ChildProcess = spawn('script', ['-qefc', command, '/dev/null'], {
    env: environment(),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  let bytes = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    bytes += chunk.toString('utf8');
    terminal.write(chunk);
  });
  const screen = () =>
    Array.from(
      { length: rows },
      (_, row) => terminal.buffer.active.getLine(terminal.buffer.active.baseY + row)?.translateToString(true) ?? '',
    ).join('\n');
  return {
    screen,
    isAlternate: () => terminal.buffer.active.type === 'alternate',
    bytes: () => bytes,
    press: (keys) => child.stdin?.write(keys),
    shows: (text) =>
      vi.waitFor(
        () => {
          if (!screen().includes(text)) throw new Error(`"${text}" is not on the screen:\n${screen()}`);
        },
        { timeout: 15_000, interval: 20 },
      ),
    exited: new Promise((resolve) => child.on('close', resolve)),
    stop: () => child.kill('SIGKILL'),
  };
}

/** No colour by NO_COLOR alone: with CI set, the library under Ink would leave out bold as well. */
function environment(): NodeJS.ProcessEnv {
  const { CI: _ci, FORCE_COLOR: _force, COLORTERM: _term, ...rest } = process.env;
  return { ...rest, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8', NO_COLOR: '1', NODE_ENV: 'production' };
}
