import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { compilePattern } from '../../../src/logs/pattern.ts';
import { parseRegex } from '../../../src/logs/regex.ts';
import { gatherRows, ways } from '../../helpers/gather-rows.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

test('a carriage return inside a line is found, which ripgrep takes for a part of its end', async () => {
  const { folder, remove } = await writeFolder({ a: 'x 10%\rdone\nx done\n' });
  removals.push(remove);
  for (const regex of ['%[[:space:]]done', '%\\rdone']) {
    const filter = { regex: parseRegex(regex) };
    const { rows } = await gatherRows(folder, { log: { format: 'text' }, filter, sizes: ways.search });
    expect(rows.map(({ name }) => name)).toEqual(['a:1']);
  }
});

test('ripgrep finds for a pattern what matching line by line finds, whatever bytes the lines hold', async () => {
  const atom = fc.constantFrom(
    'a',
    'B',
    '\\d',
    '\\w',
    '\\s',
    '.',
    '[^a]',
    '[a-c]',
    '\\b',
    '\\D',
    '\\W',
    'é',
    '5',
    ' ',
    '"',
    '\\.',
    '_',
    'k',
    'É',
    '[[:digit:]]',
    '[[:space:]]',
    '[^[:alpha:]]',
    '[é-ö]',
    '\\h',
  );
  const piece = fc.oneof(
    atom,
    fc.tuple(atom, fc.constantFrom('+', '*', '?', '{2}')).map(([one, times]) => (one === '\\b' ? one : one + times)),
    fc.tuple(atom, atom).map(([one, other]) => `(?:${one}|${other})`),
  );
  const pattern = fc.tuple(
    fc.constantFrom('', '^', '(?i)'),
    fc.array(piece, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', '$'),
  );
  const text = fc.array(
    fc.constantFrom(
      'a',
      'b',
      'B',
      'k',
      'K',
      '\u212a',
      'é',
      'É',
      '5',
      '٣',
      '\t',
      '\v',
      '\u2028',
      ' ',
      '"',
      '.',
      '_',
      '\u00a0',
      '😀',
      '\ufffdbad',
    ),
    { maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(pattern, fc.array(text, { maxLength: 12 }), async ([start, middle, end], lines) => {
      const regex = parseRegex(`${start}${middle.join('')}${end}`);
      const content = Buffer.concat(
        lines.map((line) =>
          // A byte that is no UTF-8 in place of the mark.
          Buffer.from(`${line.join('')}\n`.replaceAll('\ufffdbad', '\u0000'), 'utf8').map((byte) =>
            byte === 0 ? 0xff : byte,
          ),
        ),
      );
      const { folder, remove } = await writeFolder({ a: content });
      removals.push(remove);
      const read = (way: 'stream' | 'search') =>
        gatherRows(folder, { log: { format: 'text' }, filter: { regex }, sizes: ways[way] });
      const [here, found] = await Promise.all([read('stream'), read('search')]);
      expect(found.rows.map(({ name }) => name)).toEqual(here.rows.map(({ name }) => name));
      const compiled = compilePattern(regex);
      expect(here.rows.every(({ _raw }) => compiled.test(_raw))).toBe(true);
    }),
    { numRuns: 150 },
  );
});
