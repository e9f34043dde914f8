import { readFile } from 'node:fs/promises';
import stringWidth from 'string-width';
import { describe, expect, it, vi } from 'vitest';
import { useScreens } from '../helpers/screens.ts';
import type { TerminalRun } from '../helpers/terminal.ts';

const { start } = useScreens();

/** Starts the demo, with a home of its own, and waits for its first frame. */
async function startDemo(size: {
  readonly columns: number;
  readonly rows: number;
  readonly env?: Record<string, string>;
}): Promise<TerminalRun> {
  const run = start({ argv: 'demo', ...size });
  await run.shows(/\? help {2}q quit/);
  return run;
}

const settled = 'nothing more is worth asking';

/** One header on top, the keys below, and nothing wider than the terminal. */
function expectCleanFrame(run: TerminalRun, size: { readonly columns: number; readonly rows: number }): void {
  const rows = run.screen().split('\n');
  expect(rows).toHaveLength(size.rows);
  expect(rows[0]).toMatch(/^ causebook {2}Duplicate/);
  expect(rows.filter((row) => row.includes('causebook  '))).toHaveLength(1);
  expect(rows.at(-1)).toMatch(/\? help {2}q quit/);
  expect(rows.filter((row) => stringWidth(row) > size.columns)).toEqual([]);
}

describe('the demo on a screen', () => {
  it.each([
    { columns: 80, rows: 24 },
    { columns: 140, rows: 40 },
  ])('comes to the cause on both axes at $columns x $rows', async (size) => {
    const run = await startDemo(size);
    await run.shows(settled);
    for (const text of [
      'Result: 2 of 2 settled',
      'What sent the registration more than once?',
      'Settled: Client retries although it got a 2xx',
      'Why did a repeat become a second record?',
      'Settled: No idempotency key anywhere',
      'Do now',
      '1. Pause automatic retries of registrations',
    ]) {
      expect(run.screen()).toContain(text);
    }
    expectCleanFrame(run, size);
    run.press('q');
    expect(await run.exited).toBe(3);
  });

  it('takes an answer, an undo, a remark, shows note and help, and gives the terminal back with the summary', async () => {
    const run = await startDemo({ columns: 80, rows: 24 });
    await run.shows(settled);
    run.press('b');
    await run.shows(/Question \d+ of \d+/);
    run.press('d');
    await run.shows("Recorded: They don't know");
    run.press('u');
    await run.shows('Taken back: ');
    run.press('n');
    await run.shows('Remark for the note');
    run.press('PartnerCRM is on a call with us\r');
    await run.shows('Remark kept');
    run.press('o');
    await run.shows('Incident note');
    await run.shows('# Duplicate customer registrations');
    run.press('\u001b');
    await run.shows(/Question \d+ of \d+/);
    run.press('?');
    await run.shows('Up, or scroll up');
    run.press('v');
    await run.shows(settled);
    expect(run.isAlternate()).toBe(true);
    run.press('q');
    expect(await run.exited).toBe(3);
    expect(run.isAlternate()).toBe(false);
    const left = run.screen().replaceAll('\n', '');
    expect(left).toContain('trigger: Client retries although it got a 2xx: very likely, settled');
    const id = /Resume: causebook resume (\S+)/.exec(run.screen())?.[1] ?? '';
    const note = /Note: {3}(\S+\.md)/.exec(left)?.[1] ?? '';
    expect(note).toContain(id);
    expect(await readFile(note, 'utf8')).toContain('PartnerCRM is on a call with us');
    expect(run.bytes()).not.toContain('\u001b[3J');
  });

  it('says the same without a colour where NO_COLOR is set', async () => {
    const run = await startDemo({ columns: 80, rows: 24, env: { NO_COLOR: '1' } });
    await run.shows(settled);
    await run.shows('Settled: No idempotency key anywhere');
    run.press('q');
    expect(await run.exited).toBe(3);
    const styles = run
      .bytes()
      .split('\u001b[')
      .flatMap((part) => /^([\d;]*)m/.exec(part)?.[1]?.split(';') ?? []);
    expect(styles.filter((code) => /^(3[0-8]|4[0-8]|9\d|10[0-7])$/.test(code))).toEqual([]);
  });

  it('draws a clean frame after each resize', async () => {
    const run = await startDemo({ columns: 80, rows: 24 });
    await run.shows(settled);
    run.resize(140, 40);
    await run.shows('─ Ranking ─');
    await vi.waitFor(() => expectCleanFrame(run, { columns: 140, rows: 40 }), { timeout: 10_000, interval: 20 });
    run.resize(60, 16);
    await run.shows('[Result]');
    await vi.waitFor(() => expectCleanFrame(run, { columns: 60, rows: 16 }), { timeout: 10_000, interval: 20 });
    run.press('q');
    expect(await run.exited).toBe(3);
  });

  it('leaves on the second ctrl-C, saying that it was interrupted', async () => {
    const run = await startDemo({ columns: 80, rows: 24 });
    // By then the keys are being listened to; before, ctrl-C would be the terminal's own signal.
    await run.shows(settled);
    run.press('\u0003');
    await run.shows('ctrl-C again leaves; nothing is lost');
    run.press('\u0003');
    expect(await run.exited).toBe(130);
    expect(run.isAlternate()).toBe(false);
    expect(run.screen()).toContain('Resume: causebook resume');
  });

  it('gives the terminal back on SIGTERM', async () => {
    const run = await startDemo({ columns: 80, rows: 24 });
    await run.shows(settled);
    run.signal('SIGTERM');
    expect(await run.exited).toBe(143);
    expect(run.isAlternate()).toBe(false);
    expect(run.bytes().lastIndexOf('\u001b[?25h')).toBeGreaterThan(run.bytes().lastIndexOf('\u001b[?25l'));
  });
});
