import { expect, it } from 'vitest';
import { modesLeft } from '../../helpers/expect-given-back.ts';
import { runInTerminal } from '../../helpers/terminal.ts';

const alternate = '\\033[?1049h\\033[H\\033[2J';

/** Prints something on a terminal of 40×10 and gives what its watch found. */
async function faultsOf(printf: string): Promise<readonly string[]> {
  const run = runInTerminal({ command: `printf '${printf}'`, columns: 40, rows: 10 });
  expect(await run.exited).toBe(0);
  return run.faults();
}

it.each([
  ['a line of 41 cells', `${'x'.repeat(41)}\\r\\n`],
  ['one that the next line covers', `${'x'.repeat(41)}\\r\\n\\033[2;1H\\033[2Kcovered`],
  ['wide characters that take 42 cells', '界'.repeat(21)],
  ['a family that takes more cells in this terminal than in others', `${'x'.repeat(36)}👩‍👩‍👧‍👦`],
])('the watch finds a wrapped line: %s', async (_, text) => {
  expect(await faultsOf(`${alternate}${text}`)).toEqual([
    expect.stringMatching(/^a line was wrapped at 40 columns: [x界👩]+/u),
  ]);
});

it('the watch finds a frame that is too high', async () => {
  expect(await faultsOf(`${alternate}${'row\\r\\n'.repeat(11)}`)).toEqual(['a frame was higher than 10 rows']);
});

it('the watch finds a wiped scrollback and a wiped normal screen', async () => {
  expect(await faultsOf(`\\033[2J${alternate}\\033[3J`)).toEqual([
    'CSI 2 J outside of the alternate screen',
    'CSI 3 J: the scrollback was wiped',
  ]);
});

it('the watch is content with a screen that is full to the last cell', async () => {
  const rows = Array.from({ length: 10 }, () => 'x'.repeat(40)).join('\\r\\n');
  expect(await faultsOf(`${alternate}${rows}\\033[H${rows}\\033[?1049l`)).toEqual([]);
});

it.each([
  ['\u001b[?1049h\u001b[?25l\u001b[?25h', ['CSI ? 1049 h']],
  ['\u001b[?25l\u001b[?2004h\u001b[?2004l', ['CSI ? 25 l']],
  ['\u001b[?1000;1006h\u001b[?1000l\u001b[>1u', ['CSI ? 1006 h', 'CSI > u']],
  ['\u001b[?1049h\u001b[?25l\u001b[>1u\u001b[<u\u001b[?1049l\u001b[?25h', []],
])('modes that are left set are told: %j', (bytes, left) => {
  expect(modesLeft(bytes)).toEqual(left);
});
