import { expect, it } from 'vitest';
import { readLogFlags } from '../../src/commands/check/log-flags.ts';
import { UserError } from '../../src/errors.ts';

const firstAfter = '2026-05-12T08:00:00.0005Z';

it('the moment of --first-after is taken to its last digit', () => {
  expect(readLogFlags({ firstAfter }, ['events']).first_after).toEqual({ at: firstAfter, n: 1 });
});

it.each([Number.NaN, 0, -1, 1.5, 21])('--first %s is refused', (first) => {
  expect(() => readLogFlags({ firstAfter, first }, ['events'])).toThrow(
    new UserError({ message: '--first takes a whole number from 1 to 20' }),
  );
});
