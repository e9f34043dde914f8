import { expect, test } from 'vitest';
import type { AxisVerdict } from '../../src/diagnosis/diagnosis.ts';
import { createReport } from '../../src/report/report.ts';
import { describeResult } from '../../src/report/result.ts';
import { diagnosis, finished, opened, runbook, stateAfter, walked } from '../helpers/incident-fixture.ts';

const resultAfter = (events: Parameters<typeof stateAfter>[0], of = diagnosis) =>
  describeResult(createReport({ state: stateAfter(events), diagnosis: of, runbook }));

test('the result says the verdicts, what to do now, what disagrees, what was in the way and what is open', () => {
  expect(resultAfter(walked)).toEqual([
    {
      heading: 'What sent the order twice?',
      lines: ['Settled: The proxy sends it again (Infrastructure)', '  very likely, +4 points, 20 ahead of the next'],
    },
    {
      heading: 'Why did the repeat become an order?',
      lines: [
        'Leading, not settled: No idempotency key is sent (Shop)',
        '  likely, +1 points, 6 ahead of the next',
        '  Missing: only 6 dB ahead; 10 needed',
        '  Missing: nothing that supports it has been checked',
        '  Would settle it: Inserts per order',
      ],
    },
    {
      heading: 'Do now',
      lines: [
        '1. Stop the proxy from sending POST again (Infrastructure)',
        '  Why: The proxy sends it again (settled)',
        '  Verify: Requests per hop',
        '  Once applied, leave and run: causebook verify dup-1 proxy-off',
      ],
    },
    {
      heading: 'Contradictions',
      lines: [
        '“one request left the shop” (checked) against “the shop sent two” (said from memory): the first is better evidence and counts.',
        '  ladder counts, customers does not',
      ],
    },
    {
      heading: 'Could not be checked',
      lines: [
        'Inserts per order (crm_inserts): Access log of the CRM is not in the evidence folder',
        '  To unblock: Ask CRM (#crm-oncall) for crm-edge.log',
      ],
    },
    { heading: 'Waiting for', lines: ['Shop since 2026-05-12 12:00 UTC (customers)'] },
    { heading: 'Still open', lines: ['2 questions for Shop'] },
  ]);
});

test('the result says of an open axis that no cause leads, and recommends nothing', () => {
  const axes = diagnosis.axes.map(
    (axis): AxisVerdict => ({ ...axis, state: 'open', missing: ['nothing bears on it yet'] }),
  );
  const sections = resultAfter([opened], { axes, next: [], messages: [], contradictions: [] });
  expect(sections.slice(0, 3).map(({ lines }) => lines)).toEqual([
    ['Open: no cause on the list leads', '  Missing: nothing bears on it yet'],
    ['Open: no cause on the list leads', '  Missing: nothing bears on it yet', '  Would settle it: Inserts per order'],
    ['Nothing is recommended on what is known'],
  ]);
});

test('what a step says at length is cut, and what has not begun is open, not lost', () => {
  const sections = resultAfter([opened, finished('ladder', { status: 'error', say: 'x'.repeat(500) })]);
  const lost = sections.find(({ heading }) => heading === 'Could not be checked')?.lines ?? [];
  expect(lost).toHaveLength(2);
  expect(lost[0]?.length).toBeLessThan(300);
  expect(sections.at(-1)?.heading).toBe('Still open');
});

test('what is in the way of several steps is said once', () => {
  const blocked = {
    status: 'blocked',
    say: 'a.log is not in the evidence folder',
    unblock: 'Ask CRM for a.log',
  } as const;
  const sections = resultAfter([opened, finished('ladder', blocked), finished('crm_inserts', blocked)]);
  expect(sections.find(({ heading }) => heading === 'Could not be checked')?.lines).toEqual([
    '2 steps, Requests per hop (ladder) the first: a.log is not in the evidence folder',
    '  To unblock: Ask CRM for a.log',
  ]);
});
