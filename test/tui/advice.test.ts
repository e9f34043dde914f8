import { expect, test } from 'vitest';
import type { AxisVerdict, Diagnosis, NextStep } from '../../src/diagnosis/diagnosis.ts';
import type { Line } from '../../src/tui/line.ts';
import { nextStep } from '../../src/tui/next-step.ts';
import { whyLines } from '../../src/tui/overlays/why.ts';
import { nextLines } from '../../src/tui/panels/ranking.ts';
import { stripLines } from '../../src/tui/panels/strip.ts';
import { sampleDiagnosis } from './sample-diagnosis.ts';
import { createSampleSession } from './sample-session.ts';
import { createWorld } from './stage.ts';

const worldWith = (diagnosis: Partial<Diagnosis>) =>
  createWorld({ session: createSampleSession({ diagnosis: { ...sampleDiagnosis, ...diagnosis } }) });

/** Rows as texts; how far apart their ends are does not matter here. */
const textOf = (lines: readonly Line[]) =>
  lines.map(({ spans }) =>
    spans
      .map(({ text }) => text)
      .join('')
      .trimEnd()
      .replace(/(?<=\S) {2,}/g, ' … '),
  );

const step = (id: string, observation: string): NextStep => ({
  step: id,
  observation,
  gainBits: 0.4,
  minutes: 4,
  why: 'separates fire from flood',
});

const message = {
  party: 'aspin',
  steps: ['ui_events', 'retry_settings', 'intervals'],
  gainBits: 0.7,
  minutes: 5,
  why: '',
};

test('questions that go into one message are one thing to do next, with their names and its minutes', () => {
  const next = [step('same_key', 'key_pattern'), step('ui_events', 'ui_events')];
  const world = worldWith({ next, messages: [message] });
  expect(textOf(nextLines(world, 70))).toEqual([
    'Next',
    '1 Same Idempotency-Key? … ~4 min',
    '  separates fire from flood',
    '2 One message to ASPIn Backend: 2 questions … ~5 min',
    '  How many submit events does the registration page show?; Retry',
    '  settings',
  ]);
});

test('advice that leaves the order of the phases says so, and why', () => {
  const next = [step('ui_events', 'ui_events'), step('same_key', 'key_pattern')];
  const world = worldWith({ next, messages: [message] });
  expect(textOf(nextLines(world, 90)).slice(1, 5)).toEqual([
    '1 One message to ASPIn Backend: 2 questions … ~5 min',
    '  How many submit events does the registration page show?; Retry settings',
    '  Ahead of its phase: it tells more a minute than what is open in “Immediate triage”',
    '2 Same Idempotency-Key? … ~4 min',
  ]);
  expect(textOf(stripLines(world, 90)).at(-1)).toBe('Next One message to ASPIn Backend: 2 questions … ~5 min');
  const alone = worldWith({ next: next.slice(0, 1) });
  expect(textOf(nextLines(alone, 90))).toContain(
    '  Ahead of its phase: nothing open in “Immediate triage” would change the ranking much',
  );
});

test('a party is asked in one go: the next question stays in its message until that is through', () => {
  const retries = { ...message, steps: ['retry_settings'] };
  const headers = { ...message, party: 'partnercrm', steps: ['same_key'] };
  const next = [step('same_key', 'key_pattern'), step('retry_settings', 'retries'), step('ui_events', 'ui_events')];
  const whole = worldWith({ next, messages: [headers, { ...message, steps: ['ui_events', 'retry_settings'] }] });
  expect(nextStep(whole, undefined)).toBe('same_key');
  expect(nextStep(whole, 'same_key')).toBe('ui_events');
  expect(nextStep(whole, 'ui_events')).toBe('retry_settings');
  expect(nextStep(whole, 'retry_settings')).toBe('same_key');
  // Answered and planned anew, though another party has become worth more.
  expect(nextStep(worldWith({ next: next.slice(0, 2), messages: [headers, retries] }), 'ui_events')).toBe(
    'retry_settings',
  );
  expect(nextStep(worldWith({ next: next.slice(0, 1), messages: [headers] }), 'retry_settings')).toBe('same_key');
});

test('why tells of each verdict what would change it, what it would become, and what carries it', () => {
  const [first] = sampleDiagnosis.axes;
  if (first === undefined) throw new Error('no axis');
  const asked = { step: 'ui_events', observation: 'ui_events', question: 'How many submits?' };
  const axis: AxisVerdict = {
    ...first,
    hinges: {
      open: [
        {
          ...asked,
          opening: 'possible',
          outcome: 'several',
          answer: 'Several',
          state: 'leading',
          leader: 'user-resubmit',
          leadDb: 3.9,
        },
        {
          ...asked,
          opening: 'blocked',
          outcome: 'one',
          answer: 'One',
          state: 'settled',
          leader: first.leader,
          leadDb: 14.2,
        },
      ],
      known: [
        {
          step: 'intervals',
          observation: 'intervals',
          say: 'Three, 2 s apart',
          state: 'open',
          leader: 'other',
          leadDb: 1,
        },
      ],
    },
  };
  const rows = textOf(whyLines(worldWith({ axes: [axis] }), { step: 'same_key', isScoreFirst: true, columns: 80 }));
  const from = rows.indexOf('What would change it');
  expect(rows.slice(from, from + 8)).toEqual([
    'What would change it',
    '  How many submits? “Several” (ui_events)',
    '    User submits the form again instead, not settled, 3 points ahead',
    '  How many submits? “One” (ui_events, cannot be had as things stand)',
    '    settled, 14 points ahead instead of 12',
    'What carries it',
    '  Three, 2 s apart (intervals)',
    '    without it: open, with no cause on the list ahead by enough',
  ]);
});
