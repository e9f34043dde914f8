import { Writable } from 'node:stream';
import type { Theme } from '../theme.ts';
import { createPainter, type Painter } from './painter.ts';

/** The alternate screen of a terminal while it is ours. */
export type AlternateScreen = Pick<Painter, 'paint' | 'repaint'> & {
  /**
   * What Ink writes to. Of all that Ink writes the modes of the terminal alone get through (the alternate screen, the cursor, bracketed
   * paste): the painter draws. No resize is told there: a picture carries its size.
   */
  readonly output: NodeJS.WriteStream;
  /** The wheel is as it was before for the time of a task. */
  readonly withoutWheel: (task: () => Promise<void>) => Promise<void>;
  /** Gives the terminal back as it was. */
  readonly close: () => void;
};

const enter = '\u001b[?1049h';
const leave = '\u001b[?1049l';
const cursor = { hide: '\u001b[?25l', show: '\u001b[?25h' } as const;

/**
 * Alternate scroll mode (xterm's DECSET 1007): on the alternate screen the wheel comes as arrow keys, and text can still be selected with the
 * mouse, which capturing the mouse would end. What was set before is saved and restored; a terminal that cannot leaves it on, as most have it.
 */
const wheel = { on: '\u001b[?1007s\u001b[?1007h', restore: '\u001b[?1007r' } as const;

/** The modes that Ink sets and resets (DECSET and DECRST of xterm): the cursor, the alternate screen, bracketed paste. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const modes = /\u001b\[\?(?:25|1049|2004)[hl]/g;

/** Opens the alternate screen. */
export function openAlternateScreen(stdout: NodeJS.WriteStream, theme: Theme): AlternateScreen {
  const painter = createPainter({ write: (text) => stdout.write(text), theme });
  let isOpen = true;
  stdout.write(`${enter}\u001b[H${cursor.hide}${wheel.on}`);

  const set = (mode: string) => {
    // Entering it twice would clear it.
    if (mode === enter && isOpen) return;
    if (mode === leave) painter.pause();
    stdout.write(mode);
    if (mode === leave) isOpen = false;
    if (mode !== enter) return;
    isOpen = true;
    stdout.write(cursor.hide);
    painter.repaint();
  };
  const output = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      for (const [mode] of String(chunk).matchAll(modes)) set(mode);
      done();
    },
  });
  return {
    paint: painter.paint,
    repaint: painter.repaint,
    output: Object.defineProperties(output, {
      isTTY: { value: true },
      columns: { get: () => stdout.columns },
      rows: { get: () => stdout.rows },
    }) as unknown as NodeJS.WriteStream,
    withoutWheel: async (task) => {
      stdout.write(wheel.restore);
      try {
        await task();
      } finally {
        stdout.write(wheel.on);
      }
    },
    close: () => {
      painter.stop();
      stdout.write(`${isOpen ? `${leave}${cursor.show}` : ''}${wheel.restore}`);
    },
  };
}
