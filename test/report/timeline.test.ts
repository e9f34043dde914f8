import { expect, test } from 'vitest';
import type { NewEvent } from '../../src/incident/events.ts';
import { instant } from '../../src/report/instant.ts';
import { createReport } from '../../src/report/report.ts';
import { diagnosis, finished, opened, runbook, stateAfter } from '../helpers/incident-fixture.ts';

function timelineOf(...events: readonly NewEvent[]) {
  return createReport({ state: stateAfter([opened, ...events]), diagnosis, runbook }).timeline;
}

test('entries come as they happened, each once, the unreadable last', () => {
  const timeline = [
    { at: 'about noon', what: 'c', source: 's' },
    { at: '2026-05-12T10:00:00.5Z', what: 'b', source: 's' },
    { at: '2026-05-12 13:00:00+03:00', what: 'a', source: '' },
    { at: '2026-05-12 13:00:00+03:00', what: 'a', source: '' },
  ];
  expect(timelineOf(finished('ladder', { facts: { timeline } }))).toEqual([
    { at: '2026-05-12T10:00:00Z', what: 'a', source: 'ladder', step: 'ladder' },
    { at: '2026-05-12T10:00:00.500Z', what: 'b', source: 's', step: 'ladder' },
    { at: 'about noon', what: 'c', source: 's', step: 'ladder' },
  ]);
});

test('facts that are no timeline are left alone', () => {
  const wrong = [null, 'x', [], { at: 1 }, { what: 'x' }, { at: true, what: 'x' }];
  expect(
    timelineOf(
      finished('ladder', { facts: { timeline: wrong } }),
      finished('edge_status', { facts: { timeline: 'x' } }),
    ),
  ).toEqual([]);
});

test('answers and remarks count where they name an instant, by that instant', () => {
  const text = 'deployed at 2026-05-12T09:00Z';
  expect(
    timelineOf(
      { type: 'answered', step: 'deploys', answer: { text, by: 'Shop', quality: 'recollected' } },
      { type: 'noted', text: 'rolled back 2026-05-12 12:10 UTC' },
    ),
  ).toEqual([
    { at: '2026-05-12T09:00:00Z', what: text, source: 'deploys, said by Shop', step: 'deploys' },
    { at: '2026-05-12T12:10:00Z', what: 'rolled back 2026-05-12 12:10 UTC', source: 'remark' },
  ]);
});

test('what has been undone is not in it', () => {
  const answered: NewEvent = {
    type: 'answered',
    step: 'deploys',
    answer: { text: 'at 2026-05-12T09:00Z', quality: 'looked' },
  };
  expect(timelineOf(answered, { type: 'undone', target: 2 })).toEqual([]);
});

test.each([
  ['2026-05-12T10:00:00Z', '2026-05-12T10:00:00Z'],
  ['2026-05-12 10:00', '2026-05-12T10:00:00Z'],
  ['2026-05-12 10:00:00.25 UTC', '2026-05-12T10:00:00.250Z'],
  [1778580000000, '2026-05-12T10:00:00Z'],
  ['noon', undefined],
])('the instant %j is read as %j whatever the zone of the machine', (given, read) => {
  expect(instant(given)).toBe(read);
});
