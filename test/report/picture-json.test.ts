import { expect, test } from 'vitest';
import { pictureToJson } from '../../src/report/picture-json.ts';
import { errors } from '../plot/samples.ts';

test('a plot of values has its instants as RFC 3339 and its names in snake case', () => {
  const { series, limits, title } = errors;
  const window = { from: '2026-05-12T10:30:00.000Z', to: '2026-05-12T11:00:00.000Z' };
  const from = '2026-05-12T10:00:00.000Z';
  expect(pictureToJson(errors)).toEqual({ kind: 'line', title, from, every_ms: 15_000, series, window, limits });
  expect(pictureToJson({ ...errors, window: null })).toMatchObject({ window: null });
});
