import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TerminalRun } from '../../helpers/terminal.ts';
import { bundlePlay, runPlay } from '../terminal.ts';

const runs: TerminalRun[] = [];

function start(options: { readonly columns: number; readonly rows: number; readonly flags?: string }): TerminalRun {
  const run = runPlay({ ...options, flags: `--inline ${options.flags ?? ''}` });
  runs.push(run);
  return run;
}

const timesOf = (run: TerminalRun, text: string) => run.history().filter((row) => row.includes(text)).length;

beforeAll(bundlePlay, 30_000);

afterEach(() => {
  for (const run of runs.splice(0)) run.stop();
});

describe('runInline in a real terminal', () => {
  it('leaves what is finished in the scrollback, once, and nothing of the live lines', async () => {
    const run = start({ columns: 80, rows: 24 });
    await run.shows('q quit');
    run.press('2');
    await run.shows('Recorded: A different key in each');
    run.press('?');
    await run.shows('Go on later with causebook resume');
    run.press('q');
    expect(await run.exited).toBe(0);
    expect(timesOf(run, 'FAIL  Gaps between the requests')).toBe(1);
    expect(timesOf(run, 'Same Idempotency-Key? (same_key)')).toBe(1);
    expect(timesOf(run, 'q quit')).toBe(0);
    expect(timesOf(run, 'left: quit')).toBe(1);
    expect(run.bytes()).not.toMatch(/\u001b\[(\?1049|2J|3J|H)/);
    expect(run.bytes().lastIndexOf('\u001b[?25h')).toBeGreaterThan(run.bytes().lastIndexOf('\u001b[?25l'));
    expect(run.bytes().lastIndexOf('\u001b[?2004l')).toBeGreaterThan(run.bytes().lastIndexOf('\u001b[?2004h'));
    // NO_COLOR was set.
    expect(run.bytes()).not.toMatch(/\u001b\[(3|9)\d/);
  }, 30_000);

  it('leaves no live line behind when the terminal becomes narrower and wider', async () => {
    const run = start({ columns: 80, rows: 24 });
    await run.shows('q quit');
    for (const [columns, rows] of [
      [50, 24],
      [100, 30],
      [60, 24],
    ] as const) {
      const before = run.bytes().length;
      run.resize(columns, rows);
      // The last row is drawn anew at every width: other keys fit.
      await vi.waitFor(() => expect(run.bytes().slice(before)).toContain(' quit '), { timeout: 10_000 });
      await run.shows('q quit');
    }
    run.press('n');
    await run.shows('Remark on');
    expect(run.history().filter((row) => row.includes('Question 1 of'))).toEqual([]);
    expect(timesOf(run, 'FAIL  Gaps between the requests')).toBe(1);
    run.press('\u001b');
    await run.shows('Question 1 of');
    expect(timesOf(run, 'Question 1 of')).toBe(1);
    expect(timesOf(run, 'Best ')).toBeLessThanOrEqual(2);
  }, 30_000);

  it('leaves as interrupted on the second ctrl-C', async () => {
    const run = start({ columns: 60, rows: 16 });
    await run.shows('q quit');
    run.press('\u0003');
    await run.shows('ctrl-C again leaves; nothing is lost');
    run.press('\u0003');
    expect(await run.exited).toBe(0);
    expect(run.screen()).toContain('left: interrupted');
  }, 30_000);
});
