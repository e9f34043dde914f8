import { expect, test } from 'vitest';
import { z } from 'zod';
import { type Asked, toAsked } from '../../../src/checks/log/asked.ts';
import { questionParts } from '../../../src/checks/log/question-schema.ts';
import { createQuestion } from '../../../src/logs/questions/create-question.ts';
import { gather, logEvent } from '../../helpers/log-events.ts';

const schema = z.strictObject(questionParts);
const context = {
  window: { fromMs: 0, toMs: 10_000 },
  titleOf: (source: string | undefined) => source ?? 'the edge log',
};
const asked = (given: unknown): Asked => toAsked(schema.parse(given), context);

test.each<[object, object]>([
  [{}, { kind: 'count' }],
  [{ repeats: { by: 'cust', within: '10s' } }, { kind: 'repeats', by: 'cust', within: 10_000 }],
  [{ over_time: {} }, { kind: 'over-time', window: context.window }],
  [
    { over_time: { of: 'status', every: '1m' } },
    { kind: 'over-time', of: 'status', everyMs: 60_000, window: context.window },
  ],
  [{ first_after: { at: '1970-01-01T00:00:05Z' } }, { kind: 'first-after', at: 5000, n: 1, window: context.window }],
  [
    { first_after: { at: '1970-01-01T00:00:05.0005Z' } },
    { kind: 'first-after', at: 5000.5, n: 1, window: context.window },
  ],
  [{ percentiles: { of: 'ms', by: 'node' } }, { kind: 'percentiles', of: 'ms', by: 'node' }],
  [
    { common: { bad: 'status >= 500', fields: ['node'] } },
    { kind: 'common', bad: [{ field: 'status', operator: '>=', value: '500' }], fields: ['node'] },
  ],
])('%j asks %j', (given, spec) => {
  const { questions } = asked(given);
  expect(questions).toEqual([{ source: undefined, spec }]);
  expect(structuredClone(questions)).toEqual(questions);
});

test.each<[object, readonly object[]]>([
  [{ missing: { by: 'id', ids: 'p1, p2 p3' } }, [{ spec: { kind: 'keys', by: 'id', only: ['p1', 'p2', 'p3'] } }]],
  [
    { missing: { by: 'id', from: { source: 'sent', by: 'payment_id' } } },
    [{ spec: { kind: 'keys', by: 'id' } }, { source: 'sent', spec: { kind: 'keys', by: 'payment_id' } }],
  ],
  [
    {
      ladder: {
        by: 'id',
        ids: ['a'],
        hops: [
          { source: 'one', where: 'status = 5xx' },
          { source: 'two', by: '/id=(\\w+)/', match: 'INSERT', title: 'Stored' },
        ],
      },
    },
    [
      { source: 'one', where: 'status = 5xx', spec: { kind: 'keys', by: 'id', only: ['a'] } },
      { source: 'two', match: 'INSERT', spec: { kind: 'keys', by: '/id=(\\w+)/', only: ['a'] } },
    ],
  ],
  [
    { skew: { by: 'id', with: 'received' } },
    [{ spec: { kind: 'keys', by: 'id' } }, { source: 'received', spec: { kind: 'keys', by: 'id' } }],
  ],
])('%j asks %j', (given, questions) => {
  expect(asked(given).questions).toEqual(questions);
});

test.each(['1969-12-31T23:59:59Z', '1970-01-01T00:00:11Z'])(
  'what comes first after a moment outside the window is no question (%s)',
  (at) => {
    expect(() => asked({ first_after: { at } })).toThrow(
      `${at} lies outside the window, 1970-01-01T00:00:00Z to 1970-01-01T00:00:10Z: what comes first after it cannot be told`,
    );
  },
);

test('the ends of a window lie in it, and without one every moment does', () => {
  for (const at of ['1970-01-01T00:00:00Z', '1970-01-01T00:00:10Z'])
    expect(asked({ first_after: { at } }).questions).toHaveLength(1);
  const given = schema.parse({ first_after: { at: '1969-12-31T23:59:59Z' } });
  expect(toAsked(given, { ...context, window: undefined }).questions).toHaveLength(1);
});

test.each<[object, string]>([
  [{ first_after: { at: '1970-01-01T00:00:05Z' } }, 'nothing in the window at or after 1970-01-01T00:00:05Z'],
  [
    { first_after: { at: '1970-01-01T00:00:00.500Z' } },
    'the first comes 500 ms after 1970-01-01T00:00:00.500Z, of 1 event in the window',
  ],
  [{}, '2 events from 1970-01-01T00:00:00Z to 1970-01-01T00:00:01Z (1 s)'],
  [
    { missing: { by: 'id', ids: ['p0', 'p7'] } },
    '1 of 2 ids never appears in the edge log from 1970-01-01T00:00:00Z to 1970-01-01T00:00:10Z: p7',
  ],
  [
    { missing: { by: 'id', from: { source: 'sent' } } },
    'all 2 ids appear in the edge log from 1970-01-01T00:00:00Z to 1970-01-01T00:00:10Z',
  ],
  [{ ladder: { by: 'id', hops: [{ source: 'sent' }, { source: 'received' }] } }, '2 ids pass all 2 hops unchanged'],
  [
    { skew: { by: 'id', with: 'received' } },
    "the receiver's clock is at most 1 ms ahead (starts alone give no other bound; 2 shared ids)",
  ],
])('%j is answered from the states', (given, say) => {
  const { questions, answer } = asked(given);
  const events = [0, 1].map((n) => logEvent({ ref: n, at: n * 1000, fields: { id: `p${n}` } }));
  expect(answer(questions.map(({ spec }) => gather(createQuestion(spec), [events]))).say).toBe(say);
});

test('a step asks one question', () => {
  expect(() => asked({ repeats: { by: 'a' }, percentiles: { of: 'ms' } })).toThrow(
    'a step asks one question of a log, not 2: repeats, percentiles',
  );
});

test('templates may stand where values will', () => {
  const given = {
    repeats: { by: '${{ inputs.key }}', within: '${{ inputs.within }}' },
    first_after: { at: '${{ inputs.moment }}', n: '${{ inputs.n }}' },
    common: { bad: ['status >= ${{ inputs.limit }}'] },
    missing: { by: 'id', ids: '${{ inputs.ids }}' },
  };
  expect(schema.safeParse(given).success).toBe(true);
});

test.each<[object, string]>([
  [{ repeats: { by: '(', within: '5 m' } }, '"5 m" is not a duration. Write for example 30s, 15m, 24h or 7d.'],
  [{ repeats: { by: '/(?=a)/' } }, 'the pattern /(?=a)/ looks around. Capture what you want in a group (…) instead.'],
  [{ over_time: { every: '0s' } }, '"0s" is no time at all. Write for example 10s or 5m'],
  [{ missing: { by: 'id' } }, 'needs either `ids` or `from`'],
  [{ common: { bad: ['status'] } }, '"status" is not a condition.'],
])('%j is refused: %s', (given, message) => {
  const { error } = schema.safeParse(given);
  expect(JSON.stringify(error?.issues)).toContain(JSON.stringify(message).slice(1, -1));
});

test.each([
  { missing: { ids: ' , ' } },
  { missing: { ids: [] } },
  { ladder: { by: 'id', ids: ' ', hops: [{ source: 'a' }] } },
])('%j, as an empty input leaves it, is an error and no pass', (given) => {
  expect(() => toAsked(given, context)).toThrow(
    expect.objectContaining({
      name: 'CheckProblem',
      message: 'there are no ids to look for: what gives them is empty',
    }),
  );
});

test('every key is described', () => {
  const described = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { properties } = node as {
      readonly properties?: { readonly [name: string]: { readonly description?: string } };
    };
    for (const [name, property] of Object.entries(properties ?? {})) expect(property.description, name).toBeTruthy();
    for (const inner of Object.values(node)) described(inner);
  };
  described(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
});
