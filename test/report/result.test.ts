import { expect, test } from 'vitest';
import { createReport } from '../../src/report/report.ts';
import { describeResult } from '../../src/report/result.ts';
import { diagnosis, finished, opened, runbook, stateAfter, walked } from '../helpers/incident-fixture.ts';

const resultAfter = (events: Parameters<typeof stateAfter>[0], of = diagnosis) =>
  describeResult(createReport({ state: stateAfter(events), diagnosis: of, runbook }));

test('the result says the verdicts, what to do now, what disagrees, what was in the way and what is open', () => {
  expect(resultAfter(walked)).toEqual([]);
});

test('the result says of an open axis that no cause leads, and recommends nothing', () => {
  const sections = resultAfter([opened], { axes: diagnosis.axes.map((axis) => ({ ...axis, state: 'open', missing: ['nothing bears on it yet'] })), next: [], contradictions: [] });
  expect(sections.slice(0, 3).map(({ lines }) => lines)).toEqual([]);
});

test('what a step says at length is cut, and what has not begun is open, not lost', () => {
  const sections = resultAfter([opened, finished('ladder', { status: 'error', say: 'x'.repeat(500) })]);
  const lost = sections.find(({ heading }) => heading === 'Could not be checked')?.lines ?? [];
  expect(lost).toHaveLength(2);
  expect(lost[0]?.length).toBeLessThan(300);
  expect(sections.at(-1)?.heading).toBe('Still open');
});
