import fc from 'fast-check';
import { builtInFormats } from '../../../src/logs/formats/formats.ts';

const lines = builtInFormats.flatMap(({ samples }) => samples.map(({ line }) => line));
const words = [...new Set(lines.flatMap((line) => line.split(/(?<=[ ,{}:])/)))];

/** Pieces that lines are told apart by, and that stand in more than one place. */
const pieces = fc.oneof(
  fc.constantFrom(...words),
  fc.constantFrom(
    '"',
    '\\',
    ' ',
    '[',
    ']',
    '-',
    '=',
    'msec=5 ',
    ' msec=1778581817.5',
    '"ts":',
    '"time":7,',
    ' ts=9 ',
    '\\u0074s',
  ),
  fc.constantFrom(' status=200', ' bytes=7', ' bytes=', ' method=X', '] "', '[x [', '\n', '\u2028', '  '),
  fc.string({ maxLength: 3 }),
);

/** Text that is nearly a line of some format: a sample with pieces put in, left out or exchanged, or anything at all. */
export const nearLines = fc.oneof(
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.constantFrom(...lines) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...lines), fc.array(fc.tuple(fc.nat(), fc.nat(4), pieces), { minLength: 1, maxLength: 3 }))
      .map(([line, changes]) =>
        changes.reduce((text, [at, length, piece]) => {
          const from = at % (text.length + 1);
          return text.slice(0, from) + piece + text.slice(from + length);
        }, line),
      ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...lines), fc.array(pieces, { minLength: 1, maxLength: 4 }))
      .map(([line, tail]) => line + tail.join('')),
  },
);
