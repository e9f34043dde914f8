import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Diagnosis, Quality, Sighting } from '../../src/diagnosis/diagnosis.ts';
import { axes, observations } from './fixtures/duplicate-registrations.ts';
import { scenarios } from './fixtures/scenarios.ts';
import { checked, looked, sightingsOf, unmadeChecks } from './fixtures/sightings.ts';

const run = (sightings: readonly Sighting[]): Diagnosis =>
  diagnose({ axes, observations, sightings, open: unmadeChecks(sightings, 'possible') });

describe('the staged incidents', () => {
  test.each(scenarios)('$id leads to its cause on both axes: $title', (scenario) => {
    const { axes: verdicts } = run(sightingsOf(scenario));
    expect(Object.fromEntries(verdicts.map(({ id, leader }) => [id, leader]))).toEqual(scenario.truth);
    expect(verdicts.map(({ state }) => state)).not.toContain('open');
  });

  test.each(scenarios)('$id stays unsettled while nothing but people has been heard', ({ said }) => {
    const statements = Object.entries(said).map(([observation, outcome]) => looked(observation, outcome));
    expect(run(statements).axes.map(({ state }) => state)).not.toContain('settled');
  });

  test('every trigger is settled by full evidence', () => {
    const states = scenarios.map((scenario) => run(sightingsOf(scenario)).axes[0]?.state);
    expect(new Set(states)).toEqual(new Set(['settled']));
  });
});

describe('the arithmetic', () => {
  test('starts from the priors, open, with nothing for or against', () => {
    const [trigger] = run([]).axes;
    expect(trigger).toMatchObject({ state: 'open', leader: 'client-timeout-retry', leadDb: 2.43 });
    expect(trigger?.missing).toEqual(['nothing that was seen bears on it yet']);
    expect(trigger?.hypotheses.map(({ id, scoreDb, word }) => [id, scoreDb, word])).toEqual([
      ['client-timeout-retry', -5.53, 'possible'],
      ['client-error-retry', -7.96, 'possible'],
      ['user-resubmit', -9.21, 'possible'],
      ['client-retries-success', -9.59, 'possible'],
      ['queue-redelivery', -9.59, 'possible'],
      ['proxy-resend', -10, 'possible'],
      ['other', -11.87, 'possible'],
      ['receiver-worker-repeat', -13.01, 'possible'],
      ['tcp-retransmission', -23.01, 'unlikely'],
    ]);
  });

  test('shows what each sighting adds, as authored and as it counts', () => {
    const [trigger] = run([checked('proxy_log', 'several_upstreams'), checked('ui_events', 'one')]).axes;
    const proxy = trigger?.hypotheses.find(({ id }) => id === 'proxy-resend');
    expect(proxy?.for.map(({ observation, authoredDb, db }) => [observation, authoredDb, db])).toEqual([
      ['proxy_log', 20, 9.69],
      ['ui_events', 0, 0.46],
    ]);
    const user = trigger?.hypotheses.find(({ id }) => id === 'user-resubmit');
    expect(user?.against.map(({ observation, authoredDb, db }) => [observation, authoredDb, db])).toEqual([
      ['ui_events', -20, -14.27],
    ]);
  });

  test('halves the weaker of two facts from one group', () => {
    const adds = (sightings: readonly Sighting[]) =>
      run(sightings)
        .axes[0]?.hypotheses.find(({ id }) => id === 'client-timeout-retry')
        ?.for.map(({ observation, db }) => [observation, db]);
    expect(adds([checked('timing_fit', 'fits_timeout')])).toEqual([['timing_fit', 4.94]]);
    expect(adds([checked('intervals', 'constant_200ms')])).toEqual([['intervals', 2.04]]);
    expect(adds([checked('intervals', 'constant_200ms'), checked('timing_fit', 'fits_timeout')])).toEqual([
      ['timing_fit', 4.94],
      ['intervals', 1.02],
    ]);
  });

  test('opens an axis on which "something not on this list" leads', () => {
    const [, barrier] = run([checked('store_rows', 'one_row_reused'), checked('ladder', 'inside_receiver')]).axes;
    expect(barrier).toMatchObject({ state: 'open', leader: 'other' });
    expect(barrier?.missing).toContain('the best fit is a cause that is not on this list');
  });
});

const qualities = ['checked', 'document', 'looked', 'recollected'] as const satisfies readonly Quality[];
const sighting = fc.constantFrom(...observations).chain(({ id, outcomes }) =>
  fc.record({
    observation: fc.constant(id),
    outcome: fc.constantFrom(...outcomes.map((outcome) => outcome.id)),
    quality: fc.constantFrom(...qualities),
    step: fc.constantFrom(`a-${id}`, `b-${id}`, `c-${id}`),
    say: fc.constantFrom('It does.', 'It does not.'),
  }),
);
const sightings = fc.array(sighting, { maxLength: 30 });
const unknown = fc.constantFrom(
  ...observations.flatMap(({ id, outcomes }) =>
    outcomes.filter(({ evidence }) => Object.keys(evidence).length === 0).map((outcome) => checked(id, outcome.id)),
  ),
);

describe('whatever is seen', () => {
  test('the order of the sightings changes no byte', () => {
    const shuffled = sightings.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    const open = unmadeChecks([], 'possible');
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        const one = diagnose({ axes, observations, sightings: list, open });
        const two = diagnose({ axes, observations, sightings: other, open: open.toReversed() });
        expect(JSON.stringify(two)).toBe(JSON.stringify(one));
      }),
      { numRuns: 60 },
    );
  });

  test('an outcome without evidence changes nothing', () => {
    fc.assert(
      fc.property(sightings, unknown, (list, extra) => {
        const input = { axes, observations, open: unmadeChecks([], 'possible') };
        expect(diagnose({ ...input, sightings: [...list, extra] })).toEqual(diagnose({ ...input, sightings: list }));
      }),
      { numRuns: 60 },
    );
  });

  test('what was checked replaces what was said about the same fact', () => {
    fc.assert(
      fc.property(sightings, sighting, (list, { observation, outcome }) => {
        const { evidence = {} } =
          observations.find(({ id }) => id === observation)?.outcomes.find(({ id }) => id === outcome) ?? {};
        fc.pre(Object.keys(evidence).length > 0);
        const rest = list.filter((other) => other.observation !== observation);
        const lie = observations.find(({ id }) => id === observation)?.outcomes.find(({ id }) => id !== outcome);
        const check = checked(observation, outcome);
        const statement = looked(observation, lie?.id ?? outcome);
        expect(run([...rest, statement, check]).axes).toEqual(run([...rest, check]).axes);
      }),
      { numRuns: 60 },
    );
  });

  test('scores are finite and hypotheses come best first', () => {
    fc.assert(
      fc.property(sightings, (list) => {
        for (const { hypotheses, leadDb } of run(list).axes) {
          const scores = hypotheses.map(({ scoreDb }) => scoreDb);
          expect(scores.every(Number.isFinite)).toBe(true);
          expect(scores).toEqual(scores.toSorted((a, b) => b - a));
          expect(leadDb).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a sighting of something that the runbook does not have moves nothing', () => {
    const input = { axes, observations, open: unmadeChecks([], 'possible') };
    expect(diagnose({ ...input, sightings: [checked('weather', 'rain'), checked('ladder', 'sideways')] })).toEqual(
      diagnose({ ...input, sightings: [] }),
    );
  });
});
