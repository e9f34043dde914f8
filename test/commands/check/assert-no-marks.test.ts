import { expect, test } from 'vitest';
import { assertNoMarks } from '../../../src/commands/check/assert-no-marks.ts';

test.each([
  [['a.log', ['x', 'token=[secret:fd0d14]']], '[secret:fd0d14]'],
  [["select 1 where mail = '[email:0c8926]'"], '[email:0c8926]'],
  [['[card:****4242]'], '[card:****4242]'],
  [[true, '[customer:0c8926]'], '[customer:0c8926]'],
])('of %j it is told that a mark is no value', (words, mark) => {
  expect(() => assertNoMarks(words)).toThrow(`"${mark}" stands for a value that is hidden. Type the value itself.`);
});

test('a text in brackets is no mark', () => {
  const words = ['[secret:…]', '[secret:abc]', '[email]', '[node:fd0d14]', '[[:digit:]]', 5, undefined, ['[INFO]']];
  expect(() => assertNoMarks(words)).not.toThrow();
});
