import { describe, expect, it } from 'vitest';
import { edit, emptyField, fieldLines, insert, maxText } from '../../src/tui/field/text-field.ts';

const keys = (text: string, ...pressed: readonly string[]) =>
  pressed.reduce((field, key) => edit(field, key) ?? insert(field, key), insert(emptyField, text));

describe('a text field', () => {
  it.each([
    ['takes text at the cursor', keys('ac', 'left', 'b'), { text: 'abc', cursor: 2 }],
    ['deletes before the cursor', keys('abc', 'left', 'backspace'), { text: 'ac', cursor: 1 }],
    ['deletes under the cursor', keys('abc', 'home', 'delete'), { text: 'bc', cursor: 0 }],
    ['clears to the start', keys('one two', 'left', 'ctrl-u'), { text: 'o', cursor: 0 }],
    ['clears to the end', keys('one', 'home', 'right', 'ctrl-k'), { text: 'o', cursor: 1 }],
    ['deletes a word', keys('one two ', 'ctrl-w'), { text: 'one ', cursor: 4 }],
    ['deletes an emoji of many code points at once', keys('a👩‍👩‍👧‍👦', 'backspace'), { text: 'a', cursor: 1 }],
    ['does nothing before the start', keys('', 'backspace', 'left'), { text: '', cursor: 0 }],
    ['keeps the line breaks of a paste', insert(emptyField, 'a\r\nb\rc'), { text: 'a\nb\nc', cursor: 5 }],
  ])('%s', (_, field, expected) => {
    expect(field).toEqual(expected);
  });

  it('keeps no more than it can', () => {
    expect(insert(emptyField, 'x'.repeat(maxText + 1)).text).toHaveLength(maxText);
  });

  it('shows the cursor as a cell of its own, and the rows around it', () => {
    const lines = fieldLines(insert(emptyField, 'abcdef\ngh'), 4, 2);
    expect(
      lines.map(({ spans }) => spans.map(({ text, tone }) => (tone === 'cursor' ? `[${text}]` : text)).join('')),
    ).toEqual(['ef ', 'gh[ ]']);
  });
});
