import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { ScreenRun } from './screens.ts';
import { shellLines } from './terminal.ts';

/** After the end of a run that was started in a shell: the terminal is as it was, nothing of the shell's is lost, and no frame was at fault. */
export function expectGivenBack(run: ScreenRun): void {
  expect(run.faults()).toEqual([]);
  expect(run.isAlternate()).toBe(false);
  expect(modesLeft(run.bytes())).toEqual([]);
  const [before, after] = readFileSync(run.settings, 'utf8').trim().split('\n');
  expect(after).toBe(before);
  const history = run.history();
  expect(history.slice(0, shellLines.length)).toEqual(shellLines);
  expect(history.at(-1)).toBe('the shell goes on');
}

/** The modes of the terminal that a stream leaves other than it found them: what is set is taken back, what is hidden shown again. */
export function modesLeft(bytes: string): readonly string[] {
  const modes = new Map<string, string>();
  let keyboards = 0;
  for (const [, numbers = '', final = ''] of bytes.matchAll(/\u001b\[\?([\d;]+)([hlr])/g)) {
    // Restored (XTRESTORE) is as it was.
    for (const number of numbers.split(';')) final === 'r' ? modes.delete(number) : modes.set(number, final);
  }
  for (const [, sign] of bytes.matchAll(/\u001b\[([<>])\d*u/g)) keyboards += sign === '>' ? 1 : -1;
  const left = [...modes].filter(([mode, final]) => final !== (shownFromTheStart.has(mode) ? 'h' : 'l'));
  return [...left.map(([mode, final]) => `CSI ? ${mode} ${final}`), ...(keyboards > 0 ? ['CSI > u'] : [])];
}

/** Wrapping and the cursor are on in a terminal that nobody has touched. */
const shownFromTheStart = new Set(['7', '25']);
