import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LogEvent } from '../../../src/logs/log-event.ts';
import { createKeys, type KeysState } from '../../../src/logs/questions/keys.ts';
import { ladder } from '../../../src/logs/questions/ladder.ts';
import { missing } from '../../../src/logs/questions/missing.ts';
import { mostOverlapped } from '../../../src/logs/questions/skew/overlap.ts';
import { skew } from '../../../src/logs/questions/skew.ts';
import { drawPicture } from '../../../src/plot/draw-picture.ts';
import { ask, gather, logEvent } from '../../helpers/log-events.ts';

const keysOf = (ids: readonly string[], limit?: number): KeysState =>
  gather(createKeys({ by: 'id' }, limit), [ids.map((id, ref) => logEvent({ ref, at: ref, fields: { id } }))]);

test('ids of one log that are missing in another are told in the order of their time', () => {
  const wanted = keysOf(['p3', 'p1', 'p2', 'p1', 'p4']);
  const { facts, rows, say, refs } = missing({ wanted, here: keysOf(['p2', 'p9']), name: 'the edge log' });
  expect(facts).toEqual({ wanted: 4, found: 1, n_missing: 3, missing: ['p3', 'p1', 'p4'], sample: 1 });
  expect(rows[1]).toEqual({ id: 'p1', n: 2, first: '1970-01-01T00:00:00.001Z' });
  expect(say).toBe('3 of 4 ids never appear in the edge log: p3, p1, p4');
  // Their lines in the log that has them.
  expect(refs).toEqual([0, 1, 4]);
});

test.each<[readonly string[], string]>([
  [[], 'there is no id to look for in the edge log'],
  [['a'], 'the id appears in the edge log'],
  [['a', 'b', 'a'], 'all 2 ids appear in the edge log'],
  [['a', 'x'], '1 of 2 ids never appears in the edge log: x'],
])('given ids %j: %s', (wanted, say) => {
  expect(missing({ wanted, here: keysOf(['a', 'b']), name: 'the edge log' }).say).toBe(say);
});

test('the lines of given ids are shown where all appear; that one is missing no line shows', () => {
  const refsOf = (wanted: readonly string[]) => missing({ wanted, here: keysOf(['a', 'b']), name: 'x' }).refs;
  expect(refsOf(['b', 'a'])).toEqual([0, 1]);
  expect(refsOf(['b', 'x'])).toEqual([]);
});

test('a log whose events have no such key is told apart from one that lacks the ids', () => {
  const unkeyed = (only?: readonly string[]) =>
    gather(createKeys({ by: 'nosuch', only }), [[0, 1].map((ref) => logEvent({ ref, at: ref, fields: { id: 'a' } }))]);
  const lost = '2 of 2 ids never appear in the edge log: a, b';
  const edge = { wanted: ['a', 'b'], name: 'the edge log', by: 'nosuch' };
  expect(missing({ ...edge, here: unkeyed(['a', 'b']) }).say).toBe(`${lost}; none of 2 events there has nosuch`);
  expect(missing({ ...edge, wanted: unkeyed(), here: keysOf(['a']) }).say).toBe(
    'there is no id to look for in the edge log; none of 2 events of the other log has nosuch',
  );
  const others = gather(createKeys({ by: 'id', only: ['a', 'b'] }), [
    ['x', undefined].map((id, ref) => logEvent({ ref, at: ref, fields: { id } })),
  ]);
  expect(missing({ ...edge, here: others }).say).toBe(lost);
  const hops = [
    { title: 'app', keys: keysOf(['a', 'b']), by: 'id' },
    { title: 'edge', keys: unkeyed(), by: 'nosuch' },
  ];
  expect(ladder({ hops }).say).toBe('2 ids become 0 at edge; none of 2 events at edge has nosuch');
});

test('clocks that cannot be compared because a log lacks the key are told apart from logs that share no id', () => {
  const unkeyed = gather(createKeys({ by: 'nosuch' }), [
    [0, 1].map((ref) => logEvent({ ref, at: ref, fields: { id: 'a' } })),
  ]);
  const logs = ['app', 'edge'].map((title) => ({ title, by: 'nosuch' }));
  const say = (sender: KeysState, receiver: KeysState) => skew({ sender, receiver, logs }).say;
  const why = 'the clocks cannot be compared: ';
  expect(say(keysOf(['a']), unkeyed)).toBe(`${why}none of 2 events of edge has nosuch`);
  expect(say(unkeyed, unkeyed)).toBe(`${why}none of 2 events of app has nosuch; none of 2 events of edge has nosuch`);
  expect(say(keysOf(['a']), keysOf(['b']))).toBe(`${why}the two logs share no id`);
});

test('a hop that is titled as a place is told as one', () => {
  const hops = [
    { title: 'sent', keys: keysOf(['a', 'b']) },
    { title: 'at our edge', keys: keysOf(['a']) },
  ];
  expect(ladder({ hops }).say).toBe('2 ids become 1 at our edge');
});

test('a ladder finds where 1 becomes 3, and where 15 become 8', () => {
  const ids = Array.from({ length: 15 }, (_, n) => `p${n}`);
  const hops = [
    { title: 'created', keys: keysOf(ids) },
    { title: 'attempted', keys: keysOf([...ids, 'p1', 'p1']) },
    { title: 'arrived', keys: keysOf(ids.slice(0, 8)) },
  ];
  const { facts, rows, say, pictures } = ladder({ hops });
  expect(say).toBe('1 line becomes 3 at attempted; 15 ids become 8 at arrived');
  expect(facts).toEqual({
    ids: 15,
    widens_at: 'attempted',
    widens_from: 1,
    widens_to: 3,
    narrows_at: 'arrived',
    narrows_from: 15,
    narrows_to: 8,
    adds_at: null,
    added: null,
    sample: 1,
  });
  expect(rows[2]).toMatchObject({ hop: 'arrived', ids: 8, lines: 8, n_lost: 7, n_multiplied: 0, n_added: 0 });
  expect(rows[1]).toMatchObject({ multiplied: ['p1'] });
  expect(pictures).toEqual([
    {
      kind: 'ladder',
      title: 'Count ladder',
      hops: [
        { title: 'created', ids: 15, lines: 15 },
        { title: 'attempted', ids: 15, lines: 17 },
        { title: 'arrived', ids: 8, lines: 8 },
      ],
    },
  ]);
});

test('given ids count before the first hop', () => {
  const hops = [{ title: 'edge', keys: keysOf(['a']) }];
  expect(ladder({ hops, ids: ['a', 'b'] }).say).toBe('2 ids become 1 at edge');
  expect(ladder({ hops, ids: ['a'] }).say).toBe('1 id passes all 1 hop unchanged');
  expect(ladder({ hops: [{ title: 'edge', keys: keysOf([]) }] }).say).toBe('no hop has seen an id');
});

test.each<[string, readonly (readonly string[])[], string, object, string]>([
  [
    'ids that the hop before lacks are told',
    [['x1'], ['x1', 'x2']],
    '1 id at b is not at a',
    { adds_at: 'b', added: 1, narrows_at: null },
    '+1 here',
  ],
  [
    'all of them are such after an empty log',
    [[], ['x1']],
    '1 id at b is not at a',
    { adds_at: 'b', added: 1 },
    '+1 here',
  ],
  [
    'ids that go while others come are told, though there are as many',
    [
      ['x1', 'x2'],
      ['x2', 'x3', 'x4'],
    ],
    '1 of 2 ids is not at b; 2 ids at b are not at a',
    { narrows_at: 'b', narrows_from: 2, narrows_to: 1, adds_at: 'b', added: 2 },
    '−1 +2 here',
  ],
  [
    'an id that comes back is not called new',
    [['x'], [], ['x']],
    '1 id becomes 0 at b; 1 id at c is not at b',
    { added: 1 },
    '−1 here',
  ],
  [
    'fewer lines of an id are a change',
    [['x', 'x', 'x'], ['x']],
    '3 lines become 1 at b',
    { narrows_at: null },
    'lines −2 here',
  ],
])('%s', (_, logs, say, facts, change) => {
  const hops = logs.map((ids, index) => ({ title: 'abc'[index] ?? '', keys: keysOf(ids) }));
  const told = ladder({ hops });
  expect(told.say).toBe(say);
  expect(told.facts).toMatchObject(facts);
  const drawn = told.pictures.flatMap((picture) => drawPicture(picture, { columns: 80, glyphs: 'unicode' })).join('\n');
  expect(drawn).toContain(change);
  expect(drawn).not.toContain('stay');
});

test('the picture never says that nothing changes where the sentence says that something does', () => {
  const ids = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(ids, { minLength: 1, maxLength: 3 }), fc.option(ids, { nil: undefined }), (logs, given) => {
      const hops = logs.map((keys, index) => ({ title: `hop ${index}`, keys: keysOf(keys) }));
      const { say, pictures, facts } = ladder({ hops, ids: given });
      const drawn = pictures.flatMap((picture) => drawPicture(picture, { columns: 80, glyphs: 'unicode' })).join('\n');
      const isSame = say.endsWith('unchanged') || say === 'no hop has seen an id';
      if (isSame) expect([facts.widens_at, facts.narrows_at, facts.adds_at]).toEqual([null, null, null]);
      // Lines that come and go by as many leave their total as it is.
      if (facts.narrows_at !== null || facts.adds_at !== null) expect(drawn).not.toContain('stay');
      if (isSame) expect(drawn).toContain('the totals stay the same');
    }),
  );
});

test('beyond the limit of keys a sample is kept, the same in every log and in whatever order the keys came', () => {
  const ids = Array.from({ length: 3000 }, (_, n) => `CUST_with_a_long_id_${n}`);
  const all = keysOf(ids, 500);
  const question = createKeys({ by: 'id' }, 500);
  const part = (from: readonly string[]) =>
    from.map((id) => logEvent({ ref: ids.indexOf(id), at: ids.indexOf(id), fields: { id } }));
  const merged = gather(question, [part(ids.slice(2000)), part(ids.slice(0, 10)), part(ids.slice(10, 2000).reverse())]);
  expect(question.finish(merged)).toEqual(question.finish(all));
  expect(all.level).toBeGreaterThan(2);
  expect(Math.abs(Number(question.finish(all).facts.keys) / 3000 - 1)).toBeLessThan(0.2);
  const lost = missing({ wanted: all, here: keysOf(ids.slice(0, 1500)), name: 'the edge log' });
  expect(lost.say).toMatch(/^\d+ of \d+ ids never appear in the edge log: .*\(a sample of 1 id in 8\)$/);
  expect(Math.abs(Number(lost.facts.n_missing) / Number(lost.facts.wanted) - 0.5)).toBeLessThan(0.1);
  const hops = [
    { title: 'app', keys: all },
    { title: 'edge', keys: keysOf(ids.slice(0, 1500)) },
  ];
  const { facts, say } = ladder({ hops });
  expect(say).toBe(`${lost.facts.wanted} ids become ${lost.facts.found} at edge (a sample of 1 id in 8)`);
  expect(facts).toMatchObject({ ids: lost.facts.wanted, narrows_to: lost.facts.found, sample: 8 });
});

test('keys tell the most frequent', () => {
  const question = createKeys({ by: 'id' });
  const told = ask(question, [
    ['b', 'a', 'b'].map((id, ref) => logEvent({ ref, at: ref, fields: { id } })),
    [logEvent({ ref: 9 })],
  ]);
  expect(told.say).toBe('2 keys in 3 events');
  expect(told.facts).toEqual({ n: 3, keys: 2, unkeyed: 1, sample: 1 });
  expect(told.rows[0]).toEqual({ key: 'b', n: 2, first: '1970-01-01T00:00:00Z', last: '1970-01-01T00:00:00.002Z' });
});

type Times = { readonly id: string; readonly start: number; readonly end?: number; readonly resolutionMs?: number };
const log = (events: readonly Times[]): KeysState =>
  gather(createKeys({ by: 'id' }), [
    events.map(
      ({ id, start, end = Number.NaN, resolutionMs = 1 }, ref): LogEvent =>
        logEvent({ ref, at: start, startMs: start, endMs: end, resolutionMs, fields: { id } }),
    ),
  ]);

test('clocks are compared by start and end of what both logged', () => {
  const ids = Array.from({ length: 40 }, (_, n) => n);
  const sender = log(ids.map((n) => ({ id: `p${n}`, start: n * 1000, end: n * 1000 + 200 })));
  const receiver = log(
    ids.map((n) => ({ id: `p${n}`, start: n * 1000 + 1200 + 80 + (n % 20), end: n * 1000 + 1200 + 120 })),
  );
  const { facts, say } = skew({ sender, receiver });
  expect(facts).toMatchObject({ method: 'both-ends', n: 40, agreeing: 40, low_ms: 1119, high_ms: 1281 });
  expect(facts.offset_ms).toBeCloseTo(1204.75, 2);
  expect(say).toBe("the receiver's clock is 1.2 s ahead (between 1.12 s and 1.28 s, 40 shared ids)");
});

test('a clock is never said to be where it is not', () => {
  const delay = fc.integer({ min: 0, max: 300 });
  fc.assert(
    fc.property(
      fc.integer({ min: -5000, max: 5000 }),
      fc.array(fc.record({ gap: fc.integer({ min: 0, max: 5000 }), there: delay, work: delay, back: delay }), {
        minLength: 1,
        maxLength: 20,
      }),
      fc.constantFrom(1, 1000),
      fc.constantFrom(1, 1000),
      (offset, requests, ours, theirs) => {
        const cut = (ms: number, resolution: number) => Math.floor(ms / resolution) * resolution;
        let now = 0;
        const times = requests.map(({ gap, there, work, back }, n) => {
          now += gap;
          const sent = now;
          const arrived = sent + there;
          return { id: `p${n}`, sent, arrived, done: arrived + work, received: arrived + work + back };
        });
        const sender = log(
          times.map(({ id, sent, received }) => ({
            id,
            start: cut(sent, ours),
            end: cut(received, ours),
            resolutionMs: ours,
          })),
        );
        const receiver = log(
          times.map(({ id, arrived, done }) => ({
            id,
            start: cut(arrived + offset, theirs),
            end: cut(done + offset, theirs),
            resolutionMs: theirs,
          })),
        );
        const { facts } = skew({ sender, receiver });
        expect(facts.method).toBe('both-ends');
        expect(facts.low_ms).toBeLessThanOrEqual(offset);
        expect(facts.high_ms).toBeGreaterThanOrEqual(offset);
        const oneWay = skew({ sender: log(times.map(({ id, sent }) => ({ id, start: sent }))), receiver });
        expect(oneWay.facts).toMatchObject({ method: 'one-way', offset_ms: null, low_ms: null });
        expect(Number(oneWay.facts.high_ms)).toBeGreaterThanOrEqual(offset);
      },
    ),
  );
});

test('a few wrong pairs do not move the estimate', () => {
  const ids = Array.from({ length: 20 }, (_, n) => n);
  const sender = log(ids.map((n) => ({ id: `p${n}`, start: n * 1000, end: n * 1000 + 100 })));
  const receiver = log(
    ids.map((n) => ({
      id: `p${n}`,
      start: n * 1000 - 2000 + 40 + (n < 3 ? 60_000 : 0),
      end: n * 1000 - 2000 + 60 + (n < 3 ? 60_000 : 0),
    })),
  );
  expect(skew({ sender, receiver }).say).toBe(
    "the receiver's clock is 2 s behind (between 1.96 s and 2.04 s, 20 shared ids)",
  );
});

test.each<[string, readonly Times[], readonly Times[], string]>([
  [
    'no shared id',
    [{ id: 'a', start: 0 }],
    [{ id: 'b', start: 0 }],
    'the clocks cannot be compared: the two logs share no id',
  ],
  [
    'counts that differ',
    [{ id: 'a', start: 0 }],
    [
      { id: 'a', start: 0 },
      { id: 'a', start: 9 },
    ],
    'the clocks cannot be compared: none of 1 shared id has a start on both sides and the same count',
  ],
  [
    'sides that are swapped',
    [{ id: 'a', start: 50, end: 60 }],
    [{ id: 'a', start: 0, end: 100 }],
    'the clocks cannot be compared: most requests last longer at the receiver than at the sender, so the two may be swapped',
  ],
  [
    'a clock that was set',
    [0, 1000].map((start) => ({ id: `${start}`, start, end: start + 10 })),
    [0, 1000].map((start) => ({ id: `${start}`, start: start * 50 + 2, end: start * 50 + 4 })),
    'the clocks cannot be compared: only 1 of 2 shared ids agree, so a clock may have been set meanwhile',
  ],
  [
    'starts alone, ahead',
    [{ id: 'a', start: 0 }],
    [{ id: 'a', start: 1299 }],
    "the receiver's clock is at most 1.3 s ahead (starts alone give no other bound; 1 shared id)",
  ],
  [
    'starts alone, behind',
    [{ id: 'a', start: 5000 }],
    [{ id: 'a', start: 0 }],
    "the receiver's clock is at least 5 s behind (starts alone give no other bound; 1 shared id)",
  ],
  [
    'clocks that agree',
    [{ id: 'a', start: 0, end: 100 }],
    [{ id: 'a', start: 40, end: 60 }],
    "the clocks may agree: the receiver's is between 41 ms behind and 41 ms ahead (1 shared id)",
  ],
])('%s', (_, sent, received, say) => {
  expect(skew({ sender: log(sent), receiver: log(received) }).say).toBe(say);
});

test('the most overlapped interval is found as by trying every point', () => {
  const interval = fc
    .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 8 }))
    .map(([low, length]) => ({ low, high: low + length }));
  fc.assert(
    fc.property(fc.array(interval, { minLength: 1, maxLength: 12 }), (intervals) => {
      const covering = (x: number) => intervals.filter(({ low, high }) => low <= x && x <= high).length;
      const most = Math.max(...Array.from({ length: 30 }, (_, x) => covering(x)));
      const found = mostOverlapped(intervals);
      expect(found?.n).toBe(most);
      expect([covering(found?.low ?? -1), covering(found?.high ?? -1)]).toEqual([most, most]);
    }),
  );
  expect(mostOverlapped([{ low: 2, high: 1 }])).toBeUndefined();
});
