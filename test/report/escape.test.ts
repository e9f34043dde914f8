import { expect, test } from 'vitest';
import { renderBlocks } from '../../src/report/markdown/block.ts';
import { codeBlock, codeSpan } from '../../src/report/markdown/code.ts';
import { escapeInline } from '../../src/report/markdown/escape.ts';
import { readProse } from '../../src/report/note/prose.ts';

test.each([
  ['plain text stays as it is: a-b, 2 > 1, #channel, x_y_z', 'plain text stays as it is: a-b, 2 > 1, #channel, x_y_z'],
  ['one\ntwo', 'one⏎two'],
  ['a|b', 'a\\|b'],
  ['*bold* _it_ `code` ~gone~', '\\*bold\\* \\_it\\_ \\`code\\` \\~gone\\~'],
  ['C:\\dir \\| end\\', 'C:\\dir \\\\\\| end\\\\'],
  ['<b> &lt; a & b', '&lt;b> &amp;lt; a & b'],
  ['# heading', '\\# heading'],
  ['> quote', '\\> quote'],
  ['- item', '\\- item'],
  ['12. item', '12\\. item'],
  ['-5 dB', '-5 dB'],
  ['\u001b[31m', '␛\\[31m'],
])('inline text %j is written %j', (text, written) => {
  expect(escapeInline(text)).toBe(written);
});

test.each([
  ['a', '`a`'],
  ['a`b', '``a`b``'],
  ['`a``', '``` `a`` ```'],
  ['', '` `'],
  ['a\nb', '`a⏎b`'],
])('a code span of %j is written %j', (text, written) => {
  expect(codeSpan(text)).toBe(written);
});

test('a code block has a longer fence than any run of backticks in it', () => {
  expect(codeBlock({ text: 'a\n````\nb\n', language: 'sh' })).toBe('`````sh\na\n````\nb\n`````');
});

test('a code block takes no language that could break its first line', () => {
  expect(codeBlock({ text: 'a', language: 'sh `x`\n' })).toBe('```\na\n```');
});

test.each([
  ['run `nginx -s reload`, then *wait*', 'run `nginx -s reload`, then \\*wait\\*'],
  ['- one\n- two `a|b`\n\n1. three', '- one\n- two `a|b`\n\n1. three'],
  ['before\n```sh\n# not a heading\n```\n# after', 'before\n\n```sh\n# not a heading\n```\n\n\\# after'],
  ['```\nnever ended', '```\nnever ended\n```'],
  ['a ` alone', 'a \\` alone'],
  ['<b>bold</b>', '&lt;b>bold&lt;/b>'],
])('what an author wrote, %j, keeps its lists and code: %j', (text, written) => {
  expect(renderBlocks(readProse(text))).toBe(written);
});
