import { expect, test } from 'vitest';
import type { Event, NewEvent } from '../../src/incident/events.ts';
import { fold } from '../../src/incident/update.ts';
import { renderHandover } from '../../src/report/handover.ts';
import { createReport } from '../../src/report/report.ts';
import { axisVerdict, diagnosis, opened, ranked, runbook, stateAfter, walked } from '../helpers/incident-fixture.ts';

const handoverOf = (events: readonly NewEvent[], holder?: string) =>
  renderHandover(createReport({ state: stateAfter(events), diagnosis, runbook }), { holder });

/** The lines under a heading. */
function part(text: string, title: string): readonly string[] {
  const lines = text
    .slice(text.indexOf(`## ${title}\n`))
    .split('\n')
    .slice(2);
  return lines.slice(0, lines.indexOf(''));
}

test('a handover says where the walk stands, what is possible and what was ruled out by which fact', () => {
  const text = handoverOf(walked);
  expect(text.split('\n')[0]).toBe('# Handover: Duplicate orders');
  expect(part(text, 'Where we are')).toEqual([
    '- 1 order in 1 window. (`edge_status`)',
    '- What sent the order twice? The proxy sends it again: very likely, settled, 20 dB ahead of the next',
    '- Why did the repeat become an order? No idempotency key is sent: likely, not settled, 6 dB ahead of the next',
    '- 4 of 8 steps done, 2 found something wrong',
  ]);
  expect(part(text, 'Still possible, and ruled out')).toEqual([
    '- What sent the order twice?',
    '  - Possible: The proxy sends it again (very likely; for it `ladder`)',
    '  - Ruled out by `ladder` (one request left the shop, two reached the CRM): Somebody clicked twice; The shop retries after a time-out',
    '- Why did the repeat become an order?',
    '  - Possible: No idempotency key is sent (likely; for it `same_key`); The CRM checks and then inserts (possible)',
  ]);
});

test('a handover names whom an answer is awaited from and since when, and the next step', () => {
  const text = handoverOf(walked);
  expect(part(text, 'Waited for')).toEqual([
    expect.stringMatching(/, since 2026-05-12T12:00:05Z: .* \(`customers`\)$/),
  ]);
  expect(part(text, 'Next')[0]).toMatch(/^1\. .*\(`crm_inserts`\), about 1 min: separates No idempotency key is sent/);
});

test('a handover says what to leave alone: contradictions, results that are old, and what has no place any more', () => {
  const text = handoverOf([
    ...walked,
    { type: 'went-stale', steps: [{ step: 'ladder', why: 'crm-edge.log has changed since' }] },
  ]);
  expect(part(text, 'Leave alone')).toEqual(
    expect.arrayContaining([
      expect.stringContaining('Sources disagree: “one request left the shop” (checked) against'),
      '- May no longer hold: `ladder` (crm-edge.log has changed since)',
    ]),
  );
  expect(part(text, 'Go on')[0]).toBe('- Nobody has it open: `causebook resume dup-1 --refresh`');
});

test('a handover says who has the incident open, and how the pen moves', () => {
  expect(part(handoverOf(walked, 'anna on laptop'), 'Go on')).toEqual([
    '- anna on laptop has it open. To take over: `causebook resume dup-1 --take`',
    '- To watch: `causebook show dup-1 --follow` · The whole note: `causebook note dup-1`',
  ]);
});

test('a handover has at most 60 lines however much there is, and the same journal gives the same bytes', () => {
  const by = { ...ladderOf(1), db: -15 };
  const many = {
    axes: Array.from({ length: 9 }, (_, axis) =>
      axisVerdict(`axis-${axis}`, {
        hypotheses: Array.from({ length: 12 }, (_, at) =>
          ranked(`h-${axis}-${at}`, { word: 'unlikely', against: [{ ...by, step: `step-${at}` }] }),
        ),
      }),
    ),
    next: Array.from({ length: 9 }, (_, at) => ({ ...next, step: `step-${at}` })),
    messages: [],
    contradictions: Array.from({ length: 30 }, () => contradiction),
  };
  const state = stateAfter([opened, ...waiting]);
  const render = () => renderHandover(createReport({ state, diagnosis: many, runbook }), { holder: 'anna on laptop' });
  expect(render().trimEnd().split('\n').length).toBeLessThanOrEqual(60);
  expect(render()).toContain('more: see the note');
  expect(render()).toBe(render());
});

const [next] = diagnosis.next as [(typeof diagnosis.next)[number]];
const [contradiction] = diagnosis.contradictions as [(typeof diagnosis.contradictions)[number]];
const waiting = runbook.runbook.phases
  .flatMap(({ steps }) => steps)
  .filter(({ ask }) => ask !== undefined)
  .map(({ id }): NewEvent => ({ type: 'set-back', step: id, as: 'waiting' }));

function ladderOf(db: number) {
  const found = diagnosis.axes[0]?.hypotheses[0]?.for[0];
  if (found === undefined) throw new Error('the fixture has no fact');
  return { ...found, db };
}

test('what had begun to change something and did not finish is told', () => {
  const { runbook: written } = runbook;
  const phases = written.phases.map((phase) => ({
    ...phase,
    steps: phase.steps.map((step) => (step.id === 'ladder' ? { ...step, risk: 'write' as const } : step)),
  }));
  const events = [opened, { type: 'check-started', step: 'ladder' }, { type: 'resumed', runbookSha256: 'x' }] as const;
  const stamped = events.map((event, index) => ({ ...event, seq: index + 1, at: '2026-05-12T12:00:00Z' }) as Event);
  const changed = { ...written, phases };
  const report = createReport({
    state: fold(changed, stamped),
    diagnosis: { axes: [], next: [], messages: [], contradictions: [] },
    runbook: { ...runbook, runbook: changed },
  });
  expect(part(renderHandover(report), 'Leave alone')[0]).toBe(
    '- `ladder` changes something and did not finish (interrupted before it had finished): find out what it has done before it runs again',
  );
});
