import { expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { parseCondition } from '../../../src/logs/condition.ts';
import type { LogEvent } from '../../../src/logs/log-event.ts';
import { createCommon } from '../../../src/logs/questions/common.ts';
import { createQuestion, type QuestionSpec } from '../../../src/logs/questions/create-question.ts';
import { createOverTime } from '../../../src/logs/questions/over-time.ts';
import { createPercentiles } from '../../../src/logs/questions/percentiles.ts';
import { lanesOf } from '../../../src/plot/arrivals.ts';
import { ask, logEvent } from '../../helpers/log-events.ts';

const noon = Date.parse('2026-05-12T12:00:00Z');
const at = (ms: number, fields: LogEvent['fields'] = {}, resolutionMs = 1) =>
  logEvent({ ref: Math.round(ms), at: noon + ms, resolutionMs, fields });
const answer = (spec: QuestionSpec, events: readonly LogEvent[]) => ask(createQuestion(spec), [events]);

test.each<[string, QuestionSpec, readonly LogEvent[], string]>([
  ['no event', { kind: 'count' }, [], 'no events'],
  ['one event', { kind: 'count' }, [at(0)], '1 event, at 2026-05-12T12:00:00Z'],
  [
    'events with and without a time',
    { kind: 'count' },
    [at(0), at(90_000), logEvent({ ref: 7 })],
    '3 events from 2026-05-12T12:00:00Z to 2026-05-12T12:01:30Z (1.5 min); 1 without a time',
  ],
  ['no time at all', { kind: 'count' }, [logEvent({ ref: 7 })], '1 event, none with a time'],
  ['no key', { kind: 'repeats', by: 'cust' }, [at(0)], 'the one event has no cust'],
  [
    'no repeats',
    { kind: 'repeats', by: 'cust' },
    [at(0, { cust: 'a' }), at(1, { cust: 'b' })],
    'none of 2 values of cust comes more than once',
  ],
  [
    'three requests two seconds apart',
    { kind: 'repeats', by: 'cust', within: 10_000 },
    [0, 2010, 4000, 60_000].map((ms) => at(ms, { cust: 'CUST_7890' })).concat(at(5, { cust: 'CUST_1' })),
    '1 of 2 values of cust comes again within 10 s: CUST_7890 3 times, 2.01 s, 1.99 s apart',
  ],
  [
    'stamps of whole seconds',
    { kind: 'repeats', by: 'cust' },
    [0, 0, 2000].map((ms) => at(ms, { cust: 'c' }, 1000)),
    '1 of 1 values of cust comes more than once: c 3 times, <1 s, 2 s ±1 s apart',
  ],
  [
    'many repeats',
    { kind: 'repeats', by: '/x/' },
    Array.from({ length: 30 }, (_, n) => ({ ...at(n * n), raw: 'x' })),
    '1 of 1 keys comes more than once: x 30 times, 1 ms to 57 ms apart',
  ],
  [
    'counts over time',
    { kind: 'over-time', of: 'status' },
    [at(0, { status: 200 }), at(61_000, { status: 500 }), at(62_000, { status: 500 })],
    '3 events by status (500 2, 200 1), most in the 5 s from 2026-05-12T12:01:00Z',
  ],
  [
    'the first after a moment',
    { kind: 'first-after', at: noon + 500 },
    [at(700), at(0), at(900)],
    'the first comes 200 ms after 2026-05-12T12:00:00.500Z, of 2 events',
  ],
  [
    'a stamp that may lie on either side',
    { kind: 'first-after', at: noon + 500 },
    [at(0, {}, 1000), at(2000, {}, 1000)],
    'the first comes 1.5 s ±1 s after 2026-05-12T12:00:00.500Z, of 1 event; 1 event stamped just before may also be after it',
  ],
  [
    'a moment finer than the stamps, which may lie on either side of it',
    { kind: 'first-after', at: noon + 500.5 },
    [at(499), at(500), at(501), at(900)],
    'the first comes 0.5 ms ±1 ms after 2026-05-12T12:00:00.500500Z, of 2 events; 1 event stamped just before may also be after it',
  ],
  [
    'nothing after it',
    { kind: 'first-after', at: noon + 500 },
    [at(0)],
    'nothing at or after 2026-05-12T12:00:00.500Z',
  ],
  [
    'percentiles by group',
    { kind: 'percentiles', of: 'ms', by: 'node' },
    [at(0, { ms: 10, node: 'a' }), at(1, { ms: '2000.5', node: 'b' }), at(2, { ms: '-', node: 'b' }), at(3)],
    'ms of 2 events: half up to 10, 95 % up to 2001, at most 2001 (nearest rank); largest for node b (95 % up to 2001); 2 events without a number',
  ],
])('%s', (_, spec, events, say) => {
  expect(answer(spec, events).say).toBe(say);
});

const window = { fromMs: noon, toMs: noon + 10_000 };
const timeless = logEvent({ ref: 7, fields: { status: 200 } });
const nowhere = { kind: 'over-time', of: 'nosuch' } as const;
const byNode = { kind: 'percentiles', of: 'ms', by: 'node' } as const;

test.each<[QuestionSpec, readonly LogEvent[], string]>([
  [{ kind: 'repeats', by: 'nosuch' }, [], 'no events'],
  [{ kind: 'repeats', by: 'nosuch' }, [at(0), at(1)], 'none of 2 events has nosuch'],
  [{ kind: 'repeats', by: '/x=(y)/' }, [at(0)], 'the one event does not match /x=(y)/'],
  [{ kind: 'keys', by: 'nosuch' }, Array.from({ length: 2000 }, (_, n) => at(n)), 'none of 2,000 events has nosuch'],
  [{ kind: 'keys', by: '/x=(y)/' }, [at(0), at(1)], 'none of 2 events matches /x=(y)/'],
  [{ kind: 'keys', by: 'nosuch' }, [], '0 keys in 0 events'],
  [nowhere, [at(0), at(1)], 'none of 2 events has nosuch'],
  [nowhere, [at(0), at(1), timeless], 'none of 2 events with a time has nosuch'],
  [{ ...nowhere, window }, [at(0), at(1), at(60_000)], 'none of 2 events in the window has nosuch'],
  [nowhere, [timeless], 'no event has a time'],
  [{ ...nowhere, window }, [at(60_000)], 'no events in the window'],
  [{ kind: 'over-time' }, [], 'no events'],
  [byNode, [], 'no events'],
  [byNode, [at(0), at(1, { ms: null })], 'none of 2 events has ms'],
  [byNode, [at(0, { ms: 1 }), at(1, { ms: 2 })], 'none of 2 events has node'],
  [byNode, [at(0, { ms: 1 }), at(1, { ms: 2 }), at(3)], 'none of 2 events with a number as ms has node'],
  [byNode, [at(0, { ms: 'x' }), at(1)], 'no event has a number as ms; 2 events without a number'],
])('a field that no event has is told apart from an answer (%j)', (spec, events, say) => {
  expect(answer(spec, events).say).toBe(say);
});

test('repeats give the facts of the worst key by the names a rule asks for', () => {
  const { facts, refs, pictures } = answer(
    { kind: 'repeats', by: 'cust' },
    [0, 2010, 4000].map((ms) => at(ms, { cust: 'CUST_7890' })),
  );
  expect(facts).toEqual({
    n: 3,
    keys: 1,
    unkeyed: 0,
    repeated_keys: 1,
    repeats: 2,
    at_least: false,
    worst: 'CUST_7890',
    worst_n: 3,
    gaps_ms: [2010, 1990],
    gap_ms: 1990,
    spread_ms: 20,
    resolution_ms: 1,
    first: '2026-05-12T12:00:00Z',
    last: '2026-05-12T12:00:04Z',
  });
  expect(refs).toEqual([0, 2010, 4000]);
  expect(pictures).toEqual([
    {
      kind: 'arrivals',
      title: 'When each cust came',
      marks: [0, 2010, 4000].map((ms) => ({ at: noon + ms, lane: 'CUST_7890' })),
    },
  ]);
});

test('a key without any time has no first and no last', () => {
  const { facts } = answer(
    { kind: 'repeats', by: 'cust' },
    [1, 2].map((ref) => logEvent({ ref, fields: { cust: 'a' } })),
  );
  expect([facts.worst_n, facts.first, facts.last, facts.gap_ms]).toEqual([2, null, null, null]);
});

test('one gap has no spread', () => {
  const { facts } = answer({ kind: 'repeats', by: 'cust' }, [at(0, { cust: 'a' }), at(5, { cust: 'a' })]);
  expect([facts.gaps_ms, facts.spread_ms]).toEqual([[5], null]);
});

test('over a window, the picture shows the quiet at its ends', () => {
  const window = { fromMs: noon, toMs: noon + 10_000 };
  const { facts, pictures } = answer({ kind: 'over-time', window }, [at(4000), at(4100), at(60_000)]);
  expect([facts.n, facts.outside]).toEqual([2, 1]);
  expect(pictures).toEqual([
    {
      kind: 'heat',
      title: 'Events over time',
      fromMs: noon,
      everyMs: 1000,
      rows: [{ label: 'events', counts: [0, 0, 0, 0, 2, 0, 0, 0, 0, 0] }],
    },
  ]);
});

test('the instant at which a window ends has a cell of its own only where something happened in it', () => {
  const window = { fromMs: noon, toMs: noon + 3000 };
  const draw = (...events: readonly LogEvent[]) => answer({ kind: 'over-time', window }, events).pictures;
  expect(draw(at(1000))).toMatchObject([{ rows: [{ counts: [0, 1, 0] }] }]);
  expect(draw(at(1000), at(3000))).toMatchObject([{ rows: [{ counts: [0, 1, 0, 1] }] }]);
});

test('repeats are drawn from all events, however many there are, and what is left out is said', () => {
  const often = Array.from({ length: 600 }, (_, n) => at(n * 1000, { cust: 'a' }));
  const others = Array.from({ length: 11 }, (_, n) => [at(0, { cust: `b${n}` }), at(9, { cust: `b${n}` })]).flat();
  const draw = (spec: object, events: readonly LogEvent[]) => {
    const [picture] = answer({ kind: 'repeats', by: 'cust', ...spec }, events).pictures;
    if (picture?.kind !== 'arrivals') throw new Error('nothing is drawn');
    return { title: picture.title, lane: lanesOf(picture)[0] };
  };
  const all = draw({}, [...often, ...others]);
  expect(all.title).toBe('When each cust came (the 8 that came most often, of 12)');
  expect([all.lane?.n, all.lane?.at[0], all.lane?.at.at(-1)]).toEqual([600, noon, noon + 599_000]);
  expect(draw({ within: 1000 }, often)).toMatchObject({ title: 'When each cust came', lane: { n: 600 } });
  const unstamped = [at(0, { cust: 'a' }), at(1, { cust: 'a' }), logEvent({ ref: 7, fields: { cust: 'a' } })];
  expect(draw({}, unstamped).title).toBe('When each cust came (1 without a time left out)');
});

test('beyond 50 values the rest is other, and beyond the limit they are not told apart', () => {
  const many = Array.from({ length: 60 }, (_, n) => at(n % 7, { id: `v${n}` }));
  const { rows, facts } = answer({ kind: 'over-time', of: 'id', everyMs: 1000 }, many);
  expect(rows.length).toBe(51);
  expect(rows.at(-1)).toEqual({ at: '2026-05-12T12:00:00Z', value: 'other', n: 10 });
  expect(facts.values).toBe(60);
  const [picture] = answer({ kind: 'over-time', of: 'id', everyMs: 1000 }, many).pictures;
  expect(picture?.kind === 'heat' && picture.rows.at(-1)).toEqual({ label: 'other', counts: [10], values: 10 });
  const few = createOverTime({ of: 'id', everyMs: 1000 }, { values: 59, spans: 100, cells: 100 });
  const told = ask(few, [many.slice(0, 30), many.slice(30)]);
  expect(told.rows).toEqual([{ at: '2026-05-12T12:00:00Z', n: 60 }]);
  expect(told.say).toBe('60 events by id (id has too many values to tell apart)'.replace('by id ', ''));
});

test('more spans than anyone could want are refused', () => {
  const question = createOverTime({ everyMs: 1 }, { values: 9, spans: 3, cells: 100 });
  expect(() => ask(question, [[0, 1, 2, 3].map((ms) => at(ms))])).toThrow('more than 3 spans of 1 ms');
});

test.each([
  [0, '0 ms is too short for a span of time'],
  [-5000, '-5 s is too short for a span of time'],
  [0.5, '0.5 ms is too short for a span of time'],
  [Number.NaN, 'NaN ms is too short for a span of time'],
  [86_400_000 * 1e9, '1000000000 d is too long for a span of time'],
  [Number.POSITIVE_INFINITY, 'Infinity d is too long for a span of time'],
])('spans of %s ms are refused', (everyMs, message) => {
  expect(() => createQuestion({ kind: 'over-time', everyMs })).toThrow(
    new UserError({ message, hint: 'Write for example 30s, 5m or 1h; the shortest is 1ms.' }),
  );
});

test('beyond the limit of numbers, percentiles are within 0.1 % and say so', () => {
  const values = Array.from({ length: 5000 }, (_, n) => at(n, { ms: 0.01 * 1.004 ** n }));
  const exact = answer({ kind: 'percentiles', of: 'ms' }, values);
  const rough = createPercentiles({ of: 'ms' }, { values: 100, groups: 10 });
  const told = ask(rough, [values.slice(0, 1000), values.slice(1000, 1050), values.slice(1050)]);
  expect(told).toEqual(ask(rough, [[...values].reverse()]));
  expect(told.facts.exact).toBe(false);
  expect(told.say).toMatch(/^ms of 5,000 events: .* \(nearest rank of a histogram, within 0\.1 %\)$/);
  for (const name of ['min', 'p50', 'p90', 'p95', 'p99', 'max', 'mean']) {
    expect(Math.abs(Number(told.facts[name]) / Number(exact.facts[name]) - 1)).toBeLessThanOrEqual(0.001);
  }
});

test('numbers beyond 2^53 are told as an event has them, or in so few digits that nobody takes them for one', () => {
  const ids = [
    '9007199254740993',
    '9007199254740995',
    '9007199254740992',
    '+9007199254740997',
    '12',
    '-9007199254740993',
  ];
  const values = ids.map((id, n) => at(n, { id }));
  const told = ask(createPercentiles({ of: 'id' }), [values.slice(0, 3), values.slice(3)]);
  expect(told).toEqual(ask(createPercentiles({ of: 'id' }), [[...values].reverse()]));
  expect(told.facts).toMatchObject({ min: ids[5], p50: ids[2], p90: ids[3], max: ids[3] });
  expect(told.say).toBe(
    'id of 6 events: half up to 9007199254740992, 95 % up to +9007199254740997, at most +9007199254740997 (nearest rank)',
  );
  const many = Array.from({ length: 11_000 }, (_, n) => at(n, { id: String(9007199254740993n + 1024n * BigInt(n)) }));
  const rounded = ask(createPercentiles({ of: 'id' }), [many.slice(0, 6000), many.slice(6000)]);
  expect(rounded.facts).toMatchObject({ n: 11_000, min: '9.007e+15', p99: '9.007e+15' });
  const rough = ask(createPercentiles({ of: 'id' }, { values: 2, groups: 10 }), [
    ['9100000000000001', '9200000000000001', '9900000000000001'].map((id, n) => at(n, { id })),
  ]);
  expect(rough.facts).toMatchObject({ min: '9100000000000001', p50: '9.192e+15', max: '9900000000000001' });
});

test('negative numbers and zero have their place in the histogram', () => {
  const values = [-5, -1, 0, 0, 2].map((ms, n) => at(n, { ms }));
  const rough = createPercentiles({ of: 'ms' }, { values: 1, groups: 10 });
  const { facts } = ask(rough, [values]);
  expect([facts.min, facts.p50, facts.max]).toEqual([-5, 0, 2]);
});

test('beyond the limit of groups they are not told apart', () => {
  const values = Array.from({ length: 20 }, (_, n) => at(n, { ms: n, id: `v${n}` }));
  const few = createPercentiles({ of: 'ms', by: 'id' }, { values: 100, groups: 10 });
  const told = ask(few, [values.slice(0, 10), values.slice(10)]);
  expect(told).toEqual(ask(few, [values]));
  expect(told.facts.groups).toBeNull();
  expect(told.facts.n).toBe(20);
  expect(told.say).toContain('id has too many values to tell apart');
});

const payments = Array.from({ length: 15 }, (_, n) =>
  at(n, {
    id: `pay_${n}`,
    node: n < 7 ? 'b' : 'a',
    status: n < 7 ? 401 : 200,
    ms: 3 * n,
    trace: { flag: n % 2 === 0 },
  }),
);

test('what the bad ones have in common is told with its chance', () => {
  const { say, facts, rows, refs } = answer({ kind: 'common', bad: [parseCondition('status >= 400')] }, payments);
  expect(say).toBe('7 of 7 bad ones have node=b, 0 of 8 good ones (p = 0.0002, 0.0006 after 4 comparisons)');
  expect(facts).toMatchObject({
    n_bad: 7,
    n_good: 8,
    apart: true,
    field: 'node',
    value: 'b',
    bad_with: 7,
    good_with: 0,
  });
  expect(facts.p).toBeCloseTo(1 / 6435, 12);
  expect(rows[0]).toMatchObject({ field: 'node', value: 'b', difference: 1 });
  expect(rows.some(({ field }) => field === 'trace.flag')).toBe(true);
  expect(refs).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test('what the bad ones have leads, however much clearer it is what they lack', () => {
  const version = (n: number) => (n < 14 ? 'v1' : n < 190 ? 'v2' : n < 200 ? 'v3' : n < 1500 ? 'v1' : 'v2');
  const events = (only: readonly string[]) =>
    Array.from({ length: 2000 }, (_, n) => n)
      .filter((n) => only.includes(version(n)))
      .map((n) => at(n, { status: n < 200 ? 500 : 200, ver: version(n) }));
  const common = { kind: 'common', bad: [parseCondition('status = 500')] } as const;
  // Of two values both are as clear.
  expect(answer(common, events(['v1', 'v2'])).say).toMatch(/^176 of 190 bad ones have ver=v2, 500 of 1,800 good ones/);
  const { say, rows } = answer(common, events(['v1', 'v2', 'v3']));
  expect(say).toMatch(/^176 of 200 bad ones have ver=v2, 500 of 1,800 good ones/);
  expect(rows.map(({ value }) => value)).toEqual(['v2', 'v3', 'v1']);
});

test('a number can set them apart by being large', () => {
  const slow = payments.map((event, n) => ({
    ...event,
    fields: { status: n < 7 ? 499 : 201, ms: n < 7 ? 2000.5 + n : 40 + n },
  }));
  const spec = { kind: 'common', bad: [parseCondition('status = 499')] } as const;
  expect(answer(spec, slow).say).toBe(
    '7 of 7 bad ones have ms >= 2000.5, 0 of 8 good ones (p = 0.0002, 0.0009 after 6 comparisons)',
  );
  const fast = slow.map(({ fields, ...event }) => ({ ...event, fields: { ...fields, ms: -(fields.ms ?? 0) } }));
  expect(answer(spec, fast).facts.value).toBe('< -54');
});

test('of too many numbers, cells are cut in their place', () => {
  const many = Array.from({ length: 900 }, (_, n) =>
    at(n, { status: n < 300 ? 499 : 201, ms: n < 300 ? 2000 + n : n }),
  );
  const { say, facts } = answer({ kind: 'common', bad: [parseCondition('status = 499')] }, many);
  expect(say).toMatch(/^300 of 300 bad ones have ms >= 2000, 0 of 600 good ones/);
  expect(facts.dropped).toBe(1);
});

test('nothing sets them apart when nothing does', () => {
  const bad = [parseCondition('ms > 12')];
  expect(answer({ kind: 'common', bad, fields: ['trace.flag'] }, payments).say).toBe(
    'nothing sets the 10 bad events apart from the 5 good ones',
  );
  expect(answer({ kind: 'common', bad: [parseCondition('ms < 0')] }, payments).say).toBe(
    'none of 15 events is a bad one',
  );
  expect(answer({ kind: 'common', bad: [parseCondition('ms >= 0')] }, payments).say).toBe(
    'all 15 events are bad ones: there are no good ones to compare with',
  );
});

test('a field that no event has is told, be it to compare or to judge by', () => {
  const bad = [parseCondition('ms > 12')];
  const say = (conditions: readonly string[], fields?: readonly string[]) =>
    answer({ kind: 'common', bad: conditions.map(parseCondition), fields }, payments).say;
  expect(say(['nosuch >= 500'])).toBe('none of 15 events is a bad one; none of 15 events has nosuch');
  expect(say(['ms < 0', 'trace.flag = true'])).toBe('none of 15 events is a bad one');
  expect(say(['ms > 12'], ['nosuch', 'trace', 'a.b.c.d'])).toBe(
    'nothing sets the 10 bad events apart from the 5 good ones; none of 15 events has nosuch',
  );
  expect(answer({ kind: 'common', bad, fields: ['trace'] }, payments).rows[0]).toMatchObject({ field: 'trace.flag' });
  const question = createCommon({ bad: [parseCondition('nosuch >= 500'), parseCondition('ms > 1000')] });
  expect(ask(question, [payments.slice(0, 4), payments.slice(4)])).toEqual(ask(question, [payments]));
});

test('that a field is missing can set them apart', () => {
  const events = payments.map((event, n) =>
    n < 7 ? { ...event, fields: { status: 401 } } : { ...event, fields: { status: 200, key: `k${n}` } },
  );
  expect(answer({ kind: 'common', bad: [parseCondition('status = 4xx')] }, events).say).toMatch(
    /^7 of 7 bad ones have no key, 0 of 8 good ones/,
  );
});

test('fields with too many values, and too many fields, are left out in whatever order they come', () => {
  const limits = { values: 3, fields: 2, length: 20 };
  const question = createCommon({ bad: [parseCondition('status >= 400')] }, limits);
  const told = ask(question, [payments.slice(0, 4), payments.slice(4)], { isReversed: true });
  expect(told).toEqual(ask(question, [[...payments].reverse()]));
  expect(told.facts).toMatchObject({ fields: 2, dropped: 2 });
});
