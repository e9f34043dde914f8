import { spawn, spawnSync } from 'node:child_process';
import xterm from '@xterm/headless';
import { vi } from 'vitest';

/** A program in a real pseudo-terminal, and the terminal that draws it. */
export type TerminalRun = {
  readonly screen: () => string;
  readonly isAlternate: () => boolean;
  readonly bytes: () => string;
  readonly press: (keys: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  readonly shows: (text: string | RegExp) => Promise<void>;
  readonly exited: Promise<number | null>;
  readonly stop: () => void;
};

/**
 * Runs a shell command at a size. `script` (util-linux) gives the pseudo-terminal, so that no module has to be compiled;
 * with CI set, Ink would draw only the last frame.
 */
export function runInTerminal(options: {
  readonly command: string;
  readonly columns: number;
  readonly rows: number;
  readonly env?: { readonly [name: string]: string };
}): TerminalRun {
  const { command, columns, rows } = options;
  const child = spawn('script', ['-qefc', `stty cols ${columns} rows ${rows}; exec ${command}`, '/dev/null'], {
    env: { ...process.env, CI: 'false', TERM: 'xterm-256color', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', ...options.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  // The program asks the terminal what it can do; a terminal answers.
  terminal.onData((answer) => child.stdin?.write(answer));
  let bytes = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    bytes += chunk.toString('utf8');
    terminal.write(chunk);
  });
  const screen = () => {
    const buffer = terminal.buffer.active;
    const lines = Array.from({ length: terminal.rows }, (_, row) => buffer.getLine(buffer.baseY + row)?.translateToString(true) ?? '');
    return lines.join('\n');
  };
  return {
    screen,
    isAlternate: () => terminal.buffer.active.type === 'alternate',
    bytes: () => bytes,
    press: (keys) => child.stdin?.write(keys),
    resize: (toColumns, toRows) => {
      terminal.resize(toColumns, toRows);
      resizeTty(child.pid ?? 0, toColumns, toRows);
    },
    shows: (text) =>
      vi.waitFor(
        () => {
          const found = typeof text === 'string' ? screen().includes(text) : text.test(screen());
          if (!found) throw new Error(`${text} is not on the screen:\n${screen()}`);
        },
        { timeout: 20_000, interval: 20 },
      ),
    exited: new Promise((resolve) => child.on('close', resolve)),
    stop: () => child.kill('SIGKILL'),
  };
}

/** Sets the size of the terminal that the child of `script` sits in; the kernel then sends it SIGWINCH. */
function resizeTty(scriptPid: number, columns: number, rows: number): void {
  const child = spawnSync('pgrep', ['-P', String(scriptPid)], { encoding: 'utf8' }).stdout.trim().split('\n')[0];
  const tty = spawnSync('readlink', [`/proc/${child}/fd/0`], { encoding: 'utf8' }).stdout.trim();
  spawnSync('stty', ['-F', tty, 'cols', String(columns), 'rows', String(rows)]);
}
