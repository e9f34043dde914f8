import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBlock } from '../../../src/logs/block.ts';
import { builtInFormats } from '../../../src/logs/formats/formats.ts';
import { createForwardReader, type ForwardReader } from '../../../src/logs/formats/forward/forward-reader.ts';
import { compilePattern } from '../../../src/logs/formats/pattern.ts';
import { nearLines } from './near-lines.ts';
import { patternPieces } from './pattern-pieces.ts';

const compile = (source: string) => compilePattern(source, () => true).regex;
const [above, below] = ['a 1\n', 'b"\n'];

/** What a reader finds in a line among others: its groups; undefined where it leaves the line to the pattern. */
function readGroups(reader: ForwardReader, line: string): readonly (string | undefined)[] | undefined {
  const block = createBlock(Buffer.from(`${above}${line}\n${below}`), true);
  const next = reader.read(block, above.length);
  if (next < 0) return undefined;
  expect(next).toBe(above.length + line.length + 1);
  const { places } = reader;
  return Array.from({ length: places.length / 2 - 1 }, (_, index) => {
    const from = places[2 * index + 2] ?? -1;
    return from < 0 ? undefined : block.text().slice(from, places[2 * index + 3]);
  });
}

const piece = fc.constantFrom(...patternPieces, '\\\\');
const item = fc
  .tuple(piece, fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,2}', '{2,}'))
  .map(([one, sign]) => (one === '$' ? one : one + sign));
const sequence = fc.array(item, { maxLength: 3 }).map((items) => items.join(''));
const group = fc
  .tuple(
    fc.constantFrom('(?:', '(?<x>'),
    fc.oneof(
      sequence,
      fc.tuple(sequence, sequence).map(([one, other]) => `${one}(${other})?`),
    ),
    sequence,
    fc.constantFrom('', '', '?', '*', '+'),
  )
  .map(([open, one, other, sign]) => `${open}${one}|${other})${sign}`);
const pattern = fc.tuple(sequence, group, sequence).map((parts) => `^${parts.join('')}`);
const line = fc
  .array(fc.constantFrom('a', 'a', '1', '1', ' ', '"', '\\', '[', ']', '\t'), { maxLength: 10 })
  .map((all) => all.join(''));

test('a line that is read going forward has the groups that the pattern finds', () => {
  let found = 0;
  fc.assert(
    fc.property(pattern, fc.array(line, { minLength: 1, maxLength: 6 }), (source, lines) => {
      const regex = compile(source);
      const reader = createForwardReader(regex);
      if (reader === undefined) return;
      for (const text of lines) {
        const groups = readGroups(reader, text);
        if (groups === undefined) continue;
        expect(groups).toEqual(regex.exec(text)?.slice(1));
        found += 1;
      }
    }),
    { numRuns: 5000 },
  );
  expect(found).toBeGreaterThan(700);
});

const patterns = builtInFormats.flatMap(({ id, patterns = [] }) => patterns.map((source) => ({ id, source })));

test.each(patterns)('lines that are nearly of $id are read as $source does', ({ source }) => {
  const regex = compile(source);
  const reader = createForwardReader(regex);
  if (reader === undefined) return;
  fc.assert(
    fc.property(nearLines, (text) => {
      if (/[\r\n]/.test(text) || Buffer.byteLength(text) > text.length) return;
      const groups = readGroups(reader, text);
      if (groups !== undefined) expect(groups).toEqual(regex.exec(text)?.slice(1));
    }),
  );
});

test('the samples of access logs need no pattern', () => {
  const { patterns: [source = ''] = [], samples } = builtInFormats.find(({ id }) => id === 'access') ?? { samples: [] };
  const reader = createForwardReader(compile(source));
  expect(reader && readGroups(reader, samples[0]?.line ?? '')).toBeDefined();
});

test('a pattern of many groups is no more work than its length', () => {
  const groups = 60;
  const reader = createForwardReader(compile(`^${'(?:(?:a|b)|c)'.repeat(groups)}$`));
  expect(reader && readGroups(reader, 'abc'.repeat(groups / 3))).toEqual([]);
});

test.each(['a', '^a|b', '^a+?', '^(?=a)a', '^\\ba', '^(?:(a)|b)*', '^a\\nb', '^(a)\\1', '^(?:a ){2}', '^(?:a ){0}b'])(
  '%s is left to the pattern',
  (source) => {
    expect(createForwardReader(new RegExp(source, 's'))).toBeUndefined();
  },
);
