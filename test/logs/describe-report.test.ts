import { expect, test } from 'vitest';
import { describeReport } from '../../src/logs/describe-report.ts';
import { noReport } from '../../src/logs/read-report.ts';

const read = { ...noReport, files: ['a.log'], bytes: 12, lines: 5, parsed: 5 };
const [first, last] = ['2026-05-12T10:00:00.000Z', '2026-05-12T11:00:00.000Z'];
const stamped = { ...read, first, last };
const window = { fromMs: 0, toMs: 1 };

test.each([
  ['as many events as lines', { ...read, inWindow: 5 }, undefined, '5 lines; 5 parsed; no stamps'],
  ['events of several lines', { ...read, inWindow: 2 }, undefined, '5 lines; 5 parsed; 2 events; no stamps'],
  ['settings, which are no events', { ...read, inWindow: 0 }, undefined, '5 lines; 5 parsed; no stamps'],
  [
    'lines without a time, of which a window leaves none out',
    { ...read, inWindow: 5 },
    window,
    '5 lines; 5 parsed; no stamps, so that the window leaves nothing out',
  ],
  ['all in the window', { ...stamped, inWindow: 5 }, window, `5 lines; 5 parsed; ${first} to ${last}`],
  [
    'few in the window',
    { ...stamped, inWindow: 1 },
    window,
    `5 lines; 5 parsed; 1 event in the window; ${first} to ${last}`,
  ],
  [
    'none in the window',
    { ...stamped, inWindow: 0 },
    window,
    `5 lines; 5 parsed; 0 events in the window; ${first} to ${last}`,
  ],
])('%s are told', (_, report, of, say) => {
  expect(describeReport(report, { window: of })).toBe(`a.log, 12 bytes; ${say}`);
});

test.each([
  [
    'of which a search found nothing',
    { ...noReport, isSearch: true, inWindow: 0 },
    '0 lines found by a search; 0 parsed',
  ],
  ['that gave nothing', noReport, '0 lines; 0 parsed'],
  [
    'of which the window left all out that have no time',
    { ...noReport, lines: 2, parsed: 2, unstamped: 2 },
    '2 lines; 2 parsed; 0 events in the window; 2 without a time, left out of the window',
  ],
])('of a log %s it is not said that it has no stamps', (_, report, say) => {
  expect(describeReport({ ...report, files: ['a.log'], bytes: 12 }, { window })).toBe(`a.log, 12 bytes; ${say}`);
});
