import { expect, test } from 'vitest';
import { createReport } from '../../src/report/report.ts';
import { renderSummary } from '../../src/report/summary.ts';
import {
  axisVerdict,
  diagnosis,
  finished,
  opened,
  ranked,
  runbook,
  stateAfter,
  walked,
} from '../helpers/incident-fixture.ts';

test('the summary says what was found, what to do now and what is missing', () => {
  expect(renderSummary(createReport({ state: stateAfter(walked), diagnosis, runbook }))).toBe(
    [
      'trigger: The proxy sends it again: very likely, settled, 20 dB ahead of the next',
      'barrier: No idempotency key is sent: likely, not settled, 6 dB ahead of the next',
      'Fix now: Stop the proxy from sending POST again (Infrastructure; The proxy sends it again (settled))',
      'Not checked: crm_inserts',
      'Open questions: Shop 2 (1 asked since 2026-05-12 12:00 UTC)',
    ].join('\n'),
  );
});

test('the summary never has more than twelve lines, however many axes there are', () => {
  const axes = Array.from({ length: 9 }, (_, index) =>
    axisVerdict(`axis-${index}`, { state: 'leading', leader: 'proxy-resend', hypotheses: [ranked('proxy-resend')] }),
  );
  const summary = renderSummary(
    createReport({
      state: stateAfter([opened]),
      diagnosis: { axes, next: [], messages: [], contradictions: [] },
      runbook,
    }),
  );
  expect(summary.split('\n').length).toBeLessThanOrEqual(12);
  expect(summary).toContain('… and 4 more questions; see the note');
});

test('the summary shows control characters instead of sending them', () => {
  const axes = [
    axisVerdict('a', { state: 'leading', leader: 'h', hypotheses: [ranked('h', { title: '\u001b[2Jh' })] }),
  ];
  const report = createReport({
    state: stateAfter([opened, finished('ladder', {})]),
    diagnosis: { axes, next: [], messages: [], contradictions: [] },
    runbook,
  });
  expect(renderSummary(report)).toContain('a: ␛[2Jh: possible');
});
