import path from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { parseCondition } from '../../../src/logs/condition.ts';
import type { Filter } from '../../../src/logs/filter.ts';
import { gatherRows, ways } from '../../helpers/gather-rows.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

async function folderOf(text: string): Promise<string> {
  const { folder, remove } = await writeFolder({ 'app.log': text });
  removals.push(remove);
  return folder;
}

/** What is found of a log by reading all of it, and by searching it and reading around what was found. */
async function bothWays(text: string, filter: Partial<Filter>, format: string) {
  const folder = await folderOf(text);
  const [streamed, searched] = await Promise.all(
    [ways.stream, ways.search].map((sizes) => gatherRows(folder, { filter, sizes, log: { format } })),
  );
  const told = ({ rows, report, strays }: NonNullable<typeof streamed>) => ({
    rows: rows.map((row) => ({ ...row, order: 0 })),
    strays: report.strays,
    shown: strays.map(({ source, line, text: shown }) => `${path.basename(source)}:${line} ${shown}`),
    inWindow: filter.window === undefined ? undefined : report.problems,
  });
  return {
    streamed: told(streamed as NonNullable<typeof streamed>),
    searched: told(searched as NonNullable<typeof searched>),
    report: searched?.report,
  };
}

const stamps = ['10:00:00', '10:00:01', '10:00:02,500'].map((time) => `2026-05-12 ${time}`);
const words = fc.constantFrom('boom', 'calm', 'bo om', 'b\u00f6om boom', 'boom\u2028calm', 'calm\rboom', '');
const lines = fc.oneof(
  fc
    .tuple(fc.constantFrom(...stamps), words)
    .map(([stamp, word]) => `${stamp}${stamp.includes(',') ? '' : ',000'} INFO a.b - ${word}`),
  fc.tuple(fc.constantFrom(...stamps), words).map(([stamp, word]) => `${stamp} [INFO] ${word}`),
  words.map((word) => `\tat a.b.${word}(A.java:1)`),
  words.map((word) => `2026-05 ${word}`),
  words.map((word) => `2026-05-12 was ${word}`),
  words,
  // What is held around a line at first does not reach beyond it.
  fc.tuple(words, fc.integer({ min: 3000, max: 70_000 })).map(([word, length]) => `${'x'.repeat(length)}${word}`),
);
const filters = fc.constantFrom<Partial<Filter>>(
  { texts: ['boom'] },
  ...['bo+m$', '^bo+m', '^\\tat a', '^boom$', '^$', '(^|c)(boom|alm)', '^2026-05-12 .*m$', '^b|m$'].map((regex) => ({
    regex,
  })),
  { texts: ['boom'], regex: 'INFO' },
  { where: [parseCondition('level = INFO')] },
  { texts: ['boom'], window: { fromMs: Date.parse('2026-05-12T10:00:01Z'), toMs: Date.parse('2026-05-12T10:00:02Z') } },
);

test('events of several lines that a search finds are those that reading all finds', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(lines, { maxLength: 30 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      filters,
      fc.constantFrom('log4j', 'stamped', 'postgres'),
      async (all, end, isEnded, filter, format) => {
        const text = all.join(end) + (isEnded ? end : '');
        const { streamed, searched } = await bothWays(text, filter, format);
        expect(searched).toEqual(streamed);
      },
    ),
    { numRuns: 150 },
  );
}, 60_000);

test('of an event found by a line below its beginning all lines are read, and no others', async () => {
  const event = (second: number, more: string) => `2026-05-12 10:00:0${second},000 ERROR a.b - failed\n${more}`;
  const text = event(1, '\tat a\n') + event(2, 'Caused by: needle\n\tat b\n') + event(3, '\tat c\n');
  const { searched, streamed, report } = await bothWays(text, { texts: ['needle'] }, 'log4j');
  expect(searched).toEqual(streamed);
  expect(searched.rows).toMatchObject([
    { name: 'app.log:3', _raw: '2026-05-12 10:00:02,000 ERROR a.b - failed\nCaused by: needle\n\tat b' },
  ]);
  expect(report).toMatchObject({ isSearch: true, lines: 3, parsed: 3 });
});

test('a line of an event is found by where it begins and ends, as grep finds it', async () => {
  const event = (second: number) =>
    `2026-05-12 10:00:0${second},000 ERROR a.b - failed\njava.lang.X: boom\n\tat a.b(A.java:1)\n`;
  const text = `${event(1)}2026-05-12 10:00:02,000 INFO a.b - boom java.lang.Y\n${event(3)}`;
  for (const regex of ['^java.lang', 'boom$', '^\\tat', 'failed$']) {
    const { searched, streamed } = await bothWays(text, { regex }, 'log4j');
    expect(searched.rows.map(({ name }) => name)).toEqual(['app.log:1', 'app.log:5']);
    expect(searched).toEqual(streamed);
  }
});

test('an event that is too long to be kept is read up to there, and what stands in its rest makes no event', async () => {
  const long = `2026-05-12 10:00:01,000 ERROR a.b - failed\n${'\tat needle\n'.repeat(600_000)}2026-05-12 10:00:02,000 INFO a.b - needle\n`;
  const { searched, streamed, report } = await bothWays(long, { texts: ['needle'] }, 'log4j');
  expect(searched).toEqual(streamed);
  expect(searched.rows).toHaveLength(2);
  expect(report?.strays).toBe(0);
});

test('a pattern that may match the break between two lines is not searched line by line', async () => {
  const text = '2026-05-12 10:00:01,000 ERROR a.b - failed\n\tat a\n2026-05-12 10:00:02,000 INFO a.b - well\n';
  for (const regex of ['failed\\s+at', 'failed[^x]+at a', 'failed\\W+at', 'failed\\n.at']) {
    const { searched, streamed } = await bothWays(text, { regex }, 'log4j');
    expect(searched.rows).toHaveLength(1);
    expect(searched).toEqual(streamed);
  }
});
