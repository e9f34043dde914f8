import { expect, test } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import type { CheckKind } from '../../src/checks/kinds.ts';
import { assertFlags } from '../../src/commands/check/assert-flags.ts';
import { UserError } from '../../src/errors.ts';

test.each<readonly [CheckKind, object, object, string]>([
  [
    'tcp',
    { targets: ['127.0.0.1:99999'] },
    { targets: 'the target' },
    'the target (1): must be host:port, like db.example.com:5432',
  ],
  ['tcp', { targets: ['a:1'], connect_ms: Number.NaN }, {}, '--connect-ms: must be a number'],
  ['dns', { name: 'x.test', expect: { max_ttl: Number.NaN } }, { expect: '--' }, '--max-ttl: must be a number'],
  [
    'metric',
    { source: 'p', query: 'up', expect: { for: '5m' } },
    { expect: '--' },
    'needs at least one of max, min, below, above and no_data',
  ],
  [
    'sql',
    { postgres: { host: 'h', port: Number.NaN }, sql: 'select 1' },
    { postgres: '--' },
    '--port: must be a number',
  ],
  [
    'sql',
    { postgres: { host: 'h' }, duplicates: { table: 'a', by: 'b', at: 'c', since: 'yesterday' } },
    { 'duplicates.since': '--since' },
    '--since: must be an instant (RFC 3339), or a time like 24h',
  ],
  ['config', { source: 's', retry: { unit: 'foo' } }, { retry: '--' }, '--unit: must be one of ms, s, m, h, d'],
  [
    'http',
    { url: 'http://x/', expect: { total_ms: '< abc' } },
    {},
    '--expect total_ms: must be a number, or a comparison like "<= 50"',
  ],
  ['tls', { file: ['x'], at: 'now' }, {}, '--at: must be an instant like 2026-05-11T10:58:00Z'],
])('%s: a value that cannot be used is told with its flag (%#)', (kind, parameters, names, message) => {
  expect(() => assertFlags(checks[kind] as never, parameters, names as never)).toThrow(new UserError({ message }));
});

test('what can be used passes', () => {
  expect(() => assertFlags(checks.tcp as never, { targets: ['[::1]:443', 'db.test:5432'] }, {})).not.toThrow();
});
