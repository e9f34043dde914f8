import fc from 'fast-check';
import type { Filter } from '../../../src/logs/filter.ts';

/** An event of the sample: its stamp, and the fields that its line of JSON holds. */
export type SampleEvent = {
  readonly atMs: number;
  readonly fields: { readonly [name: string]: string | number | null };
};

export const sampleStart = Date.UTC(2026, 4, 12, 10);

const messages = [
  'registration received for CUST_7890',
  'upstream timed out (110: Connection timed out) while reading',
  'retry 2 of 3: id=7f3a-44b1 path=C:\\tmp\\a "quoted"',
  'Kunde nicht gefunden: Müller & Söhne – 50 %',
  'тайм-аут соединения 10.0.0.1:8080',
  '100% done_[x]*? $1 ^a|b {"a":1}',
  'tab\there, line\nbreak',
  'naïve 😀 emoji',
  '',
];

/** Events of one minute that hold all kinds of text, several to a stamp, some without some fields. The same each time. */
export function sampleEvents(count: number): readonly SampleEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const message = messages[(index * 7) % messages.length] ?? '';
    const status = [200, 201, 404, 499, 500, 503][(index * 5) % 6] ?? 200;
    const fields = {
      id: `req-${index}`,
      level: ['info', 'warn', 'error', 'Error'][(index * 3) % 4] ?? 'info',
      status: index % 11 === 0 ? null : status,
      method: ['GET', 'POST', 'PUT'][index % 3] ?? 'GET',
      path: index % 4 === 0 ? `/v1/customers/${index % 17}` : '/healthz',
      ms: index % 5 === 0 ? index / 4 : index % 900,
      msg: message,
    };
    return { atMs: sampleStart + Math.floor(index / 3) * 25, fields };
  });
}

/** The line of an event: its fields as JSON, those without a value left out. */
export function lineOf(event: SampleEvent): string {
  return JSON.stringify(Object.fromEntries(Object.entries(event.fields).filter(([, value]) => value !== null)));
}

const texts = fc.constantFrom(
  'CUST_7890',
  'CUST_78',
  'ST_7',
  'timed out',
  '110: Conn',
  'Müller',
  'öhne –',
  'тайм',
  '10.0.0.1',
  '50 %',
  '_[x]*?',
  '$1 ^a|b',
  '"level":"error"',
  'rror',
  'req-1',
  '/v1/customers/3',
  '\\',
  '\\n',
  '\t',
  '😀',
  '\ud83d',
  '\ufffd',
  'nowhere to be found',
  '"',
  "'",
  '`',
  'GET',
  ':',
  '',
);

const regexes = fc.constantFrom(
  'CUST_\\d+',
  'timed out.*reading',
  '^\\{"id":"req-1\\d"',
  '[45]\\d\\d',
  'M[uü]ller',
  '"status":5[0-9]{2}\\b',
  'error|warn',
  'a(?:b|c)+',
  'retry [0-9] of [0-9]',
  '\\[x\\]',
  '😀|соединения',
  '(?<code>404)',
  '10\\.0\\.0\\.\\d',
  'POST',
  'healthz"',
  '\\S\\s\\S',
  'x{2,3}',
  '[^\\x00-\\x7F]',
);

const conditions = fc.oneof(
  fc.record({
    field: fc.constantFrom('status', 'ms', 'level', 'path', 'nowhere'),
    operator: fc.constantFrom('=' as const, '!=' as const, '<' as const, '<=' as const, '>' as const, '>=' as const),
    value: fc.constantFrom(
      '200',
      '404',
      '500.0',
      '5e2',
      '5xx',
      '20x',
      '0.25',
      '-1',
      '499.5',
      'error',
      'info',
      '/healthz',
      'x y',
      ' 200',
      '0x1F4',
      '',
    ),
  }),
  fc.record({
    field: fc.constantFrom('status', 'ms', 'level', 'path', 'msg', 'nowhere'),
    operator: fc.constantFrom('~' as const, '!~' as const),
    value: fc.constantFrom('^/v1/', 'rror$', '^5', '\\d', 'i', '\\.25$', '^$', 'Müller', 'er+or', 'a|o', '.'),
  }),
);

const windows = fc
  .tuple(fc.integer({ min: -2000, max: 12_000 }), fc.integer({ min: 0, max: 9000 }))
  .map(([from, length]) => ({ fromMs: sampleStart + from, toMs: sampleStart + from + length }));

/** Filters of all kinds over the sample: some match much, some nothing, some hold what a query language trips over. */
export const sampleFilters: fc.Arbitrary<Filter> = fc.record({
  texts: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.array(texts, { minLength: 1, maxLength: 3 }) },
  ),
  regex: fc.option(regexes, { nil: undefined, freq: 2 }),
  where: fc.array(conditions, { maxLength: 2 }),
  window: fc.option(windows, { nil: undefined, freq: 3 }),
});
