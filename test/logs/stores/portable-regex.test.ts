import { expect, test } from 'vitest';
import { anyOf, toPortable, toPortableOfLines, toPortableSuperset } from '../../../src/logs/stores/portable-regex.ts';

test.each([
  ['a.b', 'a.b'],
  ['^(?:x|y)+?$', '^(?:x|y)+?$'],
  ['(?<id>[a-f0-9]{8})', '(?P<id>[a-f0-9]{8})'],
  ['(?P<id>x)', '(?P<id>x)'],
  ['[[:alpha:]_]+', '[[:alpha:]_]+'],
  ['[]x]', '[]x]'],
  ['{"a":1}', '\\{"a":1\\}'],
  ['é|日本', 'é|日本'],
  ['a{2,}b{0,3}', 'a{2,}b{0,3}'],
  ['(?s:a.b)', '(?s:a.b)'],
  ['\\x41\\t\\/\\-', '\\x41\\t\\/\\-'],
])('%s is portable', (regex, source) => {
  expect(toPortable(regex)).toEqual({ source, isAsciiOnly: false });
});

test.each(['\\d+', '\\bword', '(?i)error', '[\\w.]+', '\\S', '(?i:error)x'])('%s may differ beyond ASCII', (regex) => {
  expect(toPortable(regex)).toEqual({ source: regex, isAsciiOnly: true });
  expect(toPortableSuperset(regex)).toBe(`(?:${regex})|[^\\x00-\\x7F]`);
});

test.each([
  '(?=x)',
  '(?!x)',
  '(?<=x)',
  '(?<!x)',
  '\\1',
  '\\pL',
  '\\p{Greek}',
  '\\u{41}',
  '(?x)a b',
  '[a&&b]',
  '[a--b]',
  '[a[b]]',
  'a**',
  'a++',
  '*a',
  '|*',
  '(a',
  'a)',
  '[a',
  '\\<word\\>',
  '$$',
  '^^',
  'a$b',
  'a^',
  '(?:$)$',
  '\\Qa\\E',
  '\\z',
  'a{1001}',
  'a{3,2}',
  '\ud800',
  'x'.repeat(2001),
  '(?<1>x)',
  '\\',
])('%s is not', (regex) => {
  expect(toPortable(regex)).toBeUndefined();
  expect(toPortableSuperset(regex)).toBeUndefined();
});

test('over events of several lines a store is asked for where each of them begins and ends', () => {
  expect(toPortableOfLines('^a|b$')).toBe('(?m)^a|b$|[^\\x00-\\x7F]|\\r');
  expect(toPortableOfLines('a.b')).toBe('a.b');
  expect(toPortableOfLines('$$')).toBeUndefined();
});

test('texts become a regular expression that finds each of them as it is', () => {
  const texts = ['a.b', '[x]*', '(?:', '\\', '$1 ^', '{2}', 'é', '-'];
  for (const text of texts) expect(new RegExp(`^(?:${anyOf(texts)})$`).test(text)).toBe(true);
  expect(new RegExp(`^(?:${anyOf(texts)})$`).test('axb')).toBe(false);
});
