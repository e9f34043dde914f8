import path from 'node:path';
import type { ChildEnd } from '../../child/run-child.ts';

const searches = ['grep', 'egrep', 'fgrep', 'zgrep', 'rg'];

/** Whether a command gives the lines that a search finds, also one that a shell or another host runs. */
export function isSearch(argv: readonly string[]): boolean {
  return argv.some((arg) => arg.split(/[\s|;&()`]+/).some((word) => searches.includes(path.basename(word))));
}

/** Whether a program says by exit code 1 that it found no lines: grep (POSIX), ripgrep, and `journalctl --grep`, which writes that down. */
export function foundNoLines(
  argv: readonly string[],
  of: { readonly end: ChildEnd; readonly stdout: string; readonly stderr: string },
): boolean {
  const { end, stdout, stderr } = of;
  if (end.how !== 'exited' || end.code !== 1 || stderr.trim() !== '') return false;
  const [program = '', ...args] = argv;
  const name = path.basename(program);
  if (searches.includes(name)) return stdout === '';
  const isAsked = args.some((arg) => /^(?:-g|--grep)/.test(arg));
  return name === 'journalctl' && isAsked && /^(?:-- No entries --)?$/.test(stdout.trim());
}
