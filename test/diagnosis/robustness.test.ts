import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Sighting } from '../../src/diagnosis/diagnosis.ts';
import { axes, observations } from './fixtures/duplicate-registrations.ts';
import { type Scenario, scenarios } from './fixtures/scenarios.ts';
import { sightingsOf, unmadeChecks } from './fixtures/sightings.ts';

const groups = new Set(observations.map(({ group }) => group));

test.each(scenarios)(
  '$id settles on nothing wrong with any one observation gone, whether or not it is known to be open',
  (scenario) => {
    const all = sightingsOf(scenario);
    for (const { id } of observations)
      expect(
        wrongSettles(
          scenario,
          all.filter((s) => s.observation !== id),
        ),
      ).toEqual([]);
  },
);

test.each(scenarios)('$id settles on nothing wrong with any one group of evidence gone', (scenario) => {
  const all = sightingsOf(scenario);
  for (const group of groups) {
    const gone = new Set(observations.filter((o) => o.group === group).map(({ id }) => id));
    expect(
      wrongSettles(
        scenario,
        all.filter((s) => !gone.has(s.observation)),
      ),
    ).toEqual([]);
  }
});

test('one source that lies settles a wrong cause in under 2 % of all cases', () => {
  let cases = 0;
  let wrong = 0;
  for (const scenario of scenarios) {
    const all = sightingsOf(scenario);
    for (const [place, sighting] of all.entries()) {
      for (const outcome of otherOutcomes(sighting)) {
        cases += 1;
        if (wrongSettles(scenario, all.with(place, { ...sighting, outcome })).length > 0) wrong += 1;
      }
    }
  }
  expect(cases).toBe(359);
  expect(wrong / cases).toBeLessThan(0.02);
});

/** The axes that would be settled on a wrong cause, with the missing checks blocked or not known of. */
function wrongSettles(scenario: Scenario, sightings: readonly Sighting[]): readonly string[] {
  return [unmadeChecks(sightings, 'blocked'), []].flatMap((open) =>
    diagnose({ axes, observations, sightings, open })
      .axes.filter(
        ({ id, state, leader }) => state === 'settled' && leader !== scenario.truth[id as 'trigger' | 'barrier'],
      )
      .map(({ id, leader }) => `${scenario.id} ${id}: ${leader}`),
  );
}

function otherOutcomes({ observation, outcome }: Sighting): readonly string[] {
  const { outcomes = [] } = observations.find(({ id }) => id === observation) ?? {};
  return outcomes.map(({ id }) => id).filter((id) => id !== outcome);
}
