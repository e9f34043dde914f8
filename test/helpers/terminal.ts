import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import xterm from '@xterm/headless';
import { vi } from 'vitest';

/** A program in a real pseudo-terminal, and the terminal that draws it. */
export type TerminalRun = {
  readonly screen: () => string;
  readonly isAlternate: () => boolean;
  readonly bytes: () => string;
  readonly press: (keys: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly shows: (text: string | RegExp) => Promise<void>;
  /** Resolves to the exit code once all output has been drawn. */
  readonly exited: Promise<number | null>;
  readonly stop: () => void;
};

/** Runs a shell command at a size. `script` (util-linux) gives the pseudo-terminal, so that no module has to be compiled. */
export function runInTerminal(options: {
  readonly command: string;
  readonly columns: number;
  readonly rows: number;
  readonly env?: { readonly [name: string]: string };
}): TerminalRun {
  const { command, columns, rows } = options;
  const child = spawn('script', ['-qefc', `stty cols ${columns} rows ${rows}; exec ${command}`, '/dev/null'], {
    env: { ...plainEnvironment(), ...options.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  // The program asks the terminal what it can do; a terminal answers.
  terminal.onData((answer) => child.stdin?.write(answer));
  let bytes = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    bytes += text;
    terminal.write(text);
  });
  const screen = () => {
    const buffer = terminal.buffer.active;
    const lines = Array.from(
      { length: terminal.rows },
      // A line keeps the cells that a narrower terminal no longer shows.
      (_, row) => buffer.getLine(buffer.baseY + row)?.translateToString(true, 0, terminal.cols) ?? '',
    );
    return lines.join('\n');
  };
  return {
    screen,
    isAlternate: () => terminal.buffer.active.type === 'alternate',
    bytes: () => bytes,
    press: (keys) => child.stdin?.write(keys),
    resize: (toColumns, toRows) => {
      terminal.resize(toColumns, toRows);
      resizeTty(programOf(child.pid ?? 0), toColumns, toRows);
    },
    signal: (name) => process.kill(programOf(child.pid ?? 0), name),
    shows: (text) =>
      vi.waitFor(
        () => {
          const found = typeof text === 'string' ? screen().includes(text) : text.test(screen());
          if (!found) throw new Error(`${text} is not on the screen:\n${screen()}`);
        },
        { timeout: 20_000, interval: 20 },
      ),
    exited: new Promise((resolve) => child.on('close', (code) => terminal.write('', () => resolve(code)))),
    stop: () => child.kill('SIGKILL'),
  };
}

/** A terminal of 256 colours; nothing of the outside decides on colour, or makes Ink think of a build server. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const isOutside = (name: string) => /^(CI(_.*)?|CONTINUOUS_INTEGRATION|NO_COLOR|FORCE_COLOR|COLORTERM)$/.test(name);
  const kept = Object.entries(process.env).filter(([name]) => !isOutside(name));
  return { ...Object.fromEntries(kept), TERM: 'xterm-256color', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
}

/** The process that `script` started: `exec` made the program of its shell. From proc(5): the parent is the second field after the name. */
function programOf(scriptPid: number): number {
  const found = readdirSync('/proc').find((name) => /^\d+$/.test(name) && parentOf(name) === scriptPid);
  if (found === undefined) throw new Error(`script (${scriptPid}) has no child: it has ended`);
  return Number(found);
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    // It ended while the list was read.
    return undefined;
  }
}

/** Sets the size of the terminal that a process sits in; the kernel then sends it SIGWINCH. */
function resizeTty(pid: number, columns: number, rows: number): void {
  const tty = readlinkSync(`/proc/${pid}/fd/0`);
  const { status, stderr } = spawnSync('stty', ['-F', tty, 'cols', String(columns), 'rows', String(rows)]);
  if (status !== 0) throw new Error(`stty could not resize ${tty}: ${stderr}`);
}
