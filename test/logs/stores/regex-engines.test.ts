import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { rgPath } from '@vscode/ripgrep';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLineFinder } from '../../../src/logs/pattern.ts';
import { toPortable, toPortableOfLines, toPortableSuperset } from '../../../src/logs/stores/portable-regex.ts';

// What engines read differently: digits, letters, spaces and word borders beyond ASCII, and letters that fold to ASCII ones.
const pieces = [
  'a',
  'b1',
  'x',
  'K',
  's',
  ' ',
  '-',
  '_',
  '٣',
  'é',
  'É',
  'ſ',
  '\u212a',
  '😀',
  'я',
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  '.',
  '\u00a0',
  '\u2028',
  'e\u0301',
];
const lines = fc.sample(
  fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((parts) => parts.join('')),
  { numRuns: 400, seed: 7 },
);

const regexes = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      'k',
      's',
      'é',
      '\\d',
      '\\w',
      '\\s',
      '\\S',
      '\\W',
      '\\b',
      '\\B',
      '.',
      '[a-z]',
      '[^a-z]',
      '[\\d_]',
      '[^\\w]',
      '[[:alpha:]]',
      '[]x]',
      '(?i)',
      '(?i:',
      '(?:',
      '(',
      '(?<n>',
      ')',
      '|',
      '*',
      '+',
      '?',
      '{2}',
      '{0,1}',
      '^',
      '$',
      '\\.',
      '\\{',
      '{"',
      '}',
      '\\x41',
      '\\t',
      '-',
      '\\-',
      '😀',
      '"',
      '&&',
      '\\p{L}',
      '(?s)',
      '(?-i:',
    ),
    { minLength: 1, maxLength: 7 },
  )
  .map((parts) => parts.join(''));

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'causebook-regex-'));
  file = path.join(folder, 'lines.log');
  await writeFile(file, `${lines.join('\n')}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

/** The numbers of the lines that ripgrep finds, or undefined where it does not read the regular expression. */
function search(regex: string): Promise<readonly number[] | undefined> {
  return new Promise((resolve) => {
    execFile(rgPath, ['--line-number', '--no-config', '--regexp', regex, file], (error, stdout) => {
      if (error !== null && error.code !== 1) resolve(undefined);
      else
        resolve(
          stdout
            .split('\n')
            .flatMap((line) => /^(\d+):/.exec(line)?.[1] ?? [])
            .map(Number),
        );
    });
  });
}

test('what is asked of a store matches every line that ripgrep finds, as RE2 reads it; nothing else where that is promised', async () => {
  const database = await (await DuckDBInstance.create(':memory:')).connect();
  await database.run('create table lines (line varchar, number integer)');
  for (const [index, line] of lines.entries()) {
    await database.run('insert into lines values ($1, $2)', [line, index + 1]);
  }
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(regexes, async (regex) => {
      const portable = toPortableSuperset(regex);
      if (portable === undefined) return;
      const found = await search(regex);
      if (found === undefined) return;
      compared += 1;
      const reader = await database.runAndReadAll('select number from lines where regexp_matches(line, $1)', [
        portable,
      ]);
      const asked = new Set(reader.getRows().map(([number]) => Number(number)));
      expect(found.filter((number) => !asked.has(number)).map((number) => lines[number - 1])).toEqual([]);
      // Where nothing is Unicode's, they find the same: the opposite can be asked for too.
      if (toPortable(regex)?.isAsciiOnly === false) expect([...asked].sort()).toEqual([...found].sort());
    }),
    { numRuns: 600 },
  );
  expect(compared).toBeGreaterThan(100);
  database.closeSync();
}, 120_000);

test('what is asked of a store matches every event of several lines that is found here', async () => {
  const database = await (await DuckDBInstance.create(':memory:')).connect();
  await database.run('create table events (event varchar, number integer)');
  const events = fc.sample(
    fc
      .array(fc.constantFrom('a', 'b1', 'k', 's', ' ', '\n', '\r\n', '\r', '\u2028', 'é'), { maxLength: 6 })
      .map((parts) => parts.join('')),
    { numRuns: 300, seed: 7 },
  );
  for (const [index, event] of events.entries())
    await database.run('insert into events values ($1, $2)', [event, index]);
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('^', '$', '|', '(', ')', 'a', 'b', '1', '.', '\\w', '\\s', '[^a]', '*', '?'), {
        minLength: 1,
        maxLength: 6,
      }),
      async (parts) => {
        const regex = parts.join('');
        const portable = toPortableOfLines(regex);
        if (portable === undefined) return;
        compared += 1;
        const finder = createLineFinder(regex);
        const reader = await database.runAndReadAll('select number from events where regexp_matches(event, $1)', [
          portable,
        ]);
        const asked = new Set(reader.getRows().map(([number]) => Number(number)));
        expect(events.filter((event, at) => finder.exec(event) !== null && !asked.has(at))).toEqual([]);
      },
    ),
    { numRuns: 400 },
  );
  expect(compared).toBeGreaterThan(100);
  database.closeSync();
}, 120_000);
