import { describe, expect, it } from 'vitest';
import { cut, fit, fitLine, line, lineWidth, span, spread, widthOf } from '../../src/tui/line.ts';
import { hanging, paragraph, wrap } from '../../src/tui/wrap.ts';

const textOf = (row: { readonly spans: readonly { readonly text: string }[] }) =>
  row.spans.map(({ text }) => text).join('');

describe('fit', () => {
  it.each([
    ['abc', 5, 'abc  '],
    ['abcdef', 5, 'abcd…'],
    ['abcde', 5, 'abcde'],
    ['', 3, '   '],
    ['客户注册', 5, '客户…'],
    ['客户注册', 4, '客… '],
    ['👩‍👩‍👧‍👦 family', 4, '👩 …'],
    ['a\u001b[31mb', 20, 'a␛[31mb             '],
    ['a\nb\tc', 8, 'a⏎b c   '],
  ])('makes %j exactly %i columns wide', (text, columns, expected) => {
    expect(fit(text, columns)).toBe(expected);
    expect(widthOf(fit(text, columns))).toBe(columns);
  });

  it('cuts nothing out of no room', () => {
    expect(cut('abc', 0)).toBe('');
  });
});

describe('a row', () => {
  it('is cut inside the piece that no longer fits, and keeps the tones before it', () => {
    const row = fitLine(line(span('abc', 'strong'), span('defgh', 'quiet')), 5);
    expect(row.spans).toEqual([
      { text: 'abc', tone: 'strong' },
      { text: 'd…', tone: 'quiet' },
    ]);
  });

  it('shows that something was cut also when a piece ends exactly at the edge', () => {
    expect(textOf(fitLine(line('abc', 'def'), 3))).toBe('ab…');
  });

  it('gives way at the left when it is spread over too little room', () => {
    expect(textOf(spread(line('a long title'), line('  +21'), 12))).toBe('a long…  +21');
    expect(lineWidth(spread(line('客户注册客户'), line('  +21'), 12))).toBe(12);
  });
});

describe('wrap', () => {
  it.each([
    ['one two three', 7, ['one two', 'three']],
    ['  - indented text', 12, ['  - indented', 'text']],
    ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['客户注册', 5, ['客户', '注册']],
    ['a\n\nb', 5, ['a', '', 'b']],
    ['a\r\nb\rc', 5, ['a', 'b', 'c']],
    ['', 5, ['']],
    [' x', 1, ['', 'x']],
  ])('breaks %j at %i columns', (text, columns, expected) => {
    expect(wrap(text, columns)).toEqual(expected);
  });

  it('breaks plain text, which it does not measure, as it breaks any other', () => {
    const texts = [
      'eee eee eeeeeeeee e',
      ' e  ee   e',
      'eeee '.repeat(9),
      'e'.repeat(30),
      `${'e'.repeat(8)} ${'e'.repeat(8)} e`,
    ];
    for (const text of texts) {
      for (let columns = 1; columns <= 20; columns++) {
        const measured = wrap(text.replaceAll('e', 'é'), columns).map((row) => row.replaceAll('é', 'e'));
        expect([text, columns, wrap(text, columns)]).toEqual([text, columns, measured]);
      }
    }
  });

  it('says where it stopped', () => {
    expect(paragraph('one two three four', 5, { max: 2 }).map(textOf)).toEqual(['one', 'two …']);
  });

  it('hangs a text under itself', () => {
    expect(hanging('Why', 'one two', 8).map(textOf)).toEqual(['Why one', '    two']);
  });
});
