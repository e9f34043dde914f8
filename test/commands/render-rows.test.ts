import { expect, it } from 'vitest';
import { renderRows } from '../../src/commands/render-rows.ts';

const rows = [
  { key: 'CUST_7890', n: 3, first: '2026-05-12T12:00:00Z', gaps: '2.01 s, 1.99 s', text: 'a long line of a log' },
  { key: 'CUST_1', n: 12, first: null, gaps: '', text: 'b' },
];

it('shows all columns where nobody knows how wide it may be', () => {
  expect(renderRows(rows)).toBe(
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
])('of %s columns it takes what there is room for, and says what is left out', (columns, notes, first) => {
  const lines = renderRows(rows, { columns }).trimEnd().split('\n');
  expect([lines[1], lines.slice(3)]).toEqual([first, notes]);
  for (const line of columns < 9 ? [] : lines.slice(0, 3)) expect(line.length).toBeLessThanOrEqual(columns);
});

it('says how many rows and columns more there are', () => {
  const many = Array.from({ length: 50 }, (_, n) => ({ n, key: 'a key that is long' }));
  expect(renderRows(many, { columns: 10 }).trimEnd().split('\n').slice(-2)).toEqual([
    '… 10 more (--json has them)',
    '… 1 more column (--json has it)',
  ]);
});

it('a table of one column is there however narrow it gets, and one of none is nothing', () => {
  expect(renderRows([{ key: 'abcdefghijklmnopqrstuvwxyz' }], { columns: 5 })).toBe('key\nabcdefghijklmnopqrstuvwxyz\n');
  expect(renderRows([{}])).toBe('');
});
