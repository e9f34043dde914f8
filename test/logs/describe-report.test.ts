import { expect, test } from 'vitest';
import { describeReport } from '../../src/logs/describe-report.ts';
import { noReport } from '../../src/logs/read-report.ts';

const read = { ...noReport, files: ['a.log'], bytes: 12, lines: 5, parsed: 5 };
const window = { fromMs: 0, toMs: 1 };

test.each([
  ['as many events as lines', { ...read, inWindow: 5 }, undefined, '5 lines; 5 parsed; no stamps'],
  ['events of several lines', { ...read, inWindow: 2 }, undefined, '5 lines; 5 parsed; 2 events; no stamps'],
  ['settings, which are no events', { ...read, inWindow: 0 }, undefined, '5 lines; 5 parsed; no stamps'],
  ['all in the window', { ...read, inWindow: 5 }, window, '5 lines; 5 parsed; no stamps'],
  ['few in the window', { ...read, inWindow: 1 }, window, '5 lines; 5 parsed; 1 event in the window; no stamps'],
  ['none in the window', { ...read, inWindow: 0 }, window, '5 lines; 5 parsed; 0 events in the window; no stamps'],
])('%s are told', (_, report, of, say) => {
  expect(describeReport(report, { window: of })).toBe(`a.log, 12 bytes; ${say}`);
});
