import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { renderRows } from '../../src/commands/render-rows.ts';

const rows = [
  { key: 'CUST_7890', n: 3, first: '2026-05-12T12:00:00Z', gaps: '2.01 s, 1.99 s', text: 'a long line of a log' },
  { key: 'CUST_1', n: 12, first: null, gaps: '', text: 'b' },
];

it('shows all columns where nobody knows how wide it may be', async () => {
  expect(await renderRows(rows)).toBe(
    [
      'key         n  first                 gaps            text',
      'CUST_7890   3  2026-05-12T12:00:00Z  2.01 s, 1.99 s  a long line of a log',
      'CUST_1     12                                        b',
      '',
    ].join('\n'),
  );
});

it.each([
  [73, [], 'CUST_7890   3  2026-05-12T12:00:00Z  2.01 s, 1.99 s  a long line of a log'],
  [72, [], 'CUST_7890   3  2026-05-12T12:00:00Z  2.01 s, 1.99 s  a long line of a l…'],
  [69, [], 'CUST_7890   3  2026-05-12T12:00:00Z  2.01 s, 1.99 s  a long line of …'],
  [68, ['… 1 more column (--json has it)'], 'CUST_7890   3  2026-05-12T12:00:00Z  2.01 s, 1.99 s'],
  [50, ['… 2 more columns (--json has them)'], 'CUST_7890   3  2026-05-12T12:00:00Z'],
  [34, ['… 3 more columns (--json has them)'], 'CUST_7890   3'],
  [12, ['… 4 more columns (--json has them)'], 'CUST_7890'],
  [3, ['… 4 more columns (--json has them)'], 'CUST_7890'],
])('of %s columns it takes what there is room for, and says what is left out', async (columns, notes, first) => {
  const lines = (await renderRows(rows, { columns })).trimEnd().split('\n');
  expect([lines[1], lines.slice(3)]).toEqual([first, notes]);
  for (const line of columns < 9 ? [] : lines.slice(0, 3)) expect(line.length).toBeLessThanOrEqual(columns);
});

it('says how many rows and columns more there are', async () => {
  const many = Array.from({ length: 50 }, (_, n) => ({ n, key: 'a key that is long' }));
  expect((await renderRows(many, { columns: 10 })).trimEnd().split('\n').slice(-2)).toEqual([
    '… 10 more (--json has them)',
    '… 1 more column (--json has it)',
  ]);
});

it('a table of one column is there however narrow it gets, and one of none is nothing', async () => {
  expect(await renderRows([{ key: 'abcdefghijklmnopqrstuvwxyz' }], { columns: 5 })).toBe(
    'key\nabcdefghijklmnopqrstuvwxyz\n',
  );
  expect(await renderRows([{}])).toBe('');
});

const wide = [
  { key: '顧客番号', 件数: 3, text: '支払いの通知が届きませんでした。もう一度お送りください。よろしくお願いします。' },
  { key: '👩🏽‍💻 a', 件数: 12, text: 'e\u0301te\u0301 '.repeat(12) },
  { key: 'abc', 件数: 1, text: 'a' },
];

it.each([100, 50, 40])(
  'characters that take two columns or none: %s columns are enough, and all columns stand under each other',
  async (columns) => {
    const lines = (await renderRows(wide, { columns })).trimEnd().split('\n');
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    const numbers = lines.slice(0, 4).map((line) => stringWidth(line.slice(0, line.search(/(?<=[3数21]) {2}/))));
    expect(new Set(numbers).size).toBe(1);
  },
);
