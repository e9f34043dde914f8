import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { rgPath } from '@vscode/ripgrep';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { createTest, parseCondition } from '../../src/logs/condition.ts';
import { parseKey } from '../../src/logs/questions/key.ts';
import { parseRegex } from '../../src/logs/regex.ts';
import { logEvent } from '../helpers/log-events.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

test.each([
  ['5[[:digit:]][[:digit:]]', '5[0-9][0-9]'],
  ['[^[:space:]"]+', '[^ \\t\\n\\r\\f\\v"]+'],
  ['[]x]|[^]]', '[\\]x]|[^\\]]'],
  ['3\\h+\\H', '3[ \\t]+[^ \\t]'],
  ['[\\h,]', '[ \\t,]'],
  ['\\Aa\\z|\\Z', '^a$|$'],
  ['\\Q1.1\\E (?P<n>x)', '1\\.1 (?<n>x)'],
  ['\\Qa+b', 'a\\+b'],
  ['\\e\\[31m', '\\x1b\\[31m'],
  ['a{,3}b', 'a{0,3}b'],
  ['(?s)a.b', 'a[\\s\\S]b'],
  ['(?i)Ab\\d[^x]', '[Aa][Bb]\\d[^Xx]'],
  ['(?is)a.', '[Aa][\\s\\S]'],
  ['(?i)\\QA.b', '[Aa]\\.[Bb]'],
  ['[(?=\\<]\\b\\.\\/\\-\\x41\\u00e9', '[(?=<]\\b\\.\\/\\-\\x41\\u00e9'],
  ['{"a":[1]}', '{"a":[1]}'],
])('%s is read as %s', (text, source) => {
  expect(parseRegex(text)).toBe(source);
});

test.each([
  ['5\\p{Nd}', '\\p{Nd}', 'Write the characters: [0-9] for digits, [A-Za-z] for letters.'],
  ['[\\pL]', '\\p', 'Write the characters: [0-9] for digits, [A-Za-z] for letters.'],
  ['\\<hub', '\\<', 'Write \\b for the border of a word, and < for itself.'],
  ['a\\Kb', '\\K', 'Leave it out; a group (…) says which part is wanted.'],
  ['a\\R', '\\R', 'Write \\r?\\n.'],
  ['\\Ga', '\\G', 'Leave it out.'],
  ['\\x{1F600}', '\\x{1F600}', 'Write the character itself, \\x and two digits, or \\u and four: \\x1b, \\u20ac.'],
  ['\\y', '\\y', 'Write y for the letter, \\\\ for a backslash.'],
  ['a++', 'the possessive ++', 'Write + alone: no pattern tries for ever here.'],
  ['(?>a)', 'the atomic group (?>', 'Write (?:…): no pattern tries for ever here.'],
  ['a(?i)b', '(?i) inside', 'Write (?i) at the beginning; it is for all of it.'],
  ['(?m)^a', '(?m)', 'Leave the m out: for lines of logs, ^ and $ are where each line begins and ends.'],
  ['(?x)a b', '(?x)', 'Groups are (…), (?:…) and (?<name>…); flags are (?i) and (?s), at the beginning.'],
  ['5[:digit:]', '[:digit:]', 'Write [[:digit:]], in two pairs of brackets.'],
  ['[a[:^digit:]]', '[:^digit:]', 'Write [^[:digit:]], in brackets of its own.'],
])('%s is refused, because JavaScript would take it for something else', (text, piece, hint) => {
  const message = `the pattern /${text}/ has ${piece}, which is not known here. ${hint}`;
  expect(() => parseRegex(text)).toThrow(expect.objectContaining({ name: 'UserError', message }));
});

test('a condition and a key take what --regex takes', () => {
  const isSo = createTest([parseCondition('msg ~ (?i)CAFé [[:digit:]]')]);
  expect(isSo(logEvent({ ref: 1, fields: { msg: 'Café 7' } }))).toBe(true);
  expect(parseKey('/id=([[:alnum:]]+)/')).toEqual({ kind: 'pattern', source: 'id=([0-9A-Za-z]+)' });
  expect(() => parseCondition('msg !~ \\<x')).toThrow('which is not known here');
});

const letters = [
  'a',
  'B',
  'k',
  'K',
  's',
  'ſ',
  '\u212a',
  'é',
  'É',
  'ß',
  'ẞ',
  'σ',
  'ς',
  'Σ',
  'я',
  'Я',
  'İ',
  'ı',
  'i',
  'I',
  '7',
];

test('(?i) folds as Unicode does, like JavaScript and ripgrep', async () => {
  const { folder, remove } = await writeFolder({ letters: `${letters.join('\n')}\n` });
  removals.push(remove);
  const pieces = [...letters, '[a-z]', '[^k]', '[Σ7]', '[à-ö]', '[^a-zé]'];
  for (const piece of pieces) {
    const folded = new RegExp(`^${parseRegex(`(?i)${piece}`)}$`);
    const found = letters.filter((letter) => folded.test(letter));
    expect(found).toEqual(letters.filter((letter) => new RegExp(`^${piece}$`, 'iu').test(letter)));
    const argv = ['--no-config', '--no-line-number', '-e', `(?i)^${piece}$`, path.join(folder, 'letters')];
    expect(execFileSync(rgPath, argv, { encoding: 'utf8' }).trim().split('\n')).toEqual(found);
  }
});

test('a pattern that was read is read again as itself', () => {
  const piece = fc.constantFrom(
    'a',
    '[[:punct:]]',
    '[]x]',
    '\\h',
    '\\Q[+\\E',
    '(?:b)',
    '{,2}',
    '.',
    '[^k-m]',
    '\\A',
    'é',
  );
  fc.assert(
    fc.property(fc.constantFrom('', '(?i)', '(?s)'), fc.array(piece, { maxLength: 5 }), (flags, parts) => {
      const text = flags + parts.join('');
      let source: string;
      try {
        source = parseRegex(text);
      } catch {
        return;
      }
      expect(parseRegex(source)).toBe(source);
    }),
  );
});
