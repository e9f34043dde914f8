import { expect, test } from 'vitest';
import type { Event, NewEvent } from '../../src/incident/events.ts';
import { listWaiting } from '../../src/incident/waiting.ts';
import { renderAgo } from '../../src/report/ago.ts';

const asked = (step: string, from: string): NewEvent => ({ type: 'set-back', step, as: 'waiting', from });
const stamp = (events: readonly NewEvent[]) =>
  events.map((event, index) => ({ ...event, seq: index + 1, at: `2026-05-12T12:0${index}:00Z` }) as Event);

test('what is waited for is listed with whom and since when, the oldest first, without what was answered or taken back', () => {
  const events: readonly NewEvent[] = [
    asked('b', 'CRM'),
    asked('a', 'Shop'),
    asked('c', 'Shop'),
    asked('d', 'Shop'),
    { type: 'answered', step: 'a', answer: { choice: 'x', quality: 'looked' } },
    { type: 'set-back', step: 'd', as: 'unknown' },
    asked('e', 'Infra'),
    { type: 'undone', target: 7 },
  ];
  expect(listWaiting(stamp(events))).toEqual([
    { step: 'b', from: 'CRM', since: '2026-05-12T12:00:00Z' },
    { step: 'c', from: 'Shop', since: '2026-05-12T12:02:00Z' },
  ]);
});

test.each([
  [59_999, 'just now'],
  [60_000, '1 min ago'],
  [3_599_999, '59 min ago'],
  [2 * 3_600_000, '2 h ago'],
  [47 * 3_600_000, '47 h ago'],
  [49 * 3_600_000, '2 d ago'],
  [-5, 'just now'],
])('%d ms is %s', (ms, text) => {
  expect(renderAgo(ms)).toBe(text);
});
