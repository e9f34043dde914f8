import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Outside } from '../tui/outside.ts';
import { takesOsc52 } from './takes-osc52.ts';

/** This terminal, as a screen asks things of it; `isLent` while another program has it, whose ctrl-C is not ours. */
export type Terminal = Outside & { readonly isLent: () => boolean };

/** Longest text in base64 that terminals take with OSC 52: xterm and those that follow it drop more. */
const maxOsc52 = 74_000;

/** A program that ends sooner has shown its text to nobody yet (`PAGER=cat`, `less -F`). */
const glanceMs = 500;

/** Creates the terminal for an incident; what has no other place is put into its folder. */
export function createTerminal(folder: string): Terminal {
  let isLent = false;
  return {
    isLent: () => isLent,
    copy: async (text) => {
      if ((process.env.TMUX ?? '') !== '' && (await copyToTmux(text))) return 'to the tmux buffer (prefix ] pastes it)';
      const encoded = Buffer.from(text).toString('base64');
      if (takesOsc52(process.env) && encoded.length <= maxOsc52) {
        process.stdout.write(`\u001b]52;c;${encoded}\u0007`);
        return "to the terminal's clipboard (OSC 52); if nothing arrives, O shows it";
      }
      const file = path.join(folder, 'copied.txt');
      await writeFile(file, text, { mode: 0o600 });
      return `into ${file}`;
    },
    view: async (name, text) => {
      const file = path.join(folder, name);
      await writeFile(file, text, { mode: 0o600 });
      isLent = true;
      try {
        await page(file);
      } finally {
        isLent = false;
      }
    },
    stop: stopProcess,
  };
}

/**
 * Stops this process group, as the terminal does on ctrl-Z in its usual mode; resolves when the shell lets it go on. A stopped process is not
 * told when the terminal is resized, so its size is read again. Where nobody could let it go on (no job control), it is not stopped.
 */
export async function stopProcess(): Promise<void> {
  if (process.platform === 'win32') return;
  const continued = heard('SIGCONT', 200);
  process.kill(0, 'SIGTSTP');
  await continued;
  const sized = heard('SIGWINCH', 200);
  process.kill(process.pid, 'SIGWINCH');
  await sized;
}

function heard(signal: NodeJS.Signals, atMostMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      process.off(signal, done);
      resolve();
    };
    const timer = setTimeout(done, atMostMs);
    process.on(signal, done);
  });
}

/** `-w` hands it on to the terminal outside; tmux before 3.2 does not know it. */
async function copyToTmux(text: string): Promise<boolean> {
  const { execa } = await import('execa');
  for (const flags of [['-w'], []]) {
    const ran = await execa('tmux', ['load-buffer', ...flags, '-'], { input: text, timeout: 2_000, reject: false });
    if (ran.exitCode === 0) return true;
  }
  return false;
}

/** The pager of the person may have arguments, so a shell reads it, as git does. */
async function page(file: string): Promise<void> {
  const { PAGER = '' } = process.env;
  const script =
    PAGER.trim() !== ''
      ? `${PAGER} "$1"`
      : 'if command -v less >/dev/null 2>&1; then less "$1"; else ${VISUAL:-${EDITOR:-more}} "$1"; fi';
  const { execa } = await import('execa');
  const run = (text: string) => execa('sh', ['-c', text, 'causebook', file], { stdio: 'inherit', reject: false });
  const from = performance.now();
  const { exitCode } = await run(script);
  const isGlance = performance.now() - from < glanceMs;
  if (isGlance) await run('printf "\\n-- Enter goes back to causebook --"; read -r _');
  if (exitCode !== 0) throw new Error(`the pager ended with exit code ${exitCode ?? 'none'}; PAGER names another`);
}
