import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CheckResult, Event, NewEvent } from '../../src/incident/events.ts';
import { createState, fold, lastUndoable, update } from '../../src/incident/update.ts';
import { parseRunbook } from '../../src/runbook/parse.ts';

const text = readFileSync(new URL('../fixtures/runbooks/small.yaml', import.meta.url), 'utf8');
const { runbook } = parseRunbook(text, 'small.yaml');
// One more check, that changes something.
const withWrite = parseRunbook(
  text.replace(
    '      - id: asked\n',
    '      - id: resend\n        risk: write\n        http: {url: https://depot.test/resend, method: POST}\n      - id: asked\n',
  ),
  'small.yaml',
).runbook;

const stamp = (events: readonly NewEvent[]): readonly Event[] =>
  events.map((event, index) => ({ ...event, seq: index + 1, at: new Date(index * 1000).toISOString() }) as Event);
const after = (...events: readonly NewEvent[]) => fold(runbook, stamp(events));

const opened: NewEvent = {
  type: 'opened',
  incident: 'i',
  runbook: { id: 'lost-parcels', title: 'Lost parcels', sha256: '', file: 'small.yaml' },
  inputs: {},
  window: null,
  evidence: null,
  tool: 't',
};
const result: CheckResult = {
  status: 'fail',
  outcome: 'some',
  say: 'seen',
  facts: {},
  evidence: [],
  command: null,
  startedAt: '',
  durationMs: 1,
};
const answered = (choice: string): NewEvent => ({
  type: 'answered',
  step: 'asked',
  answer: { choice, quality: 'looked' },
});

const pastedFor = (source: string): NewEvent => ({
  type: 'pasted',
  source,
  file: `pasted/${source}-1.log`,
  bytes: 9,
  lines: 1,
  sha256: 'a'.repeat(64),
});

/** Events as a walk may bring them, about steps that are there and one that is not. */
const anyEvents = fc
  .array(
    fc.oneof(
      fc.constant<NewEvent>(opened),
      fc.constant<NewEvent>({ type: 'resumed', runbookSha256: '' }),
      fc.constantFrom('scanned', 'gone').map((step): NewEvent => ({ type: 'check-started', step })),
      fc.constantFrom('scanned', 'gone').map((step): NewEvent => ({ type: 'check-finished', step, result })),
      fc.constantFrom('scanned', 'gone').map((step): NewEvent => ({ type: 'check-cancelled', step })),
      fc.constantFrom('took', 'refused', 'nonsense').map(answered),
      fc
        .constantFrom('unknown', 'waiting', 'cannot-get', 'skipped')
        .map((as): NewEvent => ({ type: 'set-back', step: 'search', as, reason: 'r' }) as NewEvent),
      fc.nat({ max: 30 }).map((target): NewEvent => ({ type: 'undone', target })),
      fc.constantFrom('scans', 'gone').map(pastedFor),
      fc.string().map((said): NewEvent => ({ type: 'noted', text: said })),
    ),
    { maxLength: 30 },
  )
  // An undo names an event before it.
  .map((events) =>
    stamp(
      events.map((event, index) =>
        event.type === 'undone' ? { ...event, target: event.target % Math.max(index, 1) } : event,
      ),
    ),
  );

test('folding a journal gives what its events gave one by one', () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      let state = createState(runbook);
      for (const [index, event] of events.entries()) {
        [state] = update(state, event, runbook);
        expect(state).toEqual(fold(runbook, events.slice(0, index + 1)));
      }
    }),
    { numRuns: 300 },
  );
});

test('what was taken back leaves no trace but its events', () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      const target = lastUndoable(events);
      if (target === undefined) return;
      const undone = [...events, { type: 'undone', target: target.seq, seq: events.length + 1, at: 'now' } as Event];
      const without = events.filter((event) => event !== target);
      const { events: _, updatedAt: __, ...rest } = fold(runbook, undone);
      expect(rest).toEqual({ ...fold(runbook, without), events: undefined, updatedAt: undefined, ...rest });
      expect(lastUndoable(undone)).not.toBe(target);
    }),
    { numRuns: 300 },
  );
});

test('undo brings the answer before back, then none at all', () => {
  const events = [opened, answered('took'), answered('refused')];
  expect(after(...events).steps.get('asked')).toMatchObject({ status: 'pass', outcome: 'refused', seq: 3 });
  expect(after(...events, { type: 'undone', target: 3 }).steps.get('asked')).toMatchObject({ outcome: 'took', seq: 2 });
  expect(
    after(...events, { type: 'undone', target: 3 }, { type: 'undone', target: 2 }).steps.get('asked'),
  ).toMatchObject({ status: 'pending', outcome: null, seq: 0 });
});

test('only what a person said can be taken back, the newest first, each once', () => {
  const events = stamp([
    opened,
    answered('took'),
    { type: 'noted', text: 'x' },
    { type: 'check-finished', step: 'scanned', result },
    { type: 'undone', target: 3 },
  ]);
  expect(lastUndoable(events)?.seq).toBe(2);
  expect(lastUndoable(stamp([opened, { type: 'check-started', step: 'scanned' }]))).toBeUndefined();
});

test('a pasted text starts what reads it afresh, its undo too; going on, what had not run since', () => {
  const afresh = [{ type: 'run-check', step: 'scanned', afresh: true }];
  const events = stamp([opened, { type: 'check-finished', step: 'scanned', result }, pastedFor('scans')]);
  const [pasted, effects] = update(fold(runbook, events.slice(0, -1)), events.at(-1) as Event, runbook);
  expect(effects).toEqual(afresh);
  expect(pasted.pasted).toMatchObject([{ source: 'scans', file: 'pasted/scans-1.log', seq: 3 }]);
  const resumed = { type: 'resumed', runbookSha256: '', seq: 4, at: 'now' } as Event;
  expect(update(pasted, resumed, runbook)[1]).toEqual([{ type: 'run-check', step: 'scanned' }]);

  const again: NewEvent = { type: 'check-finished', step: 'scanned', result: { ...result, outcome: 'none' } };
  const read = stamp([opened, { type: 'check-finished', step: 'scanned', result }, pastedFor('scans'), again]);
  const undone = { type: 'undone', target: 3, seq: 5, at: 'now' } as Event;
  const [state, more] = update(fold(runbook, read), undone, runbook);
  expect(more).toEqual(afresh);
  expect(state.pasted).toEqual([]);
  expect(state.steps.get('scanned')).toMatchObject({ outcome: 'some', seq: 2 });
});

test('opening starts every check that only reads', () => {
  const [state, effects] = update(createState(withWrite), stamp([opened])[0] as Event, withWrite);
  expect(effects).toEqual([{ type: 'run-check', step: 'scanned' }]);
  expect(state.opening).toMatchObject({ incident: 'i', tool: 't' });
  expect(state.openedAt).toBe('1970-01-01T00:00:00.000Z');
});

test.each<[string, readonly NewEvent[], string, readonly string[]]>([
  ['has not begun', [], 'pending', ['scanned']],
  ['had begun', [{ type: 'check-started', step: 'scanned' }], 'interrupted', ['scanned']],
  [
    'was cancelled',
    [
      { type: 'check-started', step: 'scanned' },
      { type: 'check-cancelled', step: 'scanned' },
    ],
    'interrupted',
    ['scanned'],
  ],
  [
    'is done',
    [
      { type: 'check-started', step: 'scanned' },
      { type: 'check-finished', step: 'scanned', result },
    ],
    'fail',
    [],
  ],
  [
    'was run again and had begun',
    [
      { type: 'check-finished', step: 'scanned', result },
      { type: 'check-started', step: 'scanned' },
    ],
    'interrupted',
    ['scanned'],
  ],
])('going on, a check that %s', (_, before, status, again) => {
  const events = stamp([opened, ...before, { type: 'resumed', runbookSha256: '' }]);
  const [state, effects] = update(fold(runbook, events.slice(0, -1)), events.at(-1) as Event, runbook);
  expect(state.steps.get('scanned')?.status).toBe(status);
  expect(effects.map(({ step }) => step)).toEqual(again);
  expect(state.resumes).toBe(1);
});

test('a check that had begun again keeps its earlier result until it has another', () => {
  const state = after(
    opened,
    { type: 'check-finished', step: 'scanned', result },
    { type: 'check-started', step: 'scanned' },
    { type: 'resumed', runbookSha256: '' },
  );
  expect(state.steps.get('scanned')).toMatchObject({ status: 'interrupted', outcome: 'some', result });
});

test('a step that changes something never starts by itself, not even when it was interrupted', () => {
  const events = stamp([opened, { type: 'check-started', step: 'resend' }, { type: 'resumed', runbookSha256: '' }]);
  const [state, effects] = update(fold(withWrite, events.slice(0, -1)), events.at(-1) as Event, withWrite);
  expect(state.steps.get('resend')?.status).toBe('interrupted');
  expect(effects).toEqual([{ type: 'run-check', step: 'scanned' }]);
});

test.each([
  ['unknown', 'skipped'],
  ['skipped', 'skipped'],
  ['waiting', 'waiting'],
  ['cannot-get', 'blocked'],
] as const)('a setback "%s" makes a question %s, and an answer lifts it', (as, status) => {
  const setBack: NewEvent = { type: 'set-back', step: 'asked', as, reason: 'on holiday' };
  expect(after(answered('took'), setBack).steps.get('asked')).toMatchObject({
    status,
    outcome: null,
    setback: { as, reason: 'on holiday' },
  });
  expect(after(answered('took'), setBack).steps.get('asked')).not.toHaveProperty('answer');
  expect(after(setBack, answered('took')).steps.get('asked')).not.toHaveProperty('setback');
});

test('remarks are kept in order, with the step they are about', () => {
  const state = after(
    { type: 'noted', text: 'a' },
    { type: 'noted', text: 'b', step: 'asked' },
    { type: 'undone', target: 1 },
  );
  expect(state.remarks).toEqual([{ seq: 2, at: '1970-01-01T00:00:01.000Z', text: 'b', step: 'asked' }]);
});

test('an event about a step that the runbook no longer has is kept and changes nothing else', () => {
  const state = after(opened, { type: 'check-finished', step: 'gone', result });
  expect(state.events).toHaveLength(2);
  expect(state.steps).toEqual(after(opened).steps);
});
