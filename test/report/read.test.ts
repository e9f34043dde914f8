import { expect, test } from 'vitest';
import type { CheckResult } from '../../src/incident/events.ts';
import { describeReport } from '../../src/logs/describe-report.ts';
import { noReport, sumReports } from '../../src/logs/read-report.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { readOf } from '../../src/report/read.ts';
import { createReport } from '../../src/report/report.ts';
import { diagnosis, finished, opened, runbook, stateAfter } from '../helpers/incident-fixture.ts';

const shop = {
  ...noReport,
  files: ['shop.jsonl'],
  bytes: 900,
  lines: 90,
  parsed: 60,
  inWindow: 60,
  unparsed: 30,
  firstUnparsed: 'shop.jsonl:4',
};
const edge = {
  ...noReport,
  files: ['edge.log.gz'],
  bytes: 100,
  lines: 1000,
  parsed: 999,
  inWindow: 999,
  unparsed: 1,
  firstUnparsed: 'edge.log.gz:1000',
  cut: ['edge.log.gz'],
  problems: ['edge.log.gz is cut off or broken (unexpected end of file): what came before was used'],
};
const whole = { ...noReport, files: ['crm.log'], bytes: 12, lines: 2, parsed: 2, inWindow: 2 };

function factsOf(...reports: readonly (typeof noReport)[]): CheckResult['facts'] {
  const read = sumReports(reports);
  return { read: JSON.parse(JSON.stringify({ ...read, say: describeReport(read, { window: undefined }) })) };
}

function noteOf(edgeStatus: CheckResult['facts']): string {
  const evidence = [
    { source: 'edge.log.gz', line: 7, text: 'GET /' },
    ...edge.problems.map((text) => ({ source: 'reading', text })),
  ];
  const state = stateAfter([
    opened,
    finished('ladder', { status: 'fail', outcome: 'between', say: 'twice', facts: factsOf(edge, shop), evidence }),
    finished('crm_inserts', { outcome: 'two', facts: factsOf(edge, shop), evidence }),
    finished('edge_status', { outcome: 'found', facts: edgeStatus }),
  ]);
  return renderMarkdown(createReport({ state, diagnosis, runbook }));
}

test('the note says beside the evidence what was read for it, once for all that read the same', () => {
  const note = noteOf(factsOf(whole));
  const [, ladder = '', edgeStatus = '', inserts = ''] = note.split(/^### E\d.*$/m);
  expect(ladder).toContain(
    '**Read, but not all of it:** 2 files, 1.0 kB; 1,090 lines; 1,059 parsed; 31 did not parse (first at shop.jsonl:4); no stamps; cut: edge.log.gz; edge.log.gz is cut off or broken (unexpected end of file): what came before was used.',
  );
  expect(edgeStatus).toMatch(/^Read: crm\.log, 12 bytes; 2 lines; 2 parsed; no stamps\.$/m);
  expect(inserts).toMatch(/^\*\*Read, but not all of it:\*\* the same as for \[E1\]\.$/m);
  expect(note).not.toContain('reading  ');
});

test('the note says above its findings, once, of which logs they could not see all, the worst first', () => {
  const [, findings = ''] = noteOf(factsOf(whole)).split('## Findings\n');
  expect(findings.trim().split('\n')[0]).toBe(
    '**Not all could be read:** 30 of 90 lines did not parse, the first at shop.jsonl:4; 1 of 1,000 lines did not parse, the first at edge.log.gz:1000; edge.log.gz was not read to its end. What rests on these may be wrong.',
  );
});

test('where nothing wrong was found in what could be read stands by itself in the note, not among what is wrong', () => {
  const say = 'two inserts; 1 line did not parse';
  const state = stateAfter([opened, finished('crm_inserts', { status: 'warn', outcome: 'two', say })]);
  const note = renderMarkdown(createReport({ state, diagnosis, runbook }));
  const [wrong = '', rest = ''] = (note.split('## Findings\n')[1] ?? '').split('<details>\n');
  expect(wrong.trim()).toBe('Nothing wrong was found.');
  expect(rest).toContain(
    '<summary>Not sure: 1 step found nothing wrong, in logs of which not all could be read</summary>\n\n- **warn** [E4] two inserts; 1 line did not parse\n',
  );
});

test('a log that several tables read is told once', () => {
  const read = sumReports([edge, { ...edge }, shop]);
  expect(read).toMatchObject({ cut: ['edge.log.gz'], firstUnparsed: 'shop.jsonl:4' });
  expect(read.garbled).toHaveLength(2);
});

test.each([
  ['a check of another kind', { ms: 7 }],
  ['an answer of a database', { read: { rows: 1, say: 'in 3 ms' } }],
])('%s has read no log', (_, facts) => {
  expect(readOf(facts)).toBeUndefined();
});
