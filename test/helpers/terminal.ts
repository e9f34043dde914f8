import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import xterm from '@xterm/headless';
import stringWidth from 'string-width';
import { vi } from 'vitest';
import { screenOf, watchFrames } from './watch-frames.ts';

/** A program in a real pseudo-terminal, and the terminal that draws it. */
export type TerminalRun = {
  readonly screen: () => string;
  readonly isAlternate: () => boolean;
  readonly bytes: () => string;
  /** Every frame that was drawn on the alternate screen, and what was wrong with any of them. */
  readonly frames: () => readonly string[];
  readonly faults: () => readonly string[];
  /** The normal screen with all that has scrolled out of it, as lines that the terminal may have wrapped. */
  readonly history: () => readonly string[];
  readonly press: (keys: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly shows: (text: string | RegExp) => Promise<void>;
  /** Waits for a screen, however many frames away it is: as long as frames come, up to the time-out of the test. */
  readonly until: (isThere: (screen: string) => boolean) => Promise<void>;
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
  /** Runs it as a shell does, behind what that has written before; the settings of the terminal before and after go into this file. */
  readonly settings?: string;
}): TerminalRun {
  const { command, columns, rows, settings } = options;
  const line = settings === undefined ? `exec ${command}` : inShell(command, settings);
  const child = spawn('script', ['-qefc', `stty cols ${columns} rows ${rows}; ${line}`, '/dev/null'], {
    env: { ...plainEnvironment(), ...options.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 5_000, allowProposedApi: true });
  useWidths(terminal);
  // The program asks the terminal what it can do; a terminal answers.
  terminal.onData((answer) => child.stdin?.write(answer));
  const watch = watchFrames(terminal);
  let bytes = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    bytes += text;
    watch.write(text);
  });
  const screen = () => screenOf(terminal);
  return {
    screen,
    isAlternate: () => terminal.buffer.active.type === 'alternate',
    bytes: () => bytes,
    frames: watch.frames,
    faults: watch.faults,
    history: () => historyOf(terminal),
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
    until: async (isThere) => {
      // Only whole frames count.
      while (!isThere(watch.frames().at(-1) ?? '')) {
        const { length } = watch.frames();
        const isGoingOn = () => {
          if (watch.frames().length === length) throw new Error(`no frame has come for 20 s:\n${screen()}`);
        };
        await vi.waitFor(isGoingOn, { timeout: 20_000, interval: 10 });
      }
    },
    exited: new Promise((resolve) => child.on('close', (code) => terminal.write('', () => resolve(code)))),
    stop: () => child.kill('SIGKILL'),
  };
}

/** What the shell has written before a program runs in it: more than fits on a screen, so that some of it has scrolled away. */
export const shellLines: readonly string[] = Array.from(
  { length: 120 },
  (_, index) => `line ${index + 1} of the shell`,
);

function inShell(command: string, settings: string): string {
  const before = `i=1; while [ $i -le ${shellLines.length} ]; do echo "line $i of the shell"; i=$((i+1)); done; stty -g >"${settings}"`;
  return `${before}; ${command}; code=$?; stty -g >>"${settings}"; echo "the shell goes on"; exit $code`;
}

/** Lines of the normal screen; empty ones at the end left out. */
function historyOf(terminal: xterm.Terminal): readonly string[] {
  const lines: string[] = [];
  for (let row = 0; row < terminal.buffer.normal.length; row++) {
    const line = terminal.buffer.normal.getLine(row);
    const text = line?.translateToString(true) ?? '';
    if (line?.isWrapped === true) lines.push(`${lines.pop() ?? ''}${text}`);
    else lines.push(text);
  }
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Measures as most terminals do, each character by itself: the widths that xterm.js has of its own are those of Unicode 6. */
export function useWidths(terminal: xterm.Terminal): void {
  const wcwidth = (code: number) => Math.min(2, stringWidth(String.fromCodePoint(code))) as 0 | 1 | 2;
  terminal.unicode.register({
    version: 'each',
    wcwidth,
    // The width stands in the second and third bit, whether the character joins the one before it in the first.
    charProperties: (code, before) => {
      const width = wcwidth(code);
      const widthBefore = (before >> 1) & 3;
      const joins = width === 0 && widthBefore > 0;
      return ((joins ? widthBefore : width) << 1) | Number(joins);
    },
  });
  terminal.unicode.activeVersion = 'each';
}

/** A terminal of 256 colours; nothing of the outside decides on colour, or makes Ink think of a build server. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const isOutside = (name: string) => /^(CI(_.*)?|CONTINUOUS_INTEGRATION|NO_COLOR|FORCE_COLOR|COLORTERM)$/.test(name);
  const kept = Object.entries(process.env).filter(([name]) => !isOutside(name));
  return { ...Object.fromEntries(kept), TERM: 'xterm-256color', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
}

/** The program that `script` started: `exec` made it of its shell, or it is the child of the one. From proc(5): the parent is the second field after the name. */
function programOf(parent: number): number {
  const found = readdirSync('/proc').find((name) => /^\d+$/.test(name) && parentOf(name) === parent);
  if (found === undefined) throw new Error(`process ${parent} has no child: it has ended`);
  return readFileSync(`/proc/${found}/comm`, 'utf8').endsWith('sh\n') ? programOf(Number(found)) : Number(found);
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
