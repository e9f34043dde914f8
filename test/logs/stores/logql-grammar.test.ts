import { parser } from '@grafana/lezer-logql';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Filter } from '../../../src/logs/filter.ts';
import { toCount, toLogQl } from '../../../src/logs/stores/loki/logql.ts';
import { lokiSource } from '../../../src/logs/stores/store-schema.ts';
import { sampleFilters } from '../../helpers/stores/sample.ts';

/** The first place at which the grammar of LogQL does not take a query, or undefined where it takes all of it. */
function faultIn(query: string): string | undefined {
  let fault: string | undefined;
  parser.parse(query).iterate({
    enter: (node) => {
      if (node.type.isError) fault ??= query.slice(Math.max(0, node.from - 20), node.to + 20);
    },
  });
  return fault;
}

const sources = [
  { labels: { app: 'crm' } },
  { labels: { app: ['crm', 'edge'] }, lines: 'json' },
  { labels: { app: 'crm' }, lines: 'logfmt', stream_labels: ['level', 'status'] },
  { selector: '{app=~"crm|edge", env!="dev"}', lines: 'json', stream_labels: ['level'] },
].map((source) => lokiSource.parse({ url: 'http://loki', ...source }));

const anyFilter: fc.Arbitrary<Filter> = fc.record({
  texts: fc.array(fc.string({ unit: 'binary' }), { maxLength: 3 }),
  regex: fc.option(fc.oneof(fc.string(), fc.stringMatching(/^[\w.*+?()[\]\\|^$-]{0,20}$/)), { nil: undefined }),
  where: fc.array(
    fc.record({
      field: fc.oneof(fc.constantFrom('level', 'status', 'http.status'), fc.string()),
      operator: fc.constantFrom(
        '=' as const,
        '!=' as const,
        '<' as const,
        '<=' as const,
        '>' as const,
        '>=' as const,
        '~' as const,
        '!~' as const,
      ),
      value: fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.double().map(String),
        fc.constantFrom('5xx', '500', '-1', '^/v1'),
      ),
    }),
    { maxLength: 3 },
  ),
  window: fc.constant(undefined),
});

test('a broken query is told apart from a good one', () => {
  expect(faultIn('{app="crm"} |= "x" | json a="b" | a >= 500')).toBeUndefined();
  expect(faultIn('{app="crm"} |= "x')).toBeDefined();
  expect(faultIn('{app="crm"} | json | a >=')).toBeDefined();
});

test('the grammar of LogQL takes every query', () => {
  fc.assert(
    fc.property(
      fc.oneof(anyFilter, sampleFilters),
      fc.constantFrom(...sources),
      fc.boolean(),
      (filter, source, regex) => {
        const query = toLogQl(source, filter, { regex });
        expect(faultIn(query.text)).toBeUndefined();
        expect(faultIn(toCount(query, 60_000))).toBeUndefined();
      },
    ),
    { numRuns: 5000 },
  );
});
