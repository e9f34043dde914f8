import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { NextStep, OpenStep, Sighting } from '../../src/diagnosis/diagnosis.ts';
import { axes, observations } from './fixtures/duplicate-registrations.ts';
import { favouringFire, traces } from './fixtures/fire.ts';
import { scenarios } from './fixtures/scenarios.ts';
import { checked, looked, sightingsOf, unmadeChecks } from './fixtures/sightings.ts';

const everything = unmadeChecks([], 'possible');

test('starts with what tells most per minute, and says what it tells apart', () => {
  const next = rank([], everything);
  expect(next[0]).toEqual({
    step: 'check-key_pattern',
    observation: 'key_pattern',
    gainBits: 1.196,
    minutes: 0.2,
    why: 'separates No idempotency key anywhere from A new key on every attempt',
  });
  const rates = next.map(({ gainBits, minutes }) => gainBits / minutes);
  expect(rates).toEqual(rates.toSorted((a, b) => b - a));
});

test('leaves out what is blocked, waiting or worth less than 0.05 bit', () => {
  const open = unmadeChecks([], 'blocked').map(
    (step): OpenStep => (step.step === 'check-ladder' ? { ...step, state: 'possible' } : step),
  );
  expect(rank([], open).map(({ step }) => step)).toEqual(['check-ladder']);
  expect(rank([], everything).every(({ gainBits }) => gainBits >= 0.05)).toBe(true);
  expect(rank([checked('key_pattern', 'absent'), checked('overlap', 'no')], only('check-node_split'))).toEqual([]);
});

test('a second look at the same log is worth less than the first', () => {
  const open = [check('heat'), check('ash')];
  const { next } = diagnose({
    axes: favouringFire(0.2),
    observations: traces,
    sightings: [checked('smoke', 'yes')],
    open,
  });
  expect(next.map(({ step }) => step)).toEqual(['check-ash', 'check-heat']);
  expect(next[1]?.gainBits).toBeLessThan((next[0]?.gainBits ?? 0) / 2);
});

test('a question is worth less than a check of the same fact, and nothing once that was checked', () => {
  const ask: OpenStep = { step: 'ask-key', observation: 'key_pattern', kind: 'ask', state: 'possible' };
  const [first, second] = rank([], [ask, ...only('check-key_pattern')]);
  expect([first?.step, second?.step]).toEqual(['check-key_pattern', 'ask-key']);
  expect(rank([checked('key_pattern', 'absent')], [ask])).toEqual([]);
});

test('a question takes four minutes at least, however quickly a check would see the same', () => {
  const ask = (observation: string): OpenStep => ({
    step: `ask-${observation}`,
    observation,
    kind: 'ask',
    state: 'possible',
  });
  const minutes = new Map(rank([], ['key_pattern', 'other_partners'].map(ask)).map((one) => [one.step, one.minutes]));
  expect(minutes).toEqual(
    new Map([
      ['ask-key_pattern', 4],
      ['ask-other_partners', 5],
    ]),
  );
});

test('a check of what was only said is still worth making', () => {
  expect(rank([looked('key_pattern', 'same')], only('check-key_pattern'))).toHaveLength(1);
});

test('an axis that is settled asks for nothing more', () => {
  const [scenario] = scenarios;
  const sightings = scenario ? sightingsOf(scenario).filter(({ observation }) => observation !== 'node_split') : [];
  const { axes: verdicts, next } = diagnose({ axes, observations, sightings, open: only('check-node_split') });
  expect(verdicts.map(({ state }) => state)).toEqual(['settled', 'settled']);
  expect(next).toEqual([]);
});

test('a step that would settle an axis is offered however little it tells', () => {
  const sightings = ['smoke', 'ash', 'flame'].map((trace) => checked(trace, 'yes'));
  const { axes: verdicts, next } = diagnose({
    axes: favouringFire(0.5),
    observations: traces,
    sightings,
    open: [check('heat')],
  });
  expect(verdicts[0]).toMatchObject({ state: 'leading', settleWith: 'check-heat' });
  expect(next[0]?.gainBits).toBeLessThan(0.05);
});

test('equal worth is ordered by step id', () => {
  const open = ['b', 'a', 'c'].map((step) => ({
    step,
    observation: 'ladder',
    kind: 'check' as const,
    state: 'possible' as const,
  }));
  expect(rank([], open).map(({ step }) => step)).toEqual(['a', 'b', 'c']);
});

test('following it leads to the truth of every incident, settles on nothing else on the way, and leaves no step that would settle more', () => {
  for (const scenario of scenarios) {
    const known = new Map(sightingsOf(scenario).map((sighting) => [sighting.step, sighting]));
    const sightings: Sighting[] = [];
    for (;;) {
      const open = [...known.keys()]
        .filter((step) => !sightings.some((sighting) => sighting.step === step))
        .map(openStep);
      const { axes: verdicts, next } = diagnose({ axes, observations, sightings, open });
      const wrong = verdicts.filter(
        ({ id, state, leader }) => state === 'settled' && leader !== scenario.truth[id as 'trigger'],
      );
      expect(wrong).toEqual([]);
      const sighting = known.get(next[0]?.step ?? '');
      if (sighting === undefined) {
        expect(verdicts.map(({ leader }) => leader)).toEqual([scenario.truth.trigger, scenario.truth.barrier]);
        expect(verdicts.map(({ settleWith }) => settleWith)).toEqual([undefined, undefined]);
        break;
      }
      sightings.push(sighting);
    }
  }
});

function rank(sightings: readonly Sighting[], open: readonly OpenStep[]): readonly NextStep[] {
  return diagnose({ axes, observations, sightings, open }).next;
}

function only(step: string): readonly OpenStep[] {
  return everything.filter((open) => open.step === step);
}

function check(observation: string): OpenStep {
  return { step: `check-${observation}`, observation, kind: 'check', state: 'possible' };
}

function openStep(step: string): OpenStep {
  const [by = '', observation = ''] = step.split('-');
  return { step, observation, kind: by === 'ask' ? 'ask' : 'check', state: 'possible' };
}
