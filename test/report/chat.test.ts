import { expect, test } from 'vitest';
import { renderChat } from '../../src/report/chat.ts';
import { createReport } from '../../src/report/report.ts';
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

test('the short form says what was found and on what, who is hurt, what to do now, and whom it waits for', () => {
  expect(renderChat(createReport({ state: stateAfter(walked), diagnosis, runbook }))).toBe(
    [
      'Duplicate orders (dup-1), as of 2026-05-12 12:00 UTC',
      '- The proxy sends it again (very likely, settled, 20 dB ahead): one request left the shop, two reached the CRM',
      '- No idempotency key is sent (likely, not settled, 6 dB ahead): No key at all',
      '- Impact: 1 order in 1 window',
      '- Fix now: Stop the proxy from sending POST again (Infrastructure)',
      '- Waiting for: Shop',
      '- Next: `crm_inserts`: separates No idempotency key is sent from The CRM checks and then inserts.',
      '',
    ].join('\n'),
  );
});

test('the short form never has more than fifteen lines, and text from outside is neither markup nor an escape', () => {
  const axes = Array.from({ length: 9 }, (_, index) =>
    axisVerdict(`axis-${index}`, {
      state: 'leading',
      leader: 'h',
      hypotheses: [ranked('h', { title: '\u001b[2J*h* <b>' })],
    }),
  );
  const impact = Array.from({ length: 30 }, (_, index) => `line ${index}\n# heading`);
  const state = stateAfter([opened, finished('ladder', { facts: { impact } })]);
  const text = renderChat(createReport({ state, diagnosis: { ...diagnosis, axes }, runbook }));
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(15);
  expect(text).not.toContain('\u001b');
  expect(text).not.toMatch(/^#|[^\\]\*h|<b>/m);
});
