import xterm from '@xterm/headless';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { fitLine, type Line, line, span } from '../../../src/tui/line.ts';
import { looksOf } from '../../../src/tui/looks.ts';
import { createPainter, type Picture } from '../../../src/tui/paint/painter.ts';
import { createTheme, type Tone } from '../../../src/tui/theme.ts';
import { useWidths } from '../../helpers/terminal.ts';

const theme = createTheme({ looks: looksOf.default, colours: '256', unicode: true });
const size = { columns: 20, rows: 4 };

/** A painter and the terminal that it paints on. */
function open(frameMs = 0) {
  const terminal = new xterm.Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true });
  useWidths(terminal);
  const written: string[] = [];
  const write = (text: string) => {
    written.push(text);
    terminal.write(text);
  };
  return { terminal, written, painter: createPainter({ write, theme, frameMs }) };
}

/** Every cell that is on a terminal, with its colour and weight. */
async function cellsOn(terminal: xterm.Terminal): Promise<readonly string[]> {
  await new Promise<void>((resolve) => terminal.write('', resolve));
  return Array.from({ length: size.rows }, (_, row) =>
    Array.from({ length: size.columns }, (_unused, column) => {
      const cell = terminal.buffer.active.getLine(row)?.getCell(column);
      if (cell === undefined) throw new Error(`there is no cell ${row}, ${column}`);
      const isPlainBlank = [' ', ''].includes(cell.getChars()) && cell.isAttributeDefault() && cell.getWidth() === 1;
      const style = [cell.getFgColor(), cell.isBold(), cell.isDim(), cell.isInverse(), cell.isUnderline()].map(Number);
      return isPlainBlank ? ' ' : `${cell.getChars()}/${style.join()}`;
    }).join('|'),
  );
}

const picture = (...rows: readonly Line[]): Picture => ({
  size,
  rows: Array.from({ length: size.rows }, (_, row) => fitLine(rows[row] ?? line(), size.columns)),
});
const words = (...texts: readonly string[]) => picture(...texts.map((text) => line(text)));

const tones: readonly Tone[] = ['plain', 'fail', 'quiet', 'focus', 'cursor', 'found'];
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', ' ', '─', '·'), maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('a', ' ', '中', 'é', '🙂', 'ש', 'e\u0301'), maxLength: 8 }),
);
const rows = fc.array(fc.array(fc.tuple(text, fc.constantFrom(...tones)), { maxLength: 4 }), { maxLength: size.rows });
const pictures = rows.map((list) =>
  picture(...list.map((parts) => line(...parts.map(([one, tone]) => span(one, tone))))),
);

it('leaves on a terminal the cells and looks of the newest picture, whatever was there before', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(pictures, { minLength: 2, maxLength: 6 }), async (all) => {
      const newest = all.at(-1) as Picture;
      const changed = open();
      for (const one of all) changed.painter.paint(one);
      const whole = open();
      whole.painter.paint(newest);
      expect(await cellsOn(changed.terminal)).toEqual(await cellsOn(whole.terminal));
      const shown = newest.rows.map(({ spans }) =>
        spans
          .map((one) => one.text)
          .join('')
          .trimEnd(),
      );
      const lines = Array.from({ length: size.rows }, (_, row) =>
        whole.terminal.buffer.active.getLine(row)?.translateToString(true).trimEnd(),
      );
      expect(lines).toEqual(shown);
    }),
    { numRuns: 300 },
  );
});

it('writes the cells that changed alone, in one frame that wraps nothing', () => {
  const { painter, written } = open();
  painter.paint(words('check 1   1.2 s', 'check 2   1.2 s'));
  painter.paint(words('check 1   2.2 s', 'check 2   1.2 s'));
  expect(written[1]).toBe('\u001b[?2026h\u001b[?7l\u001b[1;11H2\u001b[?7h\u001b[?2026l');
  painter.paint(words('check 1   2.2 s', 'check 2   1.2 s'));
  expect(written).toHaveLength(2);
});

it('writes a row whole whose characters terminals measure differently, and only when it changes', () => {
  const { painter, written } = open();
  painter.paint(words('中 1', 'two'));
  painter.paint(words('中 1', 'too'));
  expect(written[1]).not.toContain('中');
  painter.paint(words('中 2', 'too'));
  expect(written[2]).toContain('\u001b[1;1H\u001b[2K中 2');
});

it('paints at most one picture a frame, and the newest in the end', async () => {
  const { painter, written } = open(40);
  for (const one of ['one', 'two', 'three']) painter.paint(words(one));
  expect(written).toHaveLength(1);
  await vi.waitFor(() => expect(written).toHaveLength(2));
  expect(written[1]).toContain('three');
});

it('leaves a terminal alone that somebody else has, and paints the newest picture whole when it is back', () => {
  const { painter, written } = open();
  painter.paint(words('one', 'two'));
  painter.pause();
  painter.paint(words('one', 'three'));
  expect(written).toHaveLength(1);
  painter.repaint();
  expect(written[1]).toContain('\u001b[2J');
  expect(written[1]).toContain('one');
  expect(written[1]).toContain('three');
});

it('paints whole when the size is another', () => {
  const { painter, written } = open();
  painter.paint(words('one'));
  painter.paint({ size: { columns: 20, rows: 5 }, rows: [...words('one').rows, fitLine(line('five'), 20)] });
  expect(written[1]).toContain('\u001b[2J');
  expect(written[1]).toContain('five');
});
