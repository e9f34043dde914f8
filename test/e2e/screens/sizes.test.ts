import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectGivenBack } from '../../helpers/expect-given-back.ts';
import { expectGolden } from '../../helpers/expect-golden.ts';
import { expectWholeFrames, press, question } from '../../helpers/screen-walk.ts';
import { type ScreenRun, useScreens } from '../../helpers/screens.ts';

const screens = useScreens();
let empty: string;

beforeAll(async () => {
  empty = path.join(screens.program().home, 'empty');
  await mkdir(empty);
});

/** A walk without evidence, at its first question. */
async function walk(of: {
  readonly columns: number;
  readonly rows: number;
  readonly env?: Record<string, string>;
}): Promise<ScreenRun> {
  const run = screens.start({ argv: `run missing-webhooks -e "${empty}" `, ...of, inShell: true });
  await run.until((screen) => question.test(screen));
  return run;
}

describe('sizes', { timeout: 60_000 }, () => {
  it.each([
    { columns: 300, rows: 100 },
    { columns: 40, rows: 10 },
  ])('a question and the result fit at $columns x $rows', async (size) => {
    const run = await walk(size);
    await expectGolden(run, `extreme-${size.columns}x${size.rows}-question`);
    await press(run, 'v', /Result/);
    await expectGolden(run, `extreme-${size.columns}x${size.rows}-result`);
    run.press('q');
    expect(await run.exited).toBe(5);
    expectGivenBack(run);
    expectWholeFrames(run.frames());
  });

  it('each resize is followed by a whole frame of the new size, down to where there is no room and back', async () => {
    const run = await walk({ columns: 80, rows: 24 });
    for (const [columns, rows] of [
      [140, 40],
      [60, 16],
      [40, 10],
      [39, 9],
      [300, 100],
      [80, 24],
    ] as const) {
      run.resize(columns, rows);
      await run.until((screen) => isWhole(screen, { columns, rows }));
      // What answers a key comes behind every frame of that size, so that none is on its way when the next one begins.
      if (columns >= 40) await press(run, 'w', '━ Why ━');
      if (columns >= 40) await press(run, '\u001b', question);
    }
    await press(run, 'w', '━ Why ━');
    run.resize(60, 16);
    await run.until((screen) => isWhole(screen, { columns: 60, rows: 16 }) && screen.includes('━ Why ━'));
    run.press('q');
    expect(await run.exited).toBe(5);
    expectGivenBack(run);
  });

  it('twenty resizes within a second end in one whole frame, and the shell keeps its lines', async () => {
    const run = await walk({ columns: 80, rows: 24 });
    for (let count = 0; count < 20; count++) run.resize(60 + ((count * 37) % 100), 12 + ((count * 13) % 30));
    run.resize(100, 30);
    await run.until((screen) => isWhole(screen, { columns: 100, rows: 30 }));
    await press(run, 'w', '━ Why ━');
    await press(run, '\u001b', question);
    run.press('q');
    expect(await run.exited).toBe(5);
    expectGivenBack(run);
  });
});

/** One header on top, the keys below, rules as wide as the terminal; or the sentence for a terminal that is too small. */
function isWhole(screen: string, { columns, rows }: { readonly columns: number; readonly rows: number }): boolean {
  const lines = screen.split('\n');
  if (columns < 40 || rows < 10) return screen.replaceAll('\n', ' ').includes(`this is ${columns}x${rows}`);
  return (
    lines.filter((line) => line.startsWith(' causebook  ')).length === 1 &&
    lines[0]?.startsWith(' causebook  ') === true &&
    lines[0].length >= columns - 1 &&
    (lines[rows - 1]?.includes('q quit') ?? false)
  );
}

describe('colours', { timeout: 60_000 }, () => {
  const modes = [
    ['no colour by NO_COLOR', { NO_COLOR: '1' }, 'none'],
    ['no colour by FORCE_COLOR', { FORCE_COLOR: '0' }, 'none'],
    ['16 colours', { TERM: 'xterm' }, '16'],
    ['16 colours, forced', { FORCE_COLOR: '1' }, '16'],
    ['256 colours', { FORCE_COLOR: '2' }, '256'],
    ['true colour', { FORCE_COLOR: '3', COLORTERM: 'truecolor' }, '256'],
  ] as const;

  it.each(modes)(
    '%s: the same words, no more colours than the terminal has, and the focus without them',
    async (_, env, colours) => {
      const run = await walk({ columns: 80, rows: 24, env });
      await expectGolden(run, 'colours-80x24-question');
      await press(run, 'w', '━ Why ━');
      await press(run, '\u001b', question);
      await press(run, '\t\t', 'Steps');
      run.press('q');
      expect(await run.exited).toBe(5);
      expectGivenBack(run);
      const styles = stylesOf(run.bytes());
      // A theme has colours of the 256 and names of the 16, none beyond: what a tmux in between cuts is no loss.
      expect(styles.filter((style) => /^[34]8;2/.test(style))).toEqual([]);
      expect(styles.some((style) => /^38;5/.test(style))).toBe(colours === '256');
      expect(styles.some((style) => /^(3[0-7]|9[0-7])$/.test(style))).toBe(colours === '16');
      expect(styles).toEqual(expect.arrayContaining(['1', '7']));
    },
  );
});

/** What is set by the sequences that set a style, one by one; each begins with a reset. */
function stylesOf(bytes: string): readonly string[] {
  return [...bytes.matchAll(/\u001b\[([\d;]*)m/g)].flatMap(([, style = '']) => style.match(/[34]8;[\d;]+|\d+/g) ?? []);
}
