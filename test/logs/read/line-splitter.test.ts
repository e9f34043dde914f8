import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineSplitter, maxLineBytes } from '../../../src/logs/read/line-splitter.ts';

function split(blocks: readonly Buffer[], offset = 0) {
  const lines: (readonly [number, string])[] = [];
  const splitter = createLineSplitter({ offset, onLine: (text, at) => lines.push([at, text]) });
  for (const block of blocks) splitter.push(block);
  splitter.end();
  return { lines, counts: splitter.counts() };
}

const whole = (content: string | Buffer) => split([Buffer.from(content as string)]);

test.each<[string, string | Buffer, (readonly [number, string])[]]>([
  ['nothing', '', []],
  [
    'lines without a last line break',
    'one\ntwo',
    [
      [0, 'one'],
      [4, 'two'],
    ],
  ],
  [
    'empty lines',
    '\n\nx\n',
    [
      [0, ''],
      [1, ''],
      [2, 'x'],
    ],
  ],
  [
    'lines as Windows ends them',
    'one\r\ntwo\r\n',
    [
      [0, 'one'],
      [5, 'two'],
    ],
  ],
  [
    'mixed line ends',
    'one\r\ntwo\nthree\r\n',
    [
      [0, 'one'],
      [5, 'two'],
      [9, 'three'],
    ],
  ],
  [
    'a byte order mark, at the beginning alone',
    '\ufeffone\n\ufefftwo\n',
    [
      [0, 'one'],
      [7, '\ufefftwo'],
    ],
  ],
  [
    'NUL bytes',
    'a\u0000b\n\u0000\u0000\nc\n',
    [
      [0, 'a\u0000b'],
      [4, '\u0000\u0000'],
      [7, 'c'],
    ],
  ],
  [
    'characters of several bytes, with offsets in bytes',
    'é\n😀x\n',
    [
      [0, 'é'],
      [3, '😀x'],
    ],
  ],
])('%s', (_, content, lines) => {
  expect(whole(content).lines).toEqual(lines);
});

test('bytes that are not UTF-8 are marked, and their lines counted', () => {
  const { lines, counts } = whole(
    Buffer.from([0x61, 0xff, 0xfe, 0x0a, 0x62, 0x0a, 0xef, 0xbf, 0xbd, 0x0a, 0xef, 0xbf, 0xbd, 0xff, 0x0a]),
  );
  expect(lines).toEqual([
    [0, 'a\ufffd\ufffd'],
    [4, 'b'],
    [6, '\ufffd'],
    [10, '\ufffd\ufffd'],
  ]);
  expect(counts.undecodable).toBe(2);
});

test('a line over a mebibyte is left out and counted, wherever the blocks end', () => {
  const content = Buffer.from(`one\n${'x'.repeat(3 * 1024 * 1024)}\ntwo\n${'y'.repeat(maxLineBytes)}\n`);
  for (const size of [content.length, 64 * 1024, 1_000_003]) {
    const blocks = Array.from({ length: Math.ceil(content.length / size) }, (_, i) =>
      content.subarray(i * size, (i + 1) * size),
    );
    const { lines, counts } = split(blocks);
    expect(lines.map(([at, text]) => [at, text.length])).toEqual([
      [0, 3],
      [4 + 3 * 1024 * 1024 + 1, 3],
      [8 + 3 * 1024 * 1024 + 1, maxLineBytes],
    ]);
    expect(counts).toMatchObject({ lines: 4, tooLong: 1, isOpen: false });
  }
});

test('however the bytes are cut into blocks, the lines are the same', () => {
  const piece = fc.oneof(
    fc.constantFrom('\n', '\r\n', '\r', 'é', '€', '😀', '\u0000', 'line', '\ufeff'),
    fc.string({ unit: 'binary', maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(12), { maxLength: 20 }), (pieces, cuts) => {
      const content = Buffer.from(pieces.join(''));
      const blocks: Buffer[] = [];
      let at = 0;
      for (const cut of cuts) {
        blocks.push(content.subarray(at, at + cut));
        at += cut;
      }
      blocks.push(content.subarray(at));
      expect(split(blocks)).toEqual(whole(content));
    }),
  );
});
