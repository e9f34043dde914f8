import { expect, test } from 'vitest';
import { assertLogFlags } from '../../../src/commands/check/assert-log-flags.ts';
import { type LogFlags, readLogFlags } from '../../../src/commands/check/log-flags.ts';

test.each<[LogFlags, string]>([
  [{ top: 'a', repeats: 'b' }, 'one question at a time, not --repeats and --top'],
  [{ missing: 'a', missingIds: 'ids.txt' }, 'one question at a time, not --missing and --missing-ids'],
  [{ within: '1s' }, '--within goes with --repeats. Ask that too, or leave --within out.'],
  [{ top: 'id', every: '1m' }, '--every goes with --over-time. Ask that too, or leave --every out.'],
  [{ first: 2 }, '--first goes with --first-after. Ask that too, or leave --first out.'],
  [{ fields: 'a' }, '--fields goes with --common. Ask that too, or leave --fields out.'],
  [{ top: 'id', draw: 'heat' }, '--draw goes with --sql. Ask that too, or leave --draw out.'],
  [{ ids: 'a' }, '--ids goes with --ladder. Ask that too, or leave --ids out.'],
  [
    { top: 'status', by: 'method' },
    '--by goes with --percentiles, --missing, --missing-ids or --missing-from. Ask that too, or leave --by out.',
  ],
  [{ follow: true, top: 'id' }, '--follow prints lines as they come and takes no --top. Leave one of them out.'],
  [
    { follow: true, window: 'last 1h' },
    '--follow prints lines as they come and takes no --window. Leave one of them out.',
  ],
  [{ missing: '' }, '--missing: "" has no id. Write for example PAY_1,PAY_2.'],
  [{ ladder: 'id', ids: ' , ' }, '--ids: " , " has no id. Write for example PAY_1,PAY_2.'],
  [{ overTime: true, every: '0s' }, '--every: "0s" is no time at all. Write for example 10s.'],
])('%j is refused', (flags, message) => {
  expect(() => assertLogFlags(flags)).toThrow(message);
});

test.each<LogFlags>([
  {},
  { match: ['a'], where: [], common: [] },
  { repeats: 'id', within: '10s' },
  { ladder: 'id', ids: 'a' },
  { missingIds: 'ids.txt', by: 'id' },
  { follow: true, match: ['a'], format: 'jsonl', zone: 'UTC', json: true },
])('%j goes together', (flags) => {
  expect(() => assertLogFlags(flags)).not.toThrow();
});

const narrowing = { match: ['GET'], regex: 'x', where: ['status = 5xx'] };

test.each<[LogFlags, readonly string[], object]>([
  [{ ladder: 'id' }, ['a', 'b', 'c'], { ladder: { hops: [{ source: 'a' }, { source: 'b' }, { source: 'c' }] } }],
  [{ missingFrom: 'b', by: 'id' }, ['a', 'b'], { source: 'a', missing: { from: { source: 'b', ...narrowing } } }],
  [{ missingFrom: 'a', by: 'id' }, ['a', 'b'], { source: 'b', missing: { from: { source: 'a', ...narrowing } } }],
  [{ missingFrom: 'b', by: 'id' }, ['events', 'b'], { source: 'events', missing: { from: { source: 'b' } } }],
  [{ skew: 'id' }, ['b', 'events'], { source: 'b', skew: { with: { source: 'events', ...narrowing } } }],
  [{ sql: 'select 1' }, ['a', 'b'], { source: 'a', with: [{ source: 'b', ...narrowing }] }],
  [{ sql: 'select 1' }, ['b', 'events'], { source: 'events', with: [{ source: 'b', ...narrowing }] }],
  [{ top: 'id' }, ['a'], { source: 'a', with: [] }],
])('%j over %j narrows every log alike', (flags, names, given) => {
  expect(readLogFlags({ ...flags, ...narrowing }, names)).toMatchObject({ ...given, ...narrowing });
});

const pair = 'Give each a name, in the order that a request passes them: sent=a.log received=b.log.';

test.each<[LogFlags, readonly string[], string]>([
  [
    { top: 'id' },
    ['a', 'b'],
    'this question is asked of one log, and there are 2: a, b. Leave the names out to read all files as one log, or compare them: --ladder, --missing-from, --skew, --sql.',
  ],
  [{}, ['a', 'events'], 'this question is asked of one log, and there are 2: a, events.'],
  [{ ladder: 'id' }, ['events'], `--ladder needs several logs. ${pair}`],
  [{ skew: 'id' }, ['events'], `--skew compares two logs, and there is one. ${pair}`],
  [
    { missingFrom: 'c', by: 'id' },
    ['a', 'b', 'c'],
    '--missing-from compares two logs, and there are 3: a, b, c. Leave the others out, or ask --ladder, which takes them all.',
  ],
  [
    { missingFrom: 'c', by: 'id' },
    ['a', 'b'],
    '--missing-from: no log is named "c". There are a and b; name the one that has all the ids.',
  ],
])('%j over %j is refused', (flags, names, message) => {
  expect(() => readLogFlags(flags, names)).toThrow(message);
});
