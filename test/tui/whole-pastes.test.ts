import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gatherPastes } from '../../src/tui/paste/whole-pastes.ts';

const start = '\u001b[200~';
const end = '\u001b[201~';

/** What comes out of the input, piece by piece. */
function gather(pieces: readonly string[]): readonly string[] {
  const terminal = new PassThrough() as unknown as PassThrough & NodeJS.ReadStream;
  const { stdin, release } = gatherPastes(terminal);
  const out: string[] = [];
  stdin.on('data', (chunk: Buffer) => out.push(chunk.toString()));
  for (const piece of pieces) terminal.emit('data', Buffer.from(piece));
  stdin.resume();
  for (let chunk = stdin.read(); chunk !== null; chunk = stdin.read()) out.push(String(chunk));
  release();
  return out;
}

it('puts a paste together, however it is cut, and leaves keys alone', () => {
  expect(gather(['j', 'k'])).toEqual(['j', 'k']);
  expect(gather([`a${start}one`, '\r', `two${end}b`])).toEqual(['a', `${start}one\rtwo${end}`, 'b']);
  expect(gather([start, `x${end.slice(0, 3)}`, `${end.slice(3)}q`])).toEqual([`${start}x${end}`, 'q']);
});

it('takes an end mark out of the text, so that what follows it in the same chunk is no key', () => {
  expect(gather([`${start}one${end}q\r${end}`])).toEqual([`${start}oneq\r${end}`]);
});

it('lets ctrl-C out of a paste that never ends', () => {
  expect(gather([`${start}one`, '\u0003', 'q'])).toEqual([`${start}one${end}`, '\u0003', 'q']);
});

it('loses no byte of keys and pastes', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((one) => !one.includes('\u001b'));
  fc.assert(
    fc.property(text, text, fc.integer({ min: 1, max: 9 }), (before, pasted, size) => {
      const whole = Buffer.from(`${before}${start}${pasted}${end}`);
      const pieces: Buffer[] = [];
      // The start mark comes whole, as it does from a terminal.
      const head = Buffer.from(`${before}${start}`);
      pieces.push(head);
      for (let at = head.length; at < whole.length; at += size) pieces.push(whole.subarray(at, at + size));
      const terminal = new PassThrough() as unknown as PassThrough & NodeJS.ReadStream;
      const { stdin } = gatherPastes(terminal);
      for (const piece of pieces) terminal.emit('data', piece);
      const out = stdin.read() as Buffer;
      expect(out.toString()).toBe(`${before}${start}${pasted}${end}`);
    }),
  );
});
