import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toVisible, toVisibleLines } from '../../src/redact/visible.ts';

test.each([
  ['plain text, é 漢字 😀', 'plain text, é 漢字 😀'],
  ['\u001b[31mred\u001b[0m', '␛[31mred␛[0m'],
  ['\u001b]52;c;ZXZpbA==\u0007', '␛]52;c;ZXZpbA==␇'],
  ['\u009b31m', '<U+009B>31m'],
  ['a\u0000b\u007fc', 'a␀b␡c'],
  ['a\tb', 'a b'],
  ['one\ntwo\r\nthree\rfour', 'one⏎two⏎three␍four'],
  ['user\u202egnp.exe', 'user<U+202E>gnp.exe'],
  ['\u2066x\u2069', '<U+2066>x<U+2069>'],
  ['pay\u200bpal \u200e\u200f\u061c', 'pay<U+200B>pal <U+200E><U+200F><U+061C>'],
  ['\ufeffstart', '<U+FEFF>start'],
  ['soft\u00adhyphen', 'soft<U+00AD>hyphen'],
  ['line\u2028para\u2029', 'line<U+2028>para<U+2029>'],
  ['tag\u{e0041}', 'tag<U+E0041>'],
  // These join the parts of letters and pictures: without them text is spelled wrong.
  [
    '\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 👩\u200d🚒',
    '\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 👩\u200d🚒',
  ],
])('%j shows as %j', (text, shown) => {
  expect(toVisible(text)).toBe(shown);
});

test('lines stay lines, and each is made visible', () => {
  expect(toVisibleLines('a\u001b\r\nb\n\nc')).toBe('a␛\nb\n\nc');
});

test('no control character, escape or reordering ever comes out, and safe text comes out as it is', () => {
  const any = fc
    .array(fc.integer({ min: 0, max: 0x2100 }).map((code) => String.fromCharCode(code)))
    .map((characters) => characters.join(''));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), any), (text) => {
      const shown = toVisible(text);
      expect(shown).not.toMatch(/[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u);
      expect(toVisible(shown)).toBe(shown);
      if (!/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff0-\ufffb]/u.test(text))
        expect(shown).toBe(text);
    }),
    { numRuns: 1000 },
  );
});
