import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TerminalRun } from '../helpers/terminal.ts';
import { bundlePlay, runPlay } from './terminal.ts';

const runs: TerminalRun[] = [];

function start(options: Parameters<typeof runPlay>[0]): TerminalRun {
  const run = runPlay(options);
  runs.push(run);
  return run;
}

beforeAll(bundlePlay, 30_000);

afterEach(() => {
  for (const run of runs.splice(0)) run.stop();
});

describe('runTui in a real terminal', () => {
  it('walks on the alternate screen and gives the terminal back on q', async () => {
    const run = start({ columns: 80, rows: 24 });
    await run.shows('q quit');
    expect(run.isAlternate()).toBe(true);
    const rows = run.screen().split('\n');
    expect(rows[0]).toContain('causebook');
    expect(rows[23]).toContain('q quit');
    run.press('2');
    await run.shows('Recorded: A different key in each');
    run.press('w');
    await run.shows('What each outcome says');
    run.press('\u001b');
    await run.shows('Question 3 of 3');
    run.press('q');
    expect(await run.exited).toBe(0);
    expect(run.isAlternate()).toBe(false);
    expect(run.screen()).toContain('left: quit');
    expect(run.bytes()).not.toContain('\u001b[3J');
    // The cursor, bracketed paste and the colours are as they were; NO_COLOR was set.
    expect(run.bytes().lastIndexOf('\u001b[?25h')).toBeGreaterThan(run.bytes().lastIndexOf('\u001b[?25l'));
    expect(run.bytes().lastIndexOf('\u001b[?2004l')).toBeGreaterThan(run.bytes().lastIndexOf('\u001b[?2004h'));
    expect(
      run
        .bytes()
        .split('\u001b')
        .filter((sequence) => /^\[(3|9)\dm/.test(sequence)),
    ).toEqual([]);
    expect(run.bytes()).toContain('\u001b[0;1m');
  }, 30_000);

  it('takes the keys that were typed before it was there', async () => {
    const run = start({ columns: 80, rows: 24 });
    run.press('w');
    await run.shows('What each outcome says');
  }, 30_000);

  it('draws the screen again on ctrl-L, whatever has been written over it', async () => {
    const run = start({ columns: 60, rows: 16 });
    await run.shows('q quit');
    const whole = run.screen();
    const { length } = run.bytes();
    run.press('\u000c');
    await run.until(() => run.bytes().slice(length).includes('\u001b[2J'));
    expect(run.screen()).toBe(whole);
  }, 30_000);

  it('leaves as interrupted on the second ctrl-C', async () => {
    const run = start({ columns: 60, rows: 16 });
    await run.shows('q quit');
    run.press('\u0003');
    await run.shows('ctrl-C again leaves; nothing is lost');
    run.press('\u0003');
    expect(await run.exited).toBe(0);
    expect(run.isAlternate()).toBe(false);
    expect(run.screen()).toContain('left: interrupted');
  }, 30_000);

  it('gives the terminal back when drawing breaks', async () => {
    const run = start({ columns: 80, rows: 24, flags: '--broken-note' });
    await run.shows('q quit');
    run.press('o');
    expect(await run.exited).toBe(0);
    expect(run.isAlternate()).toBe(false);
    expect(run.screen()).toContain('broke: the note is broken');
  }, 30_000);

  it('writes nothing while nothing happens, and little while a check runs', async () => {
    const idle = start({ columns: 80, rows: 24 });
    await idle.shows('q quit');
    const busy = start({ columns: 80, rows: 24, flags: '--running' });
    await busy.shows('q quit');
    const before = { idle: idle.bytes().length, busy: busy.bytes().length };
    // The busy screen is the clock: its spinner turns once a second.
    await new Promise<void>((resolve) => {
      const seen = new Set<string>();
      const look = setInterval(() => {
        seen.add(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/.exec(busy.screen())?.[0] ?? '');
        if (seen.size >= 4) {
          clearInterval(look);
          resolve();
        }
      }, 20);
    });
    expect(idle.bytes().length - before.idle).toBe(0);
    expect(busy.bytes().length - before.busy).toBeLessThan(4 * 600);
  }, 30_000);
});
