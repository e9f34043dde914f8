import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { parseDuration, parseWindow, renderWindow } from '../../src/logs/window.ts';

const now = new Date('2026-05-12T12:00:00Z');

test.each([
  ['last 24h', '2026-05-11T12:00:00.000Z/2026-05-12T12:00:00.000Z'],
  ['  last   15m ', '2026-05-12T11:45:00.000Z/2026-05-12T12:00:00.000Z'],
  ['2026-05-12T10:00:00Z/2026-05-12T11:00:00Z', '2026-05-12T10:00:00.000Z/2026-05-12T11:00:00.000Z'],
  ['2026-05-12T13:00:00+03:00 / 2026-05-12T11:00Z', '2026-05-12T10:00:00.000Z/2026-05-12T11:00:00.000Z'],
  ['2026-05-12/2026-05-13', '2026-05-12T00:00:00.000Z/2026-05-13T00:00:00.000Z'],
  ['2026-05-12T10:00:00Z/2026-05-12T10:00:00Z', '2026-05-12T10:00:00.000Z/2026-05-12T10:00:00.000Z'],
])('%j is %s', (text, window) => {
  expect(renderWindow(parseWindow(text, now))).toBe(window);
});

test.each([
  'yesterday',
  '',
  '5/6',
  '2026-05-12T10:00:00Z/2026-05-12T11:00:00Z/2026-05-12T12:00:00Z',
  '2026-05-12T10:00:00/2026-05-12T11:00:00',
  '2026-13-12/2026-05-13',
  'last 99999999999d',
])('%j is not a window', (text) => {
  expect(() => parseWindow(text, now)).toThrow(
    new UserError({
      message: `"${text}" is not a window`,
      hint: 'Write "last 24h" or "2026-05-12T10:00:00Z/2026-05-12T11:00:00Z".',
    }),
  );
});

test('a window whose end is before its beginning is told as that', () => {
  expect(() => parseWindow('2026-05-12T11:00:00Z/2026-05-12T10:00:00Z', now)).toThrow(
    'is not a window: its end is before its beginning',
  );
});

test('a span that is no duration is told', () => {
  expect(() => parseWindow('last week', now)).toThrow(noDuration('week'));
  expect(() => parseDuration('10')).toThrow(noDuration('10'));
});

test.each([
  ['250ms', 250],
  ['30s', 30_000],
  ['1.5m', 90_000],
  ['24h', 86_400_000],
  ['7d', 604_800_000],
])('%s is %i ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test('a rendered window reads back as itself', () => {
  fc.assert(
    fc.property(
      fc.date({ noInvalidDate: true, min: new Date('1970-01-01'), max: new Date('9999-01-01') }),
      fc.nat(),
      (from, span) => {
        const window = { fromMs: from.getTime(), toMs: Math.min(from.getTime() + span, Date.parse('9999-12-31')) };
        expect(parseWindow(renderWindow(window), now)).toEqual(window);
      },
    ),
  );
});

function noDuration(text: string): UserError {
  return new UserError({ message: `"${text}" is not a duration`, hint: 'Write for example 30s, 15m, 24h or 7d.' });
}
