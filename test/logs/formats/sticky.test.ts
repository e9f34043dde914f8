import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compilePattern, toSticky } from '../../../src/logs/formats/pattern.ts';
import { patternPieces } from './pattern-pieces.ts';

const compile = (source: string) => compilePattern(source, () => true).regex;

/** What a pattern finds in a line: alone, and among others. */
function both(source: string, line: string) {
  const [above, below] = ['a 1\n', 'b"\n'];
  const regex = compile(source);
  const sticky = toSticky(regex);
  if (sticky === undefined) return undefined;
  sticky.lastIndex = above.length;
  const match = sticky.exec(`${above}${line}\n${below}`);
  if (match !== null) expect(sticky.lastIndex).toBe(above.length + line.length + 1);
  return { alone: regex.exec(line)?.slice(1) ?? null, among: match?.slice(1) ?? null };
}

const piece = fc.constantFrom(...patternPieces, '\\b');
const item = fc
  .tuple(piece, fc.constantFrom('', '', '*', '+', '?', '{2}', '*?', '{0,2}'))
  .map(([one, sign]) => (['$', '\\b'].includes(one) ? one : one + sign));
const sequence = fc.array(item, { maxLength: 3 }).map((items) => items.join(''));
const group = fc
  .tuple(fc.constantFrom('(?:', '(?<x>'), sequence, sequence, fc.constantFrom('', '?', '*'))
  .map(([open, one, other, sign]) => `${open}${one}|${other})${sign}`);
const pattern = fc.tuple(sequence, group, sequence).map((parts) => `^${parts.join('')}`);
const line = fc
  .array(fc.constantFrom('a', '1', ' ', '"', '\\', '[', ']', '\t'), { maxLength: 10 })
  .map((all) => all.join(''));

test('a pattern finds in a line among others what it finds in that line alone', () => {
  let found = 0;
  fc.assert(
    fc.property(pattern, line, (source, text) => {
      const seen = both(source, text);
      if (seen === undefined) return;
      expect(seen.among).toEqual(seen.alone);
      if (seen.alone !== null) found += 1;
    }),
    { numRuns: 5000 },
  );
  expect(found).toBeGreaterThan(1000);
});

test.each([
  ['has no start', 'a'],
  ['has a start in one of its ways alone', '^a|b'],
  ['has another start inside', '^a(?:^b)'],
  ['looks ahead', '^(?=a)a'],
  ['names a line end', '^a\\nb'],
  ['names a class that may hold one', '^[\\s,]+'],
  ['names a range that may hold one', '^[\\x00-\\x20]+'],
])('one that %s is left to lines that are cut out', (_, source) => {
  expect(toSticky(compile(source))).toBeUndefined();
});
