import fc from 'fast-check';
import { expect, test } from 'vitest';
import { modelOf } from '../../src/diagnosis/axis-model.ts';
import type { OpenStep, Sighting } from '../../src/diagnosis/diagnosis.ts';
import { createLedger } from '../../src/diagnosis/ledger.ts';
import { createStanding, createStandsAfter, stands } from '../../src/diagnosis/standing.ts';
import { tryOpenSteps } from '../../src/diagnosis/trial.ts';
import { axes, observations } from './fixtures/duplicate-registrations.ts';

const seen = fc.subarray([...observations], { minLength: 1 }).chain((some) =>
  fc.tuple(
    ...some.map(({ id, outcomes }) =>
      fc.record({
        observation: fc.constant(id),
        outcome: fc.constantFrom(...outcomes.map((outcome) => outcome.id)),
        quality: fc.constantFrom('checked' as const, 'looked' as const),
        step: fc.constant(`step-${id}`),
        say: fc.constant('it was seen'),
      }),
    ),
  ),
);

test('a step tried in thought stands as the same fact would stand once it is known', () => {
  let settled = 0;
  fc.assert(
    fc.property(seen, (sightings: readonly Sighting[]) => {
      const kept = new Map(sightings.map((sighting) => [sighting.observation, sighting]));
      const open = observations.map(
        ({ id }): OpenStep => ({ step: `step-${id}`, observation: id, kind: 'check', state: 'possible' }),
      );
      for (const axis of axes) {
        const model = modelOf(axis, observations);
        const ledger = createLedger(model, kept);
        const standsAfter = createStandsAfter(model, ledger);
        for (const { outcomes } of tryOpenSteps({ model, ledger, kept, open })) {
          for (const { group, scores } of outcomes) {
            const groups = [...ledger.groups.filter(({ id }) => id !== group.id), group];
            const after = stands(createStanding(model, { groups, scores }));
            settled += Number(after);
            expect(standsAfter({ group, scores })).toBe(after);
          }
        }
      }
    }),
    { numRuns: 60 },
  );
  expect(settled).toBeGreaterThan(0);
});
