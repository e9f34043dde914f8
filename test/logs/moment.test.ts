import { expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { parseMoment } from '../../src/logs/moment.ts';
import { renderInstant } from '../../src/logs/questions/wording.ts';

test.each([
  ['2026-05-12T08:00:00Z', '2026-05-12T08:00:00Z'],
  ['2026-05-12T08:00Z', '2026-05-12T08:00:00Z'],
  ['2026-05-12T10:00:00.5+02:00', '2026-05-12T08:00:00.500Z'],
  ['2026-05-12T08:00:00.0005Z', '2026-05-12T08:00:00.000500Z'],
  ['2026-05-12T08:00:00.123456Z', '2026-05-12T08:00:00.123456Z'],
  ['2026-05-12T08:00:00.999999Z', '2026-05-12T08:00:00.999999Z'],
  ['2026-05-12T08:00:00.9999999Z', '2026-05-12T08:00:01Z'],
  ['1969-12-31T23:59:59.000001Z', '1969-12-31T23:59:59.000001Z'],
])('%s is read to the microsecond', (text, told) => {
  expect(renderInstant(parseMoment(text))).toBe(told);
});

test.each(['yesterday', '2026-05-12', '2026-05-12T08:00:00', '2026-13-12T08:00:00Z', '2026-05-12T08:00:00.Z'])(
  '"%s" is no instant',
  (text) => {
    expect(() => parseMoment(text)).toThrow(
      new UserError({ message: `"${text}" is not an instant`, hint: 'Write it like 2026-05-12T10:30:00Z.' }),
    );
  },
);
