import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { builtInFormats, createFormats } from '../../../src/logs/formats/formats.ts';
import { loadFormats, parseFormat, toDefinition } from '../../../src/logs/formats/load-formats.ts';
import { compilePattern } from '../../../src/logs/formats/pattern.ts';
import { readUserFormats } from '../../../src/logs/formats/user-formats.ts';

const good = `id: crm-worker
title: Worker of the CRM
patterns:
  - '^(?<time>\\S+ \\S+) (?<level>[A-Z]+) worker=(?<worker>\\d+) (?<message>.*)$'
stamp:
  - {field: time, formats: [iso]}
fields: {worker: integer}
continuation: {pattern: '^\\s'}
samples:
  - line: 2026-05-12 10:30:17 INFO worker=7 took the message
    continued: ['  and stored it']
    at: 2026-05-12T10:30:17Z
    resolution_ms: 1000
    fields: {time: 2026-05-12 10:30:17, level: INFO, worker: 7, message: took the message}
`;

test('a format that people wrote is read, and reads their lines', () => {
  const formats = createFormats([...builtInFormats, parseFormat(good, 'crm.yaml')]);
  const context = { zone: 'Europe/Berlin', modifiedMs: 0, fields: ['worker'] };
  const line = '2026-05-12 10:30:17 WARN worker=12 x';
  expect(formats.detect([line], context)?.id).toBe('crm-worker');
  expect(formats.get('crm-worker')?.open(context).parse(line)).toEqual({
    atMs: Date.parse('2026-05-12T08:30:17Z'),
    resolutionMs: 1000,
    fields: { worker: 12 },
  });
});

test.each<[string, string, string, string]>([
  ['an unknown key', 'stamp:', 'stmap:', 'crm.yaml:5:1: unknown key "stmap". Did you mean "stamp"?'],
  [
    'no way to read a line',
    /patterns:\n.*\n/.exec(good)?.[0] ?? '',
    '',
    'crm.yaml:1:5: id: needs either "patterns" or "syntax"',
  ],
  ['no samples', good.slice(good.indexOf('samples:')), '', 'crm.yaml:1:1: "samples" is missing'],
  [
    'a pattern that is none',
    '(?<message>.*)$',
    '(?<message>.*$',
    'crm.yaml:4:5: the pattern is no regular expression: Unterminated group',
  ],
  [
    'look-around',
    '(?<message>.*)$',
    '(?=a)(?<message>.*)$',
    'crm.yaml:4:5: the pattern has look-around at character 58. Patterns are read in linear time, as RE2 does: say it without.',
  ],
  [
    'a back-reference',
    '(?<message>.*)$',
    '\\k<level>(?<message>.*)$',
    'crm.yaml:4:5: the pattern has a back-reference at character 58. Patterns are read in linear time, as RE2 does: say it without.',
  ],
  [
    'a repetition that cannot be read in linear time',
    '(?<message>.*)$',
    '(?<message>(?:\\w{1,20} ?)+)$',
    'crm.yaml:4:5: the pattern cannot be read in linear time. Repeat nothing more than 16 times by a count: say + or * in its place.',
  ],
  ["Python's groups", '(?<message>', '(?P<message>', 'crm.yaml:4:5: the pattern has (?P<name>…). Write (?<name>…).'],
  [
    'a pattern for any place',
    '^(?<time>',
    '(?<time>',
    'crm.yaml:4:5: the pattern does not begin with ^. A line is read from its start.',
  ],
  [
    'a stamp of no group',
    'field: time',
    'field: tmie',
    'crm.yaml:6:13: no pattern has a group "tmie". Did you mean "time"?',
  ],
  [
    'a stamp in no format',
    '[iso]',
    '[rfc3339]',
    'crm.yaml:6:29: "rfc3339" is no format of a stamp. Expected iso, epoch, epoch-s, epoch-ms, epoch-us, epoch-ns, or directives such as %Y-%m-%d %H:%M:%S.',
  ],
  [
    'a type of no field',
    'fields: {worker',
    'fields: {wroker',
    'crm.yaml:7:18: no pattern has a group "wroker". Did you mean "worker"?',
  ],
  [
    'a type that is none',
    'integer}',
    'int}',
    'crm.yaml:7:18: "int" is not a known type. Expected one of text, number, integer.',
  ],
  [
    'a sample of another format',
    '- line: 2026',
    '- line: x2026 2026',
    'crm.yaml:10:11: the line does not read as this format',
  ],
  [
    'a sample with another instant',
    'at: 2026-05-12T10:30:17Z',
    'at: 2026-05-12T10:30:18Z',
    'crm.yaml:12:9: the stamp reads as 2026-05-12T10:30:17.000Z, not as 2026-05-12T10:30:18.000Z',
  ],
  [
    'a sample with another resolution',
    'resolution_ms: 1000',
    'resolution_ms: 1',
    'crm.yaml:13:20: the stamp is exact to 1000 ms, not to 1',
  ],
  ['a sample with another value', 'level: INFO', 'level: WARN', 'crm.yaml:14:48: level reads as "INFO", not as "WARN"'],
  ['a sample that lacks a field', 'worker: 7, ', '', 'crm.yaml:14:13: worker reads as 7, not as nothing'],
  [
    'a sample with a field too many',
    'worker: 7, ',
    'worker: 7, host: a, ',
    'crm.yaml:14:71: host reads as nothing, not as "a"',
  ],
  [
    'a sample that does not go on',
    "'  and stored it'",
    "'and stored it'",
    'crm.yaml:11:17: the line does not go on with the one above it: see "continuation"',
  ],
  [
    'a quick pattern of no stamp',
    'fields: {worker: integer}',
    "quick: ['^(?<level>x)']\nfields: {worker: integer}",
    'crm.yaml:7:9: the pattern does not have a stamp as its one group. Expected one group: time.',
  ],
  [
    'a quick pattern that finds another stamp',
    '[iso]}\nfields: {worker: integer}',
    "[iso, epoch-ms]}\nquick: ['^.*worker=(?<time>\\d)']\nfields: {worker: integer}",
    'crm.yaml:11:11: "quick" finds 1970-01-01T00:00:00.007Z, the whole line has 2026-05-12T10:30:17.000Z',
  ],
  [
    'a way to find a field that passes over it',
    'fields: {worker: integer}',
    "find: {level: {around: '<{}>'}}\nfields: {worker: integer}",
    'crm.yaml:11:11: "find" passes over this line, whose level is "INFO"',
  ],
])('a format with %s is refused', (_, from, to, message) => {
  expect(good).toContain(from);
  expect(
    problemOf(() =>
      parseFormat(
        good.replace(from, () => to),
        'crm.yaml',
      ),
    ),
  ).toBe(message);
});

test('a definition that stands in a runbook is told at its place there', () => {
  const placeOf = (at: readonly PropertyKey[]) => ({ file: 'runbook.yaml', line: 40 + at.length, column: 7 });
  const value = {
    id: 'a',
    title: 'A',
    patterns: ['^(?<a>.*)$'],
    samples: [{ line: 'x', at: null, fields: { a: 'y' } }],
  };
  expect(problemOf(() => toDefinition(value, placeOf))).toBe('runbook.yaml:44:7: a reads as "x", not as "y"');
});

test("a person's folder of formats is read whole, and everything wrong in it is told at once", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'causebook-formats-'));
  try {
    expect(await readUserFormats(path.join(folder, 'none'))).toEqual([]);
    expect(await readUserFormats(folder)).toEqual([]);
    await writeFile(path.join(folder, 'crm.yaml'), good);
    await writeFile(path.join(folder, 'notes.txt'), 'not a format');
    expect((await readUserFormats(folder)).map(({ id }) => id)).toEqual(['crm-worker']);
    await writeFile(path.join(folder, 'own.yaml'), good);
    await expect(readUserFormats(folder)).rejects.toThrow(
      `${folder}/own.yaml: the format id "crm-worker" is also that of ${folder}/crm.yaml`,
    );
    await rm(path.join(folder, 'own.yaml'));
    const bad = [path.join(folder, 'a.yaml'), path.join(folder, 'b.yml')] as const;
    await writeFile(bad[0], good.replace('title:', 'titel:'));
    await writeFile(bad[1], '{');
    await expect(readUserFormats(folder)).rejects.toThrow(
      /a\.yaml:1:1: "title" is missing\n.*a\.yaml:2:1: unknown key "titel"\. Did you mean "title"\?\n.*b\.yml:1:2: not valid YAML/,
    );
    const gone = path.join(folder, 'gone.yaml');
    await expect(loadFormats([path.dirname(gone)])).rejects.toThrow('is a folder; a format is a file');
    await expect(loadFormats([gone])).rejects.toThrow(`${gone}: cannot be read: ENOENT`);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a pattern that would take a back-tracking engine for ever is read in linear time', () => {
  const { regex } = compilePattern('^(?<all>(?:\\w+=(?:\\w+\\s*)+)+)$', () => true);
  const begun = performance.now();
  expect(regex.exec(`${'a=b c d '.repeat(500)}!`)).toBeNull();
  expect(regex.exec('a=b c=d')?.[1]).toBe('a=b c=d');
  expect(performance.now() - begun).toBeLessThan(2000);
});

function problemOf(work: () => unknown): string {
  try {
    work();
  } catch (problem) {
    if (problem instanceof UserError) return problem.message;
    throw problem;
  }
  return 'nothing was wrong';
}
