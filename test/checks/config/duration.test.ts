import { expect, test } from 'vitest';
import { readDuration, renderMs } from '../../../src/checks/config/duration.ts';

test.each<[string, unknown, number | undefined, string?]>([
  ['timeout_ms', 5000, 5000],
  ['timeoutMs', '5_000', 5000],
  ['timeout_seconds', '2.5', 2500],
  ['TIMEOUT_S', 2, 2000],
  ['delay', '5s', 5000],
  ['delay', '500 ms', 500],
  ['delay', '1m30s', 90_000],
  ['delay', 'PT5S', 5000],
  ['delay', 'PT1M0.5S', 60_500],
  ['delay', '00:00:05', 5000],
  ['delay', '1.00:00:00', 86_400_000],
  ['delay', 0, 0],
  ['timeout', 5000, 5000, 'timeout = 5000 is in milliseconds'],
  ['timeout', 30, 30_000, 'timeout = 30 is in seconds'],
  ['ms', 30, 30_000, 'ms = 30 is in seconds'],
  ['delay', 'P', undefined],
  ['delay', 'soon', undefined],
  ['delay', '5 apples', undefined],
  ['delay', '-5', undefined],
  ['delay', null, undefined],
])('%s = %j is %s ms', (name, value, ms, assumed) => {
  const found = readDuration({ name, value });
  expect(found?.ms).toBe(ms);
  expect(found?.assumed).toBe(assumed);
});

test('a unit that is given settles it, one that is likely is told', () => {
  expect(readDuration({ name: 'delay', value: 5, unit: 'm' })).toEqual({ ms: 300_000 });
  expect(readDuration({ name: 'delay', value: 5, likely: 'ms' })).toEqual({
    ms: 5,
    assumed: 'delay = 5 is in milliseconds',
  });
});

test('durations are told in the unit that reads best', () => {
  expect([0, 180, 2185, 90_000, 300_000, 10_800_000].map(renderMs)).toEqual([
    '0 ms',
    '180 ms',
    '2.185 s',
    '90 s',
    '5 min',
    '3 h',
  ]);
});
